import { setTimeout as sleep } from 'node:timers/promises'
import { waitForChange } from '../wait-for-change.ts'
import { isFinal, type JobRecord } from './job-record.ts'

/** How often the jobs that somebody watches are looked at, all in one query. */
const LOOK_MS = 400
/** Changes of a job that are kept at hand for those who watch it; who is further behind asks the database. */
const AT_HAND = 64

export type EventsAfter = (
  seen: readonly { readonly id: string; readonly version: number }[],
) => Promise<readonly JobRecord[]>

export interface JobFeed {
  /**
   * Every change of a job after `version`, each once and in order, until its last. Ends early when `signal` is raised.
   * What was not yet taken stays in the database: a slow reader costs no memory.
   */
  watch(id: string, version: number, signal: AbortSignal): AsyncGenerator<JobRecord, void, undefined>
  /** Has a job looked at now: this process has changed it. */
  nudge(id: string): void
  close(): void
}

interface Watched {
  /** the last version that was found */
  version: number
  atHand: readonly JobRecord[]
  readers: number
  /** those who wait for the next change */
  readonly waiting: Set<() => void>
}

/** One look for all who watch, however many they are. */
export function createJobFeed(eventsAfter: EventsAfter, onError: (error: unknown) => void): JobFeed {
  const watched = new Map<string, Watched>()
  let timer: NodeJS.Timeout | null = null
  let looking = false
  let again = false
  let closed = false

  const look = async () => {
    const seen = [...watched].map(([id, { version }]) => ({ id, version }))
    for (const record of await eventsAfter(seen)) {
      const found = watched.get(record.id)
      if (!found || record.version <= found.version) continue
      found.version = record.version
      found.atHand = [...found.atHand.slice(1 - AT_HAND), record]
      for (const wake of found.waiting) wake()
      found.waiting.clear()
    }
  }

  const schedule = (ms: number) => {
    if (timer) clearTimeout(timer)
    timer = watched.size === 0 || closed ? null : setTimeout(() => void turn(), ms)
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

  const enter = (id: string, version: number): Watched => {
    const found = watched.get(id) ?? { version, atHand: [], readers: 0, waiting: new Set() }
    found.readers++
    watched.set(id, found)
    if (!timer && !looking) schedule(LOOK_MS)
    return found
  }

  const leave = (id: string, job: Watched) => {
    job.readers--
    if (job.readers > 0) return
    watched.delete(id)
    if (watched.size === 0) schedule(0)
  }

  return {
    async *watch(id, version, signal) {
      const job = enter(id, version)
      try {
        for (let last = version; !signal.aborted && !closed;) {
          const gapless = (job.atHand[0]?.version ?? Number.POSITIVE_INFINITY) <= last + 1
          const found = gapless ? job.atHand : await eventsAfter([{ id, version: last }])
          const records = found.filter((record) => record.version > last)
          for (const record of records) {
            last = record.version
            yield record
            if (isFinal(record) || signal.aborted) return
          }
          if (records.length > 0) continue
          // one that was seen and cannot be read is on its way
          await (job.version <= last ? waitForChange(job.waiting, signal) : sleep(LOOK_MS))
        }
      } finally {
        leave(id, job)
      }
    },
    nudge(id) {
      if (watched.has(id)) schedule(0)
    },
    close() {
      closed = true
      if (timer) clearTimeout(timer)
      for (const { waiting } of watched.values()) for (const wake of waiting) wake()
      watched.clear()
    },
  }
}
