import { VouchError } from '@vouch/core/error'
import { sql, type SQL } from 'drizzle-orm'
import { isAdmin, isExpert } from '../account/caller.ts'
import { accountOf } from '../account/manage.ts'
import { care, doctor } from '../db/schema/clinic.ts'
import type { Context } from '../trpc.ts'

/** The ids of a doctor's patients as a statement gives them; undefined for an admin, who is told of all. */
export function patientsOf({ caller }: Pick<Context, 'caller'>, accountId: string): SQL | undefined {
  if (isAdmin(caller)) return undefined
  return sql`select c.patient_id from ${care} c join ${doctor} d on d.id = c.doctor_id
    where d.account_id = ${accountId} and d.deleted_at is null`
}

/** The account of a doctor, or of an admin. @throws VouchError `forbidden` for who is neither */
export function requireDoctor(ctx: Pick<Context, 'caller' | 'services' | 'requestId'>): string {
  const accountId = accountOf(ctx)
  if (isExpert(ctx.caller, 'heart') || isAdmin(ctx.caller)) return accountId
  throw new VouchError('forbidden', 'This is for doctors: an admin gives the role.')
}
