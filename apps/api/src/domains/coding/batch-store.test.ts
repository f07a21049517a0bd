import type { CodingSession } from '@vouch/contracts/domains/coding'
import { beforeEach, expect, it, vi } from 'vitest'
import { codingSession } from '../../db/schema/coding.ts'
import { createIdTail } from '../../id.ts'
import { sessionOf } from '../../testing/coding-session.ts'
import { forEachServer } from '../../testing/for-each-server.ts'
import { newestPlace, sessionsAfter, sessionsSince } from './batch-store.ts'
import { keep, noCounts } from './ingest.ts'
import { createSessionFeed } from './session-feed.ts'
import { toSessionRows } from './session-rows.ts'
import { insertSessions } from './session-store.ts'

const HOUR_MS = 3_600_000
let made = 0

/** A new call of a developer’s; those of every other one are of one moment. */
function aSession(developer: string): CodingSession {
  made++
  const timestamp = new Date(Date.UTC(2026, 0, 1) + (made % 2) * made).toISOString()
  return sessionOf(made, { developer_id: developer, timestamp })
}
const sessionsOf = (count: number) => Array.from({ length: count }, (_, i) => aSession(i % 3 === 0 ? 'mine' : 'other'))

forEachServer('sessions in the order in which they came', {}, (open) => {
  const db = () => open().services.database.sql
  /** By a machine whose clock is so far from the database’s. */
  const add = async (sessions: readonly CodingSession[], skewMs = 0) => {
    const now = Date.now()
    const clock = vi.spyOn(Date, 'now').mockReturnValue(now + skewMs)
    const rows = { sessions: toSessionRows(sessions), pullRequests: [], commits: [] }
    await keep(db(), rows, { id: 'ing_x', counts: noCounts() }).finally(() => clock.mockRestore())
    return sessions.map(({ id }) => id)
  }
  beforeEach(async () => {
    await db().delete(codingSession)
  })
  const since = async (id: string, developers: readonly string[] | null = null) => {
    const found: CodingSession[] = []
    for await (const session of sessionsSince(db(), id, developers)) found.push(session)
    return found
  }
  const idsOf = (sessions: readonly CodingSession[]) => sessions.map(({ id }) => id)

  it('go on after any of them with exactly the rest, however many came, for all and for some', async () => {
    const first = await add(sessionsOf(1))
    const batches = [await add(sessionsOf(30)), await add(sessionsOf(2500)), await add(sessionsOf(7))]
    const rest = await since(first[0]!)
    const order = idsOf(rest)
    expect(order).toHaveLength(2537)
    // one batch after the other, each of them whole
    expect(new Set(order.slice(0, 30))).toEqual(new Set(batches[0]))
    expect(new Set(order.slice(30, 2530))).toEqual(new Set(batches[1]))
    expect(new Set(order.slice(2530))).toEqual(new Set(batches[2]))
    for (const place of [0, 15, 29, 30, 1030, 2529, 2536])
      expect(idsOf(await since(order[place]!))).toEqual(order.slice(place + 1))
    const mine = rest.slice(16).filter(({ developer_id: developer }) => developer === 'mine')
    expect(idsOf(await since(order[15]!, ['mine']))).toEqual(idsOf(mine))
    expect(await since(aSession('mine').id)).toEqual([])
  })

  it('lose none in two processes whose clocks are hours apart, and go on in either from what the other told', async () => {
    // added by a clock that was ahead, before there was one clock for all
    const ahead = { ingestId: 'ing_x', batch: createIdTail(Date.now() + 5 * HOUR_MS) }
    await insertSessions(db(), toSessionRows(sessionsOf(3)), ahead)
    const source = {
      newest: () => newestPlace(db()),
      after: (place: Parameters<typeof sessionsAfter>[1]) => sessionsAfter(db(), place),
      onError: (error: unknown) => {
        throw error
      },
    }
    const abort = new AbortController()
    const feeds = [createSessionFeed(source), createSessionFeed(source)]
    const told = feeds.map((): string[] => [])
    let begun = 0
    async function* nothing(): AsyncGenerator<CodingSession, string, undefined> {
      begun++
      yield* []
      return ''
    }
    const watching = feeds.map(async (feed, i) => {
      for await (const { id } of feed.watch(abort.signal, nothing())) told[i]!.push(id)
    })
    await vi.waitFor(() => expect(begun).toBe(2))
    const added: string[][] = []
    for (const skew of [0, -3, 3, -8, 8, 0]) {
      added.push(await add(sessionsOf(20), skew * HOUR_MS))
      for (const feed of feeds) feed.nudge()
    }
    await vi.waitFor(() => expect(told.map(({ length }) => length)).toEqual([120, 120]), 5000)
    expect(told[0]).toEqual(told[1])
    for (const [i, ids] of added.entries()) expect(new Set(told[0]?.slice(20 * i, 20 * i + 20))).toEqual(new Set(ids))
    expect(idsOf(await since(told[0]![50]!))).toEqual(told[1]?.slice(51))
    abort.abort()
    await Promise.all(watching)
    for (const feed of feeds) feed.close()
  })
})
