import { and, eq, inArray, isNull, or, sql, type SQL, type SQLWrapper } from 'drizzle-orm'
import { VouchError } from '@vouch/core/error'
import { type Caller, isAdmin, isExpert } from '../account/caller.ts'
import type { Sql } from '../db/client.ts'
import { care, doctor } from '../db/schema/clinic.ts'
import { patient } from '../db/schema/patients.ts'

export type Asking = Pick<Caller, 'accountId' | 'grants'>

/** What somebody is to a patient, by which he may see them. */
export type Relation = 'self' | 'doctor' | 'admin'

/** That an account is a doctor's who treats a patient; whether it has the role is for the caller to know. */
export function isTreatedBy(accountId: string, patientId: SQLWrapper): SQL<boolean> {
  return sql<boolean>`exists (
    select 1 from ${care} c join ${doctor} d on d.id = c.doctor_id
    where c.patient_id = ${patientId} and d.account_id = ${accountId} and d.deleted_at is null)`
}

/** The same of the patient of a row. */
export function treatedBy(accountId: string): SQL<boolean> {
  // where a statement reads one table alone, a column stands there without its table's name
  return isTreatedBy(accountId, sql`${patient}.id`)
}

/** Null for who has nothing to do with the patient, and for a patient who is not there. */
export async function relationTo(db: Sql, caller: Asking, patientId: string): Promise<Relation | null> {
  const { accountId } = caller
  if (accountId === null) return null
  const [found] = await db
    .select({
      own: sql<boolean>`${patient.accountId} is not distinct from ${accountId}`,
      treated: treatedBy(accountId),
    })
    .from(patient)
    .where(and(eq(patient.id, patientId), isNull(patient.deletedAt)))
  if (!found) return null
  if (found.own) return 'self'
  if (found.treated && isExpert(caller, 'heart')) return 'doctor'
  return isAdmin(caller) ? 'admin' : null
}

/** Whether a caller may see what is of a patient: the patient, who treats them while he has the role, and admins. */
export async function seesPatient(db: Sql, caller: Asking, patientId: string): Promise<boolean> {
  return (await relationTo(db, caller, patientId)) !== null
}

/** @throws VouchError `not_found`, in the same words whether they are not there or not his to see */
export async function requireRelation(db: Sql, caller: Asking, patientId: string): Promise<Relation> {
  const relation = await relationTo(db, caller, patientId)
  if (relation !== null) return relation
  throw new VouchError('not_found', 'There is no such patient.')
}

/** Whether an account is a doctor's who treats a patient. */
export async function treatsPatient(db: Sql, accountId: string | null, patientId: string): Promise<boolean> {
  if (accountId === null) return false
  const [found] = await db
    .select({ id: patient.id })
    .from(patient)
    .where(and(eq(patient.id, patientId), isNull(patient.deletedAt), treatedBy(accountId)))
  return found !== undefined
}

/** Which of some patients a caller may see. */
export async function seenPatients(db: Sql, caller: Asking, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { accountId } = caller
  if (accountId === null || ids.length === 0) return new Set()
  const mayTreat = isExpert(caller, 'heart') ? treatedBy(accountId) : sql`false`
  const seen = await db
    .select({ id: patient.id })
    .from(patient)
    .where(
      and(
        inArray(patient.id, [...ids]),
        isNull(patient.deletedAt),
        or(isAdmin(caller) ? sql`true` : undefined, eq(patient.accountId, accountId), mayTreat),
      ),
    )
  return new Set(seen.map(({ id }) => id))
}
