import type { ErrorCode, Fault } from '@vouch/contracts/error'

/**
 * What a caller did or met, in his words. `detail` and `errors` may be shown to anyone; what only we need to know is the
 * `cause`. The code decides the HTTP status (contracts/error).
 */
export class VouchError extends Error {
  readonly code: ErrorCode
  readonly errors: readonly Fault[]

  constructor(code: ErrorCode, detail: string, errors: readonly Fault[] = [], cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause })
    this.name = 'VouchError'
    this.code = code
    this.errors = errors
  }
}
