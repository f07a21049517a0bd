import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditAct } from './hash-entry.ts'
import { createNotes, NOTES_PER_MINUTE } from './notes.ts'

const act = (origin: string, requestId: string): AuditAct => ({
  actor: 'anonymous',
  action: 'access.check',
  subject: null,
  outcome: 'denied',
  origin,
  requestId,
})

describe('notes', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('writes some at once and none twice, though the database is away for a while', async () => {
    const written: string[] = []
    const errors: unknown[] = []
    let away = true
    const write = async (acts: readonly AuditAct[]) => {
      expect(acts.length).toBeLessThanOrEqual(4)
      if (away) throw new Error('away')
      written.push(...acts.map(({ requestId }) => requestId ?? ''))
    }
    const notes = createNotes(write, { atOnce: 4, onError: (error) => errors.push(error) })
    const wanted = Array.from({ length: 10 }, (_, i) => String(i))
    for (const id of wanted) notes.add(act(id, id))
    await vi.advanceTimersByTimeAsync(5000)
    expect(errors.length).toBeGreaterThan(0)
    expect(written).toEqual([])
    away = false
    await vi.advanceTimersByTimeAsync(5000)
    expect(written).toEqual(wanted)
    await notes.close()
    expect(written).toEqual(wanted)
  })

  it('keeps so many of one origin and minute, tells of the rest, and does not let one crowd out another', async () => {
    const written: AuditAct[] = []
    const notes = createNotes(async (acts) => void written.push(...acts), { atOnce: 50, onError: () => undefined })
    for (let i = 0; i < NOTES_PER_MINUTE * 10; i++) notes.add(act('loud', String(i)))
    notes.add(act('quiet', 'one'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(written.filter(({ origin }) => origin === 'loud')).toHaveLength(NOTES_PER_MINUTE)
    expect(written.filter(({ origin }) => origin === 'quiet')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(61_000)
    expect(written.at(-1)).toMatchObject({
      action: 'audit.limit',
      origin: 'loud',
      detail: { not_kept: NOTES_PER_MINUTE * 9 },
    })
    notes.add(act('loud', 'a minute later'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(written.at(-1)).toMatchObject({ requestId: 'a minute later' })
    await notes.close()
  })

  it('holds so much and no more while the database is away', async () => {
    let most = 0
    const notes = createNotes(() => Promise.reject(new Error('away')), { atOnce: 1e9, onError: () => undefined })
    const counting = createNotes(async (acts) => void (most = acts.length), { atOnce: 1e9, onError: () => undefined })
    for (let i = 0; i < 50_000; i++) for (const one of [notes, counting]) one.add(act(`origin ${i}`, String(i)))
    await vi.advanceTimersByTimeAsync(1000)
    expect(most).toBe(5000)
    const closing = notes.close()
    await vi.advanceTimersByTimeAsync(4000)
    await closing
    await counting.close()
  })
})
