import type { AuditAct } from '../audit/hash-entry.ts'
import type { Context } from '../trpc.ts'

/** What an entry of the audit needs of a request; its caller is who acts, unless another is named. */
export type Acting = Pick<Context, 'services' | 'caller' | 'requestId'>

/** An act of an account, for the audit. */
export function auditAct(
  { services, caller, requestId }: Acting,
  act: Pick<AuditAct, 'action' | 'subject'> & Partial<Pick<AuditAct, 'actor' | 'outcome' | 'detail'>>,
): AuditAct {
  return { ...services.audit.by(caller, requestId), outcome: 'done', ...act }
}
