import { RetryLater } from './retry-later.ts'

export interface GateOptions {
  /** what may be inside at once, in the unit that callers weigh themselves in */
  readonly capacity: number
  /** how much of it one client may take */
  readonly share: number
  /** how many may wait outside */
  readonly waiting: number
  readonly waitMs: number
  /** for who is not let in */
  readonly refusal: string
}

export interface Gate {
  /**
   * Lets a request in, or has it wait for a moment. @returns what lets the next one in
   * @throws RetryLater when too many wait, or it waited too long
   */
  enter(entry: GateEntry): Promise<() => void>
  readonly load: { readonly inside: number; readonly waiting: number }
}

export interface GateEntry {
  readonly weight: number
  /** whose request it is */
  readonly client: string
  /** a client that leaves while it waits is forgotten */
  readonly res: Leaving
}

/** The response of a request, as far as it tells that its client has left. */
interface Leaving {
  once(event: 'close', listener: () => void): unknown
  off(event: 'close', listener: () => void): unknown
}

interface Waiter {
  readonly entry: GateEntry
  /** stops waiting, and goes in */
  admit(): void
}

/** When whoever is refused may try again. */
const RETRY_SECONDS = 5

/** A bound on what is under way at once, first come, first served, but for clients who have their share already. */
export function createGate(options: GateOptions): Gate {
  const inside = new Map<string, number>()
  const waiters = new Set<Waiter>()
  let weightInside = 0

  const fits = ({ weight, client }: GateEntry) =>
    weightInside === 0 ||
    (weightInside + weight <= options.capacity && (inside.get(client) ?? 0) + weight <= options.share)

  const take = ({ weight, client }: GateEntry): (() => void) => {
    weightInside += weight
    inside.set(client, (inside.get(client) ?? 0) + weight)
    let left = false
    return () => {
      if (left) return
      left = true
      weightInside -= weight
      const rest = (inside.get(client) ?? 0) - weight
      if (rest > 0) inside.set(client, rest)
      else inside.delete(client)
      for (const waiter of waiters) if (fits(waiter.entry)) waiter.admit()
    }
  }

  const wait = (entry: GateEntry) =>
    new Promise<() => void>((resolve, reject) => {
      const stop = () => {
        waiters.delete(waiter)
        clearTimeout(timer)
        entry.res.off('close', refuse)
      }
      const refuse = () => {
        stop()
        reject(new RetryLater('unavailable', options.refusal, RETRY_SECONDS))
      }
      const waiter: Waiter = {
        entry,
        admit() {
          stop()
          resolve(take(entry))
        },
      }
      const timer = setTimeout(refuse, options.waitMs)
      entry.res.once('close', refuse)
      waiters.add(waiter)
    })

  return {
    async enter(entry) {
      if (fits(entry)) return take(entry)
      if (waiters.size >= options.waiting) throw new RetryLater('unavailable', options.refusal, RETRY_SECONDS)
      return wait(entry)
    },
    get load() {
      return { inside: weightInside, waiting: waiters.size }
    },
  }
}
