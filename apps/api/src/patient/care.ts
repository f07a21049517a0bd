import { and, eq, isNull, or, type SQL, sql, type SQLWrapper } from 'drizzle-orm'
import { type Caller, isExpert } from '../account/caller.ts'
import type { Sql } from '../db/client.ts'
import { care, doctor } from '../db/schema/clinic.ts'
import { patient } from '../db/schema/patients.ts'

/** Whether a caller may see what is of a patient: the patient, and the doctors who treat them while they have the role. */
export async function seesPatient(
  db: Sql,
  caller: Pick<Caller, 'accountId' | 'grants'>,
  patientId: string,
): Promise<boolean> {
  const { accountId } = caller
  if (accountId === null) return false
  const own = eq(patient.accountId, accountId)
  const treated = isTreatedBy(accountId, patient.id)
  const [found] = await db
    .select({ id: patient.id })
    .from(patient)
    .where(and(eq(patient.id, patientId), isNull(patient.deletedAt), isExpert(caller) ? or(own, treated) : own))
  return found !== undefined
}

/** That an account is a doctor's who treats a patient; whether it has the role is for the caller to know. */
export function isTreatedBy(accountId: string, patientId: SQLWrapper): SQL<boolean> {
  return sql<boolean>`exists (
    select 1 from ${care} join ${doctor} on ${doctor.id} = ${care.doctorId}
    where ${care.patientId} = ${patientId} and ${doctor.accountId} = ${accountId} and ${doctor.deletedAt} is null)`
}

/** Whether an account is a doctor's who treats a patient. */
export async function treatsPatient(db: Sql, accountId: string | null, patientId: string): Promise<boolean> {
  if (accountId === null) return false
  const [found] = await db
    .select({ id: patient.id })
    .from(patient)
    .where(and(eq(patient.id, patientId), isNull(patient.deletedAt), isTreatedBy(accountId, patient.id)))
  return found !== undefined
}
