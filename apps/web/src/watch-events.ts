import { fetchApi } from './account/browser-session.ts'
import { readEvents, type ServerEvent } from './job/read-events.ts'
import { problemOf } from './problem.ts'

/** Before the stream is asked for again that broke off; longer each time it brings nothing. */
const RETRY_MS = [500, 1000, 2000, 5000, 10_000] as const
/** What mends by itself. */
const PASSING = new Set(['unavailable', 'too_many'])

interface EventWatch {
  readonly signal: AbortSignal
  /** the last event that is known already: what came since is told first */
  readonly since?: string | null
  /** @returns whether that was the last that is wanted */
  onEvent(event: ServerEvent): boolean
  /** whether the stream stands */
  onStanding?(standing: boolean): void
}

/**
 * Tells every event of a stream of the API until one is the last, or until the signal is raised. A stream that breaks off is
 * taken up where it broke.
 * @throws ProblemError when there is no such stream, or none for this reader
 */
export async function watchEvents(
  path: string,
  { signal, since = null, onEvent, onStanding }: EventWatch,
): Promise<void> {
  let seen = since
  let fruitless = 0
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', ...(seen === null ? {} : { 'last-event-id': seen }) }
      const answer = await fetchApi(path, { headers, signal })
      if (answer.body === null) return
      onStanding?.(true)
      for await (const event of readEvents(answer.body)) {
        seen = event.id ?? seen
        fruitless = 0
        if (onEvent(event)) return
      }
    } catch (error) {
      if (signal.aborted) return
      if (!isPassing(error)) throw error
    } finally {
      if (!signal.aborted) onStanding?.(false)
    }
    await pause(RETRY_MS[Math.min(fruitless, RETRY_MS.length - 1)] ?? 0, signal)
    fruitless += 1
  }
}

/** A broken connection is no problem that anybody stated. */
function isPassing(error: unknown): boolean {
  return PASSING.has(problemOf(error).code)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
