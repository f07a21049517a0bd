import type { Job } from '@vouch/contracts/job'
import { useEffect, useState } from 'react'
import { problemOf, type ShownProblem } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { isFinal, watchJob } from './watch-job.ts'

export interface FollowedJob {
  job: Job | null
  problem: ShownProblem | null
}

/** A job as it is, and every change of it while this is shown. */
export function useJob(id: string): FollowedJob {
  const utils = trpc.useUtils()
  const query = trpc.job.get.useQuery({ id }, { staleTime: 0 })
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const job = query.data ?? null
  const open = job !== null && !isFinal(job)
  useEffect(() => {
    if (!open) return undefined
    const controller = new AbortController()
    const keep = (next: Job) =>
      utils.job.get.setData({ id }, (known) => (known !== undefined && known.version > next.version ? known : next))
    watchJob(id, { signal: controller.signal, onChange: keep }).catch((error: unknown) => setProblem(problemOf(error)))
    return () => controller.abort()
  }, [id, open, utils])
  return { job, problem: query.error === null ? problem : problemOf(query.error) }
}
