import { VouchError } from '@vouch/core/error'
import { afterEach, describe, expect, it } from 'vitest'
import type { TestTask } from '../testing/test-task.ts'
import { createWorkerPool, type PoolOptions, type WorkerPool } from './worker-pool.ts'

const DEADLINE = { deadlineMs: 20_000 }
let pool: WorkerPool<TestTask, unknown, number> | null = null
const crashes: Error[] = []

function start(options: Partial<PoolOptions> = {}): WorkerPool<TestTask, unknown, number> {
  crashes.length = 0
  pool = createWorkerPool({
    entry: '../testing/thread',
    threads: 2,
    waiting: 100,
    data: null,
    onCrash: (e) => crashes.push(e),
    ...options,
  })
  return pool
}

afterEach(() => pool?.close())

async function failureOf(promise: Promise<unknown>): Promise<VouchError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof VouchError) return error
  throw new Error(`expected a VouchError, got ${String(error)}`)
}

describe('createWorkerPool', () => {
  it('gives every task its own result', async () => {
    const { run } = start({ depth: 2 })
    const values = Array.from({ length: 60 }, (_, i) => i)
    const results = await Promise.all(values.map((value) => run({ do: 'echo', value, waitMs: value % 4 }, DEADLINE)))
    expect(results).toEqual(values)
  })

  it('fails the task of a thread that dies with 503, harms no other, and goes on with a new thread', async () => {
    const { run } = start()
    const beside = run({ do: 'echo', value: 1, waitMs: 300 }, DEADLINE)
    expect((await failureOf(run({ do: 'crash' }, DEADLINE))).code).toBe('unavailable')
    expect(await beside).toBe(1)
    expect(await Promise.all([2, 3, 4].map((value) => run({ do: 'echo', value }, DEADLINE)))).toEqual([2, 3, 4])
    expect(crashes).toHaveLength(1)
  })

  it('kills a thread that hangs at its deadline, and only that', async () => {
    const { run } = start()
    const beside = run({ do: 'echo', value: 1, waitMs: 500 }, DEADLINE)
    const error = await failureOf(run({ do: 'hang' }, { deadlineMs: 200 }))
    expect(error.code).toBe('unavailable')
    expect(await beside).toBe(1)
    expect(await run({ do: 'echo', value: 2 }, DEADLINE)).toBe(2)
  })

  it('says that a task took too much memory when its thread ran out of it', async () => {
    const { run } = start({ threads: 1, limits: { maxOldGenerationSizeMb: 48 } })
    expect((await failureOf(run({ do: 'exhaust' }, DEADLINE))).code).toBe('too_large')
    expect(await run({ do: 'echo', value: 2 }, DEADLINE)).toBe(2)
  })

  it('brings a refusal across with its faults, and keeps the words of a failure inside', async () => {
    const { run } = start({ threads: 1 })
    const refused = await failureOf(run({ do: 'refuse' }, DEADLINE))
    expect(refused).toMatchObject({
      code: 'unsupported_media',
      message: 'not this',
      errors: [{ field: 'file', message: 'no' }],
    })
    const failed = await failureOf(run({ do: 'throw' }, DEADLINE))
    expect(failed.code).toBe('failure')
    expect(failed.message).not.toContain('secret')
    expect(String(failed.cause)).toContain('secret words')
    expect(crashes).toEqual([])
  })

  it('is told how far a task is, in order, from within a computation that never waits', async () => {
    const { run } = start()
    const notes: unknown[] = []
    await run({ do: 'note', upTo: 100 }, { ...DEADLINE, onNote: (note) => notes.push(note) })
    expect(notes).toEqual(Array.from({ length: 100 }, (_, n) => n))
    expect(await run({ do: 'note', upTo: 3 }, DEADLINE)).toBeNull()
  })

  it('answers what a task asks while it runs, each question with its own answer', async () => {
    const { run } = start({ threads: 1 })
    const answer = async (question: number) => ({ value: question * 2 })
    expect(await run({ do: 'ask', questions: [3, 1, 2] }, { ...DEADLINE, answer })).toEqual([6, 2, 4])
    const refuse = async (): Promise<never> => {
      throw new VouchError('not_found', 'no such thing')
    }
    expect(await failureOf(run({ do: 'ask', questions: [1] }, { ...DEADLINE, answer: refuse }))).toMatchObject({
      code: 'not_found',
    })
    expect((await failureOf(run({ do: 'ask', questions: [1] }, DEADLINE))).code).toBe('failure')
  })

  it('takes an urgent task before those that wait', async () => {
    const { run } = start({ threads: 1 })
    const order: number[] = []
    const note = (value: number, urgent: boolean) =>
      run({ do: 'echo', value, waitMs: 5 }, { ...DEADLINE, urgent }).then(() => order.push(value))
    await Promise.all([note(1, false), note(2, false), note(3, false), note(9, true)])
    expect(order).toEqual([1, 9, 2, 3])
  })

  it('never begins a task that is taken back while it waits, and ends the thread of one that has begun', async () => {
    const { run } = start({ threads: 1 })
    const [first, second] = [new AbortController(), new AbortController()]
    const hanging = failureOf(run({ do: 'hang' }, { ...DEADLINE, signal: first.signal }))
    const waiting = failureOf(run({ do: 'crash' }, { ...DEADLINE, signal: second.signal }))
    second.abort()
    expect((await waiting).code).toBe('unavailable')
    const behind = run({ do: 'echo', value: 3 }, DEADLINE)
    first.abort()
    expect((await hanging).code).toBe('unavailable')
    expect(await behind).toBe(3)
    expect((await failureOf(run({ do: 'crash' }, { ...DEADLINE, signal: first.signal }))).code).toBe('unavailable')
    expect(crashes).toEqual([])
  })

  it('refuses a task when too many wait', async () => {
    const { run } = start({ threads: 1, waiting: 2 })
    const kept = [1, 2, 3].map((value) => run({ do: 'echo', value, waitMs: 20 }, DEADLINE))
    expect((await failureOf(run({ do: 'echo', value: 4 }, DEADLINE))).code).toBe('unavailable')
    expect(await Promise.all(kept)).toEqual([1, 2, 3])
  })

  it('lets begun tasks end before it closes, where it is told to wait for them', async () => {
    const opened = start({ threads: 1, drainMs: 5000 })
    const begun = opened.run({ do: 'echo', value: 1, waitMs: 200 }, DEADLINE)
    const waiting = failureOf(opened.run({ do: 'echo', value: 2 }, DEADLINE))
    await opened.close()
    expect(await begun).toBe(1)
    expect((await waiting).code).toBe('unavailable')
  })

  it('fails what runs and what waits when it is closed, and takes nothing more', async () => {
    const opened = start({ threads: 1 })
    const failures = [1, 2].map((value) => failureOf(opened.run({ do: 'echo', value, waitMs: 5000 }, DEADLINE)))
    await opened.close()
    expect((await Promise.all(failures)).map(({ code }) => code)).toEqual(['unavailable', 'unavailable'])
    expect((await failureOf(opened.run({ do: 'echo', value: 3 }, DEADLINE))).code).toBe('unavailable')
    expect(crashes).toEqual([])
  })
})
