import { VouchError } from '@vouch/core/error'
import { eq, or, sql, type SQL } from 'drizzle-orm'
import { isAdmin, isExpert } from '../account/caller.ts'
import { accountOf } from '../account/manage.ts'
import { care, doctor } from '../db/schema/clinic.ts'
import { patient } from '../db/schema/patients.ts'
import { type Asking, treatedBy } from '../patient/care.ts'
import type { Context } from '../trpc.ts'

/** Among patients joined in, those whom a caller sees; undefined: all. */
export function seenBy(caller: Asking, accountId: string): SQL | undefined {
  if (isAdmin(caller)) return undefined
  const own = eq(patient.accountId, accountId)
  return isExpert(caller, 'heart') ? or(own, treatedBy(accountId)) : own
}

/** The ids of a doctor's patients as a statement gives them; undefined for an admin, who is told of all. */
export function patientsOf({ caller }: Pick<Context, 'caller'>): SQL | undefined {
  if (isAdmin(caller)) return undefined
  const accountId = accountOfExpert(caller)
  return sql`select c.patient_id from ${care} c join ${doctor} d on d.id = c.doctor_id
    where d.account_id = ${accountId} and d.deleted_at is null`
}

/** The account of a doctor, or of an admin. @throws VouchError `forbidden` for who is neither */
export function requireDoctor(ctx: Pick<Context, 'caller' | 'services' | 'requestId'>): string {
  const accountId = accountOf(ctx)
  if (isExpert(ctx.caller, 'heart') || isAdmin(ctx.caller)) return accountId
  throw new VouchError('forbidden', 'This is for doctors: an admin gives the role.')
}

function accountOfExpert({ accountId }: Asking): string {
  if (accountId === null) throw new VouchError('unauthorized', 'This needs an account: log in first.')
  return accountId
}
