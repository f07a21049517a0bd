import type { CodingSession } from '@vouch/contracts/domains/coding'
import { waitForChange } from '../../wait-for-change.ts'

/** How often it is looked for new sessions while somebody watches. */
const LOOK_MS = 1000
/** Sessions that are kept at hand for all who watch; who is further behind has to come again. */
const AT_HAND = 10_000

/** Where a session is among all: batches are in the order in which they came, and a batch is there whole or not at all. */
export interface Place {
  readonly batch: string
  readonly at: string
  readonly id: string
}

export interface Arrival {
  readonly place: Place
  readonly session: CodingSession
}

export interface FeedSource {
  /** where the last session is that came */
  newest(): Promise<Place>
  /** some of those that came after a place, the first first; none: there are no more */
  after(place: Place): Promise<readonly Arrival[]>
  onError(error: unknown): void
}

export interface SessionFeed {
  /**
   * Every session that comes from now on, each once, after those that the reader missed, which end by saying up to which batch they
   * are. @throws Error where the reader is too far behind: he has to come again
   */
  watch(
    signal: AbortSignal,
    missed?: AsyncGenerator<CodingSession, string, undefined>,
  ): AsyncGenerator<CodingSession, void, undefined>
  /** Looks at once: this process has added some. */
  nudge(): void
  /** how many watch */
  readers(): number
  close(): void
}

/** One look for all who watch, however many they are; what they have not taken yet is kept once for all of them. */
export function createSessionFeed({ newest, after, onError }: FeedSource): SessionFeed {
  const waiting = new Set<() => void>()
  // up to where all are known; null while nobody watches
  let last: Place | null = null
  let atHand: Arrival[] = []
  // sessions that have come since the feed began, those at hand the last of them
  let came = 0
  let readers = 0
  let timer: NodeJS.Timeout | null = null
  let looking = false
  let again = false
  let closed = false

  const look = async () => {
    // until there are no more: another process may take in more in a second than is read at once
    for (let from = last; from !== null; from = last) {
      const found = await after(from)
      // meanwhile all have left, and others may have come
      if (last !== from) continue
      const newestFound = found.at(-1)
      if (!newestFound) return
      last = newestFound.place
      came += found.length
      atHand = [...atHand, ...found].slice(-AT_HAND)
      for (const wake of waiting) wake()
    }
  }
  const schedule = (ms: number) => {
    if (timer) clearTimeout(timer)
    timer = readers === 0 || closed ? null : setTimeout(() => void turn(), ms)
  }
  const turn = async () => {
    if (looking) {
      again = true
      return
    }
    looking = true
    await look().catch(onError)
    looking = false
    schedule(again ? 0 : LOOK_MS)
    again = false
  }
  const leave = () => {
    readers--
    if (readers > 0) return
    schedule(0)
    last = null
    atHand = []
  }

  return {
    async *watch(signal, missed) {
      readers++
      try {
        // what is there already is not new
        if (last === null) {
          const there = await newest()
          last ??= there
        }
        if (!timer && !looking) schedule(LOOK_MS)
        let taken = came
        // what is read of the missed may have come since
        const upTo = missed ? yield* missed : ''
        while (!signal.aborted && !closed) {
          const behind = came - taken
          if (behind > atHand.length) throw new Error('This reader of sessions is too far behind.')
          const next = behind === 0 ? undefined : atHand[atHand.length - behind]
          if (next === undefined) await waitForChange(waiting, signal)
          else {
            taken++
            if (next.place.batch > upTo) yield next.session
          }
        }
      } finally {
        leave()
      }
    },
    nudge() {
      if (readers > 0) schedule(0)
    },
    readers: () => readers,
    close() {
      closed = true
      if (timer) clearTimeout(timer)
      for (const wake of waiting) wake()
    },
  }
}
