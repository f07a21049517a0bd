import { VouchError } from '@vouch/core/error'

/** A refusal that time mends: its answer carries `Retry-After`. */
export class RetryLater extends VouchError {
  readonly retryAfterSeconds: number

  constructor(code: 'conflict' | 'too_many' | 'unavailable', detail: string, retryAfterSeconds: number) {
    super(code, detail)
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds))
  }
}
