import type { CodingSession } from '@vouch/contracts/domains/coding'
import type { Sha256 } from './coding-entry.ts'

/** Changed when the form below is: old ids and new ones are then never the same by chance. */
const FORM = 'call-1'

/** What makes a call that call. */
export type TraceParts = Pick<
  CodingSession,
  | 'session_id'
  | 'developer_id'
  | 'timestamp'
  | 'model'
  | 'tokens_in'
  | 'tokens_out'
  | 'total_tokens'
  | 'latency_ms'
  | 'status_code'
>

/**
 * `trc_` and the first half of the SHA-256 of what makes a call that call. It is made of what was so when the call ended:
 * who called what, when, in which conversation, and how much went over the wire for how long. So a line sent twice is one
 * session, and two calls of one conversation in the same second are two, for they differ in tokens or in time.
 *
 * Left out on purpose: what becomes known later or is ours (the verdict, what stayed of the suggestion, the cost, the name
 * of the repository), so that a call sent again with its verdict is the same call; and the source, so that a call is not
 * counted twice when its line and the old dashboard's row of it are both sent. An id of the source's own stands beside these
 * and does not replace them: LiteLLM gives the attempts of one request the same one. Where it is unique by a standard
 * (a span's), `namedId` is made of it alone.
 * @param call what its source itself tells the call by, null where it has no such thing
 */
export function traceId(parts: TraceParts, call: string | null, sha256: Sha256): string {
  return toId(
    JSON.stringify([
      FORM,
      call,
      parts.session_id,
      parts.developer_id,
      parts.timestamp,
      parts.model,
      parts.tokens_in,
      parts.tokens_out,
      parts.total_tokens,
      parts.latency_ms,
      parts.status_code,
    ]),
    sha256,
  )
}

/** The same of something that its source tells from all others by a few texts: a span by its trace's id and its own. */
export function namedId(kind: string, names: readonly (string | number)[], sha256: Sha256): string {
  return toId(JSON.stringify([kind, ...names]), sha256)
}

function toId(form: string, sha256: Sha256): string {
  return `trc_${sha256(form).slice(0, 32)}`
}
