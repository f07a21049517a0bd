import { VouchError } from '@vouch/core/error'
import { type Caller, isAdmin } from '../account/caller.ts'
import { appendAudit } from '../audit/audit.ts'
import { seesPatient } from '../patient/care.ts'
import { isJudging } from '../review/judging.ts'
import type { Services } from '../services.ts'
import { parsePredictionId } from './prediction-id.ts'
import { findSubmission, type StoredSubmission } from './store.ts'

/** Who asks, as far as it decides what he may read. */
export type Reader = Pick<Caller, 'accountId' | 'grants' | 'address'>

type Opening = Pick<Services, 'database' | 'audit'>

/**
 * A submission that the caller may read: nobody's by its id alone, an account's by that account, a patient's by the patient
 * and those who treat them, and each by admins. That a patient's was read stands in the audit.
 * @throws VouchError `not_found`, with the same words whether it is not there or not his
 */
export async function openPrediction(services: Opening, caller: Reader, id: string): Promise<StoredSubmission> {
  const found = await findSubmission(services.database.sql, parsePredictionId(id))
  if (found && (await mayRead(services, caller, found))) return noteRead(services, caller, found)
  throw noPrediction()
}

/** One call that the caller may read: of such a submission, or one that an expert has in hand or has judged. */
export async function openCall(
  services: Opening,
  caller: Reader,
  { id, row }: { readonly id: string; readonly row: number },
): Promise<StoredSubmission> {
  const found = await findSubmission(services.database.sql, parsePredictionId(id))
  const may =
    found &&
    ((await mayRead(services, caller, found)) || (await isJudging(services.database.sql, caller, { ...found, row })))
  if (may) return noteRead(services, caller, found)
  throw noPrediction()
}

export function noPrediction(): VouchError {
  return new VouchError('not_found', 'There is no such prediction.')
}

export async function mayRead(
  { database }: Pick<Services, 'database'>,
  caller: Pick<Reader, 'accountId' | 'grants'>,
  { accountId, patientId }: Pick<StoredSubmission, 'accountId' | 'patientId'>,
): Promise<boolean> {
  if (patientId !== null) return isAdmin(caller) || seesPatient(database.sql, caller, patientId)
  return accountId === null || accountId === caller.accountId || isAdmin(caller)
}

async function noteRead(
  { database, audit }: Opening,
  caller: Reader,
  found: StoredSubmission,
): Promise<StoredSubmission> {
  const { id, patientId } = found
  if (patientId !== null)
    await database.sql.transaction((tx) =>
      appendAudit(tx, {
        ...audit.by(caller, null),
        action: 'patient.read',
        subject: patientId,
        outcome: 'done',
        detail: { prediction: id },
      }),
    )
  return found
}
