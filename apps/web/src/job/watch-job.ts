import { FINAL_JOB_STATES, Job } from '@vouch/contracts/job'
import { parseJson } from '../problem.ts'
import { watchEvents } from '../watch-events.ts'

export function isFinal({ state }: Pick<Job, 'state'>): boolean {
  return FINAL_JOB_STATES.some((final) => final === state)
}

/**
 * Tells every change of a job until its last, or until the signal is raised.
 * @throws ProblemError when there is no such job, or none for this reader
 */
export function watchJob(
  id: string,
  { signal, onChange }: { signal: AbortSignal; onChange: (job: Job) => void },
): Promise<void> {
  return watchEvents(`/api/jobs/${encodeURIComponent(id)}/events`, {
    signal,
    onEvent({ data }) {
      const job = Job.safeParse(parseJson(data))
      if (!job.success) return false
      onChange(job.data)
      return isFinal(job.data)
    },
  })
}
