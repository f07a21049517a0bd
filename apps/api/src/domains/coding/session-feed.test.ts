import { expect, it } from 'vitest'
import { createSessionFeed, type Arrival } from './session-feed.ts'

/** Sessions of a batch, of which nothing counts but their id. */
const batch = (name: string, sessions: number): Arrival[] =>
  Array.from({ length: sessions }, (_, i) => ({
    place: { batch: name, at: '', id: String(i) },
    session: { id: `${name}-${i}` } as never,
  }))

function feedOf(arrivals: Arrival[], atOnce = 2) {
  return createSessionFeed({
    newest: async () => arrivals.at(-1)?.place ?? { batch: '', at: '', id: '' },
    after: async (place) => {
      const from = arrivals.findIndex((one) => one.place === place) + 1
      return arrivals.slice(from, from + atOnce)
    },
    onError: (error) => {
      throw error
    },
  })
}

it('what was there before anybody watched is not new, however much it is', async () => {
  const batches = Array.from({ length: 20 }, (_, i) => batch(`old${i}`, 3)).flat()
  const feed = feedOf(batches)
  const abort = new AbortController()
  const first = feed.watch(abort.signal).next()
  await expect.poll(() => feed.readers()).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  batches.push(...batch('new', 1))
  feed.nudge()
  expect((await first).value).toEqual({ id: 'new-0' })
  abort.abort()
  feed.close()
})

it('one look finds all that came, however little is read at once: another process may take in more than that in a second', async () => {
  const batches: Arrival[] = []
  const feed = feedOf(batches)
  const abort = new AbortController()
  const reader = feed.watch(abort.signal)
  const first = reader.next()
  await expect.poll(() => feed.readers()).toBe(1)
  batches.push(...Array.from({ length: 9 }, (_, i) => batch(`b${i}`, 1)).flat())
  feed.nudge()
  const found = [(await first).value]
  const until = performance.now() + 500
  while (found.length < 9 && performance.now() < until) found.push((await reader.next()).value)
  expect(found.map((session) => session?.id)).toEqual(batches.map((_, i) => `b${i}-0`))
  expect(performance.now()).toBeLessThan(until)
  abort.abort()
  feed.close()
})

it('a reader that is further behind than what is kept is told so, and another goes on', async () => {
  const batches: Arrival[] = []
  const feed = feedOf(batches, 20_000)
  const abort = new AbortController()
  const [slow, fast] = [feed.watch(abort.signal), feed.watch(abort.signal)]
  const [one, two] = [slow.next(), fast.next()]
  await new Promise((resolve) => setTimeout(resolve, 20))
  batches.push(...batch('a', 1))
  feed.nudge()
  await Promise.all([one, two])
  const next = fast.next()
  batches.push(...batch('b', 20_000))
  feed.nudge()
  await expect(next).rejects.toThrow('too far behind')
  await expect(slow.next()).rejects.toThrow('too far behind')
  expect(feed.readers()).toBe(0)
  feed.close()
})

it('what came while the missed was read, and is among it, is not told again', async () => {
  const batches: Arrival[] = []
  const feed = feedOf(batches)
  const abort = new AbortController()
  async function* missed() {
    yield { id: 'missed' } as never
    // the feed has them at hand before the missed has ended
    batches.push(...batch('a', 3), ...batch('b', 1))
    feed.nudge()
    await new Promise((resolve) => setTimeout(resolve, 50))
    yield* batch('a', 3).map(({ session }) => session)
    return 'a'
  }
  const told: string[] = []
  for await (const { id } of feed.watch(abort.signal, missed())) {
    told.push(id)
    if (id === 'b-0') break
  }
  expect(told).toEqual(['missed', 'a-0', 'a-1', 'a-2', 'b-0'])
  expect(feed.readers()).toBe(0)
  feed.close()
})
