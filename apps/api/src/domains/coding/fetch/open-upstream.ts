import { setTimeout as sleep } from 'node:timers/promises'
import { VouchError } from '@vouch/core/error'
import { RetryLater } from '../../../limit/retry-later.ts'

/** Time, so that a test need not wait for it. */
export interface Clock {
  now(): number
  sleep(ms: number): Promise<void>
  /** how long one request may take */
  readonly requestMs: number
}

export const CLOCK: Clock = { now: Date.now, sleep: (ms) => sleep(ms), requestMs: 120_000 }

/** Who asked for something to be fetched waits for no longer. */
export const MOST_FETCH_MS = 10 * 60_000

export interface UpstreamOptions {
  /** as a sentence begins with it */
  readonly name: string
  /** of its interface, without a slash at its end */
  readonly base: string
  /** the setting that `base` is from */
  readonly setting: string
  readonly headers: Readonly<Record<string, string>>
  /** the most that an answer may hold */
  readonly bytes: number
  readonly clock: Clock
  /** what is said to who asks too often, beside when to come again */
  readonly hint: string
}

/** What is fetched from: one answer at a time, and what is wrong with it in words. */
export interface Upstream {
  /** What answers, after as many tries and waits as are worth it. @throws VouchError `upstream`, `unavailable` */
  ask(url: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** An answer’s JSON, within bounds. @throws VouchError `upstream` */
  readJson(answer: Response): Promise<unknown>
  /** Where to go on: at its own address, or nowhere. @throws VouchError `upstream` */
  within(to: string, from: string): string
}

/** Waits that are not worth coming again for, all of them together. */
const MOST_WAIT_MS = 30_000
/** One that says to come again at once is not asked so for ever. */
const LEAST_WAIT_MS = 1000
/** GitHub asks for a minute where it says no more (docs.github.com/rest: “Exceeding the rate limit”). */
const UNKNOWN_WAIT_MS = 60_000
const TRIES = 3
const FIRST_PAUSE_MS = 1000
/** A repository that was renamed answers with one. */
const MOST_REDIRECTS = 3
const REDIRECTS = new Set([301, 302, 307, 308])

/**
 * A program’s interface over HTTP: within bounds of size and time, never anywhere but at its own address, and slower when it asks
 * for that. What it is asked with goes nowhere else, and into no message.
 */
export function openUpstream(options: UpstreamOptions): Upstream {
  const { name, base, setting, bytes, clock } = options
  let mayWaitMs = MOST_WAIT_MS
  const { origin } = new URL(base)

  const within = (to: string, from: string): string => {
    const url = URL.canParse(to, from) ? new URL(to, from) : null
    if (to === '' || url?.origin !== origin)
      throw new VouchError('upstream', `${name} sends on to another address, which is not asked. Is ${setting} right?`)
    return url.href
  }

  const askOnce = async (url: string, headers: Readonly<Record<string, string>>): Promise<Response> => {
    let place = url
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const answer = await fetch(place, {
        redirect: 'manual',
        signal: AbortSignal.timeout(clock.requestMs),
        headers: { 'user-agent': 'vouch', ...options.headers, ...headers },
      })
      if (!REDIRECTS.has(answer.status)) return answer
      await answer.body?.cancel()
      place = within(answer.headers.get('location') ?? '', place)
    }
    throw new VouchError('upstream', `${name} sends on and on, from one address to the next.`)
  }

  return {
    within,
    async ask(url, headers = {}) {
      for (let tried = 1; ; tried++) {
        const answer = await askOnce(url, headers).catch((cause: unknown) => {
          if (cause instanceof VouchError) throw cause
          if (tried < TRIES) return null
          const late = cause instanceof Error && cause.name === 'TimeoutError'
          const why = late ? `did not answer within ${clock.requestMs / 1000} seconds` : 'cannot be reached from here'
          throw new VouchError('upstream', `${name} ${why}. Is there a network?`, [], cause)
        })
        if (answer !== null && answer.status < 500) {
          const waitMs = waitOf(answer, clock.now())
          if (waitMs === null) return answer
          await answer.body?.cancel()
          if (waitMs > mayWaitMs) throw limited(waitMs, options)
          mayWaitMs -= waitMs
          await clock.sleep(waitMs)
          tried--
          continue
        }
        if (tried >= TRIES && answer !== null) return answer
        await answer?.body?.cancel()
        await clock.sleep(FIRST_PAUSE_MS * 4 ** (tried - 1))
      }
    },
    async readJson(answer) {
      const body = await readBody(answer, { name, bytes, seconds: clock.requestMs / 1000 })
      try {
        return JSON.parse(body.toString('utf8'))
      } catch {
        throw new VouchError('upstream', `${name} answered with something that is not JSON. Is ${setting} right?`)
      }
    },
  }
}

/** How long one is asked to wait, in ms; null: not at all. */
function waitOf({ status, headers }: Response, now: number): number | null {
  const after = Number(headers.get('retry-after') ?? Number.NaN)
  const spent = headers.get('x-ratelimit-remaining') === '0'
  if (status !== 429 && !(status === 403 && (spent || Number.isFinite(after)))) return null
  if (Number.isFinite(after)) return Math.max(LEAST_WAIT_MS, after * 1000)
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN)
  return spent && Number.isFinite(reset) ? Math.max(0, reset * 1000 - now) + LEAST_WAIT_MS : UNKNOWN_WAIT_MS
}

function limited(waitMs: number, { name, hint }: UpstreamOptions): RetryLater {
  const minutes = Math.ceil(waitMs / 60_000)
  const when = `Come again in ${minutes} minute${minutes === 1 ? '' : 's'}`
  return new RetryLater(
    'unavailable',
    `${name} does not answer as often as that. ${when}: what was fetched so far stays.${hint}`,
    waitMs / 1000,
  )
}

async function readBody(
  { body }: Response,
  { name, bytes, seconds }: { readonly name: string; readonly bytes: number; readonly seconds: number },
): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let held = 0
  try {
    for await (const piece of body ?? []) {
      held += piece.length
      if (held > bytes) throw new VouchError('upstream', `${name} sends more in one page than MAX_UPLOAD_MB allows.`)
      pieces.push(piece)
    }
  } catch (cause) {
    if (cause instanceof VouchError) throw cause
    const late = cause instanceof Error && cause.name === 'TimeoutError'
    const why = late ? `took more than ${seconds} seconds for a page` : 'broke off in the middle of a page'
    throw new VouchError('upstream', `${name} ${why}.`, [], cause)
  }
  return Buffer.concat(pieces)
}
