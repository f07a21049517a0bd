import { FINAL_JOB_STATES, Job } from '@vouch/contracts/job'
import { fetchApi } from '../account/browser-session.ts'
import { parseJson, problemOf } from '../problem.ts'
import { readEvents } from './read-events.ts'

/** Before the stream is asked for again that broke off; longer each time it brings nothing. */
const RETRY_MS = [500, 1000, 2000, 5000, 10_000] as const
/** What mends by itself. */
const PASSING = new Set(['unavailable', 'too_many'])

export function isFinal({ state }: Pick<Job, 'state'>): boolean {
  return FINAL_JOB_STATES.some((final) => final === state)
}

/**
 * Tells every change of a job until its last, or until the signal is raised. A stream that breaks off is taken up where it
 * broke.
 * @throws ProblemError when there is no such job, or none for this reader
 */
export async function watchJob(
  id: string,
  { signal, onChange }: { signal: AbortSignal; onChange: (job: Job) => void },
): Promise<void> {
  let seen: string | null = null
  let fruitless = 0
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', ...(seen === null ? {} : { 'last-event-id': seen }) }
      const answer = await fetchApi(`/api/jobs/${encodeURIComponent(id)}/events`, { headers, signal })
      if (answer.body === null) return
      for await (const event of readEvents(answer.body)) {
        const job = Job.safeParse(parseJson(event.data))
        if (!job.success) continue
        seen = event.id ?? seen
        fruitless = 0
        onChange(job.data)
        if (isFinal(job.data)) return
      }
    } catch (error) {
      if (signal.aborted) return
      if (!isPassing(error)) throw error
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
