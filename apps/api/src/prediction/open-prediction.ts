import { VouchError } from '@vouch/core/error'
import { type Caller, isAdmin } from '../account/caller.ts'
import type { Sql } from '../db/client.ts'
import { seesPatient } from '../patient/care.ts'
import type { Services } from '../services.ts'
import { parsePredictionId } from './prediction-id.ts'
import { findSubmission, type StoredSubmission } from './store.ts'

/** Who asks, as far as it decides what he may read. */
export type Reader = Pick<Caller, 'accountId' | 'grants'>

/**
 * A submission that the caller may read: nobody's by its id alone, an account's by that account, a patient's by the patient
 * and those who treat them, and each by admins.
 * @throws VouchError `not_found`, with the same words whether it is not there or not his
 */
export async function openPrediction(
  { database }: Pick<Services, 'database'>,
  caller: Reader,
  id: string,
): Promise<StoredSubmission> {
  const found = await findSubmission(database.sql, parsePredictionId(id))
  if (found && (await mayRead(database.sql, caller, found))) return found
  throw new VouchError('not_found', 'There is no such prediction.')
}

async function mayRead(
  db: Sql,
  caller: Reader,
  { accountId, patientId }: Pick<StoredSubmission, 'accountId' | 'patientId'>,
): Promise<boolean> {
  if (patientId !== null) return isAdmin(caller) || seesPatient(db, caller, patientId)
  return accountId === null || accountId === caller.accountId || isAdmin(caller)
}
