import { ERRORS, ErrorCode, type Fault, type Problem } from '@vouch/contracts/error'
import { VouchError } from '@vouch/core/error'
import { TRPCError } from '@trpc/server'
import { z } from 'zod'
import { findOutage } from './find-outage.ts'
import { RetryLater } from './limit/retry-later.ts'

/** What went wrong as its caller may know it, and what only the log may have. */
export interface Failure {
  readonly code: ErrorCode
  readonly detail: string
  readonly errors: readonly Fault[]
  /** null when nothing is to be found out */
  readonly internal: unknown
  /** when time mends it, as far as that is known */
  readonly retryAfterSeconds?: number
}

const CODE_OF_TRPC = new Map<string, ErrorCode>(ErrorCode.options.map((code) => [ERRORS[code].trpc, code]))

/** Any error as one of the table's. What is not known to be fit for a caller's eyes is not shown to him. */
export function toFailure(error: unknown): Failure {
  if (error instanceof VouchError) return fromVouch(error)
  if (error instanceof z.ZodError) return invalid(error)
  if (error instanceof TRPCError) return fromTrpc(error)
  return unforeseen(error)
}

/** Something that we need is away, or cannot hold what was sent; or else we made a mistake. */
function unforeseen(internal: unknown): Failure {
  const known = findOutage(internal) ?? {
    code: 'failure',
    detail: 'Something went wrong here; it has been noted.',
  }
  return { ...known, errors: [], internal }
}

function fromVouch(error: VouchError): Failure {
  const { code, message: detail, errors, cause } = error
  const known = { code, detail, errors, internal: cause ?? null }
  return error instanceof RetryLater ? { ...known, retryAfterSeconds: error.retryAfterSeconds } : known
}

function fromTrpc(error: TRPCError): Failure {
  const { cause } = error
  // tRPC says BAD_REQUEST for an input and INTERNAL_SERVER_ERROR for an output that does not parse
  if (cause instanceof z.ZodError && error.code === 'BAD_REQUEST') return invalid(cause)
  if (cause instanceof VouchError) return toFailure(cause)
  const code = CODE_OF_TRPC.get(error.code) ?? (error.code === 'PARSE_ERROR' ? 'bad_request' : 'failure')
  if (code === 'failure') return unforeseen(cause ?? error)
  if (code === 'bad_request' && cause)
    return { code, detail: 'The request cannot be read.', errors: [], internal: cause }
  return { code, detail: error.message === error.code ? ERRORS[code].title : error.message, errors: [], internal: null }
}

function invalid(error: z.ZodError): Failure {
  const errors = error.issues.slice(0, 20).map(({ path, message }) => {
    const field = path.map(String).join('.')
    return field === '' ? { message } : { field, message }
  })
  const [first] = errors
  const detail =
    first && 'field' in first ? `${first.field}: ${first.message}` : (first?.message ?? 'The input is not valid.')
  return { code: 'invalid', detail, errors, internal: null }
}

/** RFC 9457. `type` is a relative reference to the code, which is what stays the same. */
export function toProblem({ code, detail, errors }: Failure, requestId: string, instance: string): Problem {
  const { status, title } = ERRORS[code]
  return {
    type: `/problems/${code}`,
    title,
    status,
    detail,
    code,
    instance,
    request_id: requestId,
    ...(errors.length > 0 ? { errors: [...errors] } : {}),
  }
}
