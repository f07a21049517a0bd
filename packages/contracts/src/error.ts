import { z } from 'zod'

/**
 * The one table of errors. `trpc` is the code a tRPC client sees; `status` and `title` are what RFC 9457 asks for.
 * A row is added here and nowhere else.
 */
export const ERRORS = {
  bad_request: { status: 400, trpc: 'BAD_REQUEST', title: 'The request cannot be understood' },
  unauthorized: { status: 401, trpc: 'UNAUTHORIZED', title: 'This needs somebody who is known here' },
  forbidden: { status: 403, trpc: 'FORBIDDEN', title: 'This needs a role that you have not been given' },
  not_found: { status: 404, trpc: 'NOT_FOUND', title: 'There is no such thing here' },
  method_not_allowed: {
    status: 405,
    trpc: 'METHOD_NOT_SUPPORTED',
    title: 'This address does not take that method',
  },
  conflict: { status: 409, trpc: 'CONFLICT', title: 'The request conflicts with what is stored' },
  too_large: { status: 413, trpc: 'PAYLOAD_TOO_LARGE', title: 'The upload is too large' },
  unsupported_media: {
    status: 415,
    trpc: 'UNSUPPORTED_MEDIA_TYPE',
    title: 'This kind of content cannot be read here',
  },
  invalid: { status: 422, trpc: 'UNPROCESSABLE_CONTENT', title: 'The content does not hold what is needed' },
  too_many: { status: 429, trpc: 'TOO_MANY_REQUESTS', title: 'Too many requests' },
  failure: { status: 500, trpc: 'INTERNAL_SERVER_ERROR', title: 'Vouch failed' },
  upstream: { status: 502, trpc: 'BAD_GATEWAY', title: 'A service Vouch asked did not answer' },
  // tRPC has no word of its own for it; the row after it is the one that its word stands for
  no_space: { status: 507, trpc: 'SERVICE_UNAVAILABLE', title: 'There is no room left to keep this' },
  unavailable: { status: 503, trpc: 'SERVICE_UNAVAILABLE', title: 'Not available at the moment' },
} as const

export type ErrorCode = keyof typeof ERRORS
export const ErrorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]])

/** One fault of one field, or of one place in a file. Lines and columns count from 1. */
export const Fault = z.object({
  field: z.string().optional(),
  message: z.string(),
  line: z.int().min(1).optional(),
  column: z.int().min(1).optional(),
})
export type Fault = z.infer<typeof Fault>

/** RFC 9457 problem details, as `application/problem+json`. `code` is the stable word; `errors` names each fault. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: ErrorCode,
  instance: z.string().optional(),
  request_id: z.string().optional(),
  errors: z.array(Fault).optional(),
})
export type Problem = z.infer<typeof Problem>
