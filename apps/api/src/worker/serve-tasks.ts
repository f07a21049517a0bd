import { parentPort, type TransferListItem } from 'node:worker_threads'
import { type FromThread, receiveError, sendError, type SentError, type ToThread } from './protocol.ts'

/** How a task asks the pool for something and waits for the answer. */
export type AskPool<Ask> = (question: Ask, transfer?: readonly TransferListItem[]) => Promise<unknown>

/** How a task says how far it is: at once, even from within a computation that never waits. */
export type NotePool = (note: unknown) => void

export interface TaskResult<Result> {
  readonly result: Result
  readonly transfer?: readonly TransferListItem[]
}

/** The thread's side of a pool: runs what it is sent, one task after the other, and sends back a result or an error. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it types what the port brings
export function serveTasks<Task, Result, Ask = never>(
  run: (task: Task, ask: AskPool<Ask>, note: NotePool) => Promise<TaskResult<Result>>,
): void {
  const port = parentPort
  if (!port) throw new Error('This module only runs as a worker thread.')
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let lastAsk = 0
  const post = (message: FromThread<Result, Ask>, transfer: readonly TransferListItem[] = []) =>
    port.postMessage(message, transfer)
  const ask: AskPool<Ask> = (question, transfer) =>
    new Promise((resolve, reject) => {
      lastAsk++
      waiting.set(lastAsk, { resolve, reject })
      post({ kind: 'ask', ask: lastAsk, question }, transfer)
    })
  const settle = (id: number, value: unknown, error: SentError | null) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error) asked?.reject(receiveError(error))
    else asked?.resolve(value)
  }

  const runAfter = async (before: Promise<void>, task: Task) => {
    await before
    try {
      const { result, transfer } = await run(task, ask, (note) => post({ kind: 'note', note }))
      post({ kind: 'done', result }, transfer)
    } catch (error) {
      post({ kind: 'failed', error: sendError(error) })
    }
  }

  let queue: Promise<void> = Promise.resolve()
  port.on('message', (message: ToThread<Task>) => {
    if (message.kind === 'reply') return settle(message.ask, message.value, null)
    if (message.kind === 'refusal') return settle(message.ask, null, message.error)
    queue = runAfter(queue, message.task)
  })
}

/** The memory behind some arrays, each once, to be handed over instead of copied. */
export function transferable(arrays: readonly (NodeJS.ArrayBufferView | null)[]): TransferListItem[] {
  const buffers = new Set<TransferListItem>()
  for (const array of arrays) if (array?.buffer instanceof ArrayBuffer) buffers.add(array.buffer)
  return [...buffers]
}
