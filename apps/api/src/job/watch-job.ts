import type { Job } from '@vouch/contracts/job'
import { tracked, type TrackedEnvelope } from '@trpc/server'
import type { Context } from '../trpc.ts'
import { isFinal, type JobRecord, toJob } from './job-record.ts'

export interface JobWatch {
  /** of a job that the caller may see */
  readonly id: string
  readonly lastEventId?: string | null | undefined
  readonly signal: AbortSignal | undefined
}

/** Every change of a job as it happens, after the event that was seen last, until the final one. */
export async function watchJob(
  { services, caller, recheck }: Context,
  { id, lastEventId, signal }: JobWatch,
): Promise<AsyncIterable<TrackedEnvelope<Job>>> {
  const record = await services.jobs.find(id)
  const after = parseEventId(lastEventId)
  if (!record || (isFinal(record) && after >= record.version)) return nothing()
  const place = services.streams.enter(caller, recheck)
  // whoever leaves before he has read anything leaves his place too
  signal?.addEventListener('abort', place.leave, { once: true })
  const ends = signal ? AbortSignal.any([signal, place.signal]) : place.signal
  return events(services.jobs.watch(id, after, ends), place.leave)
}

async function* events(
  records: AsyncGenerator<JobRecord>,
  leave: () => void,
): AsyncGenerator<TrackedEnvelope<Job>, void, undefined> {
  try {
    for await (const record of records) yield tracked(String(record.version), toJob(record))
  } finally {
    leave()
  }
}

// oxlint-disable-next-line require-yield -- there is nothing more to come
async function* nothing(): AsyncGenerator<TrackedEnvelope<Job>, void, undefined> {}

/** An event that was never given counts as none. */
function parseEventId(id: string | null | undefined): number {
  return id !== null && id !== undefined && /^\d{1,9}$/.test(id) ? Number(id) : -1
}
