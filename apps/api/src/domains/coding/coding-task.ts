import type { Commit, DeadLetter, IngestKind, IngestReceipt, PullRequest } from '@vouch/contracts/domains/coding'

import type { SessionRows } from './session-rows.ts'

/** A file of sessions, pull requests or commits, read in a thread. What cannot be taken is written down, line by line. */
export interface CodingTask {
  readonly kind: 'coding'
  readonly path: string
  readonly name: string
  /** owner/name, for files that do not say */
  readonly repo: string | null
  /** when the first session of a file began that counts from there; ISO */
  readonly startedAt: string | null
  /** where the dead letters are to be */
  readonly deadPath: string
}

/** What such a thread asks to be kept: a batch, in the order in which it was read. */
export interface KeepAsk {
  readonly kind: 'keep'
  readonly sessions: SessionRows
  readonly pullRequests: readonly PullRequest[]
  readonly commits: readonly Commit[]
}

/** What a file held. */
export interface CodingRead {
  readonly ingested: IngestKind
  readonly entries: number
  /** sessions that are made up */
  readonly simulated: number
  readonly deadLetters: number
  readonly firstDeadLetters: readonly DeadLetter[]
  readonly unpriced: IngestReceipt['unpriced_models']
}

export function isCodingRead(value: unknown): value is CodingRead {
  return typeof value === 'object' && value !== null && 'ingested' in value && 'deadLetters' in value
}
