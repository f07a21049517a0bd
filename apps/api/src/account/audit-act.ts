import type { AuditAct } from '../audit/hash-entry.ts'
import type { Services } from '../services.ts'
import type { Context } from '../trpc.ts'
import type { Caller } from './caller.ts'

/** What an entry of the audit needs of a request; its caller is who acts, unless another is named. */
export type Acting = Pick<Context, 'services' | 'caller' | 'requestId'>

/** As much of it as an entry takes. */
export interface Noting {
  readonly services: Pick<Services, 'audit'>
  readonly caller: Pick<Caller, 'accountId' | 'address'>
  readonly requestId: string
}

/** An act of an account, for the audit. */
export function auditAct(
  { services, caller, requestId }: Noting,
  act: Pick<AuditAct, 'action' | 'subject'> & Partial<Pick<AuditAct, 'actor' | 'outcome' | 'detail'>>,
): AuditAct {
  return { ...services.audit.by(caller, requestId), outcome: 'done', ...act }
}
