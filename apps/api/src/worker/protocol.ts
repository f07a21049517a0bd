import type { ErrorCode, Fault } from '@vouch/contracts/error'
import { VouchError } from '@vouch/core/error'
import { findOutage } from '../find-outage.ts'

/** An error on its way between threads: what may be shown, and what only the log may have. */
export interface SentError {
  readonly code: ErrorCode
  readonly detail: string
  readonly errors: readonly Fault[]
  readonly internal: string | null
}

/** From the pool to a thread: a task, or the reply to something the thread asked. */
export type ToThread<Task> =
  | { readonly kind: 'task'; readonly task: Task }
  | { readonly kind: 'reply'; readonly ask: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly ask: number; readonly error: SentError }

/** From a thread to the pool: its task is done, has failed, needs an answer to go on, or says how far it is. */
export type FromThread<Result, Ask> =
  | { readonly kind: 'note'; readonly note: unknown }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: SentError }
  | { readonly kind: 'ask'; readonly ask: number; readonly question: Ask }

export function sendError(error: unknown): SentError {
  if (error instanceof VouchError)
    return {
      code: error.code,
      detail: error.message,
      errors: error.errors,
      internal: error.cause === undefined ? null : describe(error.cause),
    }
  const failure = { code: 'failure' as const, detail: 'Vouch failed while working on this.' }
  return { ...(findOutage(error) ?? failure), errors: [], internal: describe(error) }
}

export function receiveError(sent: SentError): VouchError {
  return new VouchError(sent.code, sent.detail, sent.errors, sent.internal ?? undefined)
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}
