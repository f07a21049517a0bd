import type { ErrorCode } from '@vouch/contracts/error'
import { toFailure } from '../problem.ts'

/** What may go better the next time; anything else is wrong with what was asked for, and stays wrong. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['failure', 'unavailable', 'upstream', 'too_many'])
/** How long a job waits before each further attempt. */
const BACKOFF_SECONDS = [1, 4]

export interface JobFailure {
  /** for its owner */
  readonly reason: string
  readonly again: boolean
  readonly delaySeconds: number
  /** for the log alone */
  readonly internal: unknown
}

/** What an attempt's error means for the job. */
export function toJobFailure(error: unknown, attempt: number): JobFailure {
  if (error instanceof FinalJobError) return { reason: error.message, again: false, delaySeconds: 0, internal: null }
  const { code, detail, internal } = toFailure(error)
  const delaySeconds = BACKOFF_SECONDS[attempt - 1] ?? BACKOFF_SECONDS.at(-1) ?? 1
  // what a text of the database cannot hold
  const reason = detail.replaceAll('\0', '\ufffd')
  return { reason, again: PASSING.has(code), delaySeconds, internal }
}

/** An attempt that another would not better: a part of the job has failed for good. */
export class FinalJobError extends Error {}
