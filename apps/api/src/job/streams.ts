import type { Caller } from '../account/caller.ts'
import { addressKey } from '../limit/client-address.ts'
import { RetryLater } from '../limit/retry-later.ts'

/** Streams that one account, or one address without one, may have open at once. */
const OF_ONE_CALLER = 10
/** Streams that one process holds open. */
const OF_ALL = 1000
/** How often it is looked at whether whoever reads a stream may still read it. */
const LOOK_MS = 30_000
const RETRY_SECONDS = 30

export interface StreamPlace {
  /** raised when the stream has to end */
  readonly signal: AbortSignal
  leave(): void
}

/** Answers that stay open while something happens: how many, and for how long. */
export interface Streams {
  /**
   * @param recheck throws when its caller is not who he was any more
   * @throws RetryLater when the caller, or all together, have as many as they may
   */
  enter(caller: Caller, recheck: () => Promise<unknown>): StreamPlace
  /** Looks now whether whoever reads may still read; it is looked at by itself, too, every half minute. */
  recheck(): Promise<void>
  /** Ends them all. */
  close(): void
}

interface Open {
  readonly controller: AbortController
  recheck(): Promise<unknown>
}

export function createStreams({ lookMs = LOOK_MS }: { readonly lookMs?: number } = {}): Streams {
  const open = new Set<Open>()
  const byCaller = new Map<string, number>()
  let timer: NodeJS.Timeout | null = null

  const look = async () => {
    await Promise.all([...open].map((stream) => stream.recheck().catch(() => stream.controller.abort())))
  }

  return {
    enter(caller, recheck) {
      const key = caller.accountId ?? addressKey(caller.address)
      const own = byCaller.get(key) ?? 0
      if (own >= OF_ONE_CALLER)
        throw new RetryLater('too_many', `At most ${OF_ONE_CALLER} streams at a time.`, RETRY_SECONDS)
      if (open.size >= OF_ALL) throw new RetryLater('unavailable', 'Too many streams are open.', RETRY_SECONDS)
      const stream: Open = { controller: new AbortController(), recheck }
      open.add(stream)
      byCaller.set(key, own + 1)
      timer ??= setInterval(() => void look(), lookMs).unref()
      return {
        signal: stream.controller.signal,
        leave() {
          if (!open.delete(stream)) return
          const rest = (byCaller.get(key) ?? 1) - 1
          if (rest > 0) byCaller.set(key, rest)
          else byCaller.delete(key)
          if (open.size > 0 || !timer) return
          clearInterval(timer)
          timer = null
        },
      }
    },
    recheck: look,
    close() {
      for (const { controller } of open) controller.abort()
    },
  }
}
