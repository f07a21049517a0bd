import { ERRORS } from '@vouch/contracts/error'
import { VouchError } from '@vouch/core/error'
import type { Context } from '../trpc.ts'

/** Has a check of access noted in the audit when it refuses: who asked for which operation, and how he was answered. */
export function noteRefusal(
  { services, caller, requestId }: Pick<Context, 'services' | 'caller' | 'requestId'>,
  operation: string,
  check: () => void,
): void {
  try {
    check()
  } catch (error) {
    if (error instanceof VouchError)
      services.audit.note({
        ...services.audit.by(caller, requestId),
        action: 'access.check',
        subject: null,
        outcome: 'denied',
        detail: { operation, status: ERRORS[error.code].status },
      })
    throw error
  }
}
