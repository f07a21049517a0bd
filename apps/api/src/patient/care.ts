import { and, eq, isNull, or, sql } from 'drizzle-orm'
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
  const treated = sql`exists (
    select 1 from ${care} join ${doctor} on ${doctor.id} = ${care.doctorId}
    where ${care.patientId} = ${patient.id} and ${doctor.accountId} = ${accountId} and ${doctor.deletedAt} is null)`
  const [found] = await db
    .select({ id: patient.id })
    .from(patient)
    .where(and(eq(patient.id, patientId), isNull(patient.deletedAt), isExpert(caller) ? or(own, treated) : own))
  return found !== undefined
}
