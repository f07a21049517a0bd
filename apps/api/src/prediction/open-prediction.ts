import { VouchError } from '@vouch/core/error'
import { type Caller, isAdmin } from '../account/caller.ts'
import { seesPatient } from '../patient/care.ts'
import { noteCallsRead } from '../patient/note-read.ts'
import { isJudging } from '../review/judging.ts'
import type { Services } from '../services.ts'
import { parsePredictionId } from './prediction-id.ts'
import { findSubmission, type StoredSubmission } from './store.ts'

/** Who asks, as far as it decides what he may read. */
export type Reader = Pick<Caller, 'accountId' | 'grants' | 'address'>

/** A request that opens something. */
export interface Opening {
  readonly services: Pick<Services, 'database' | 'audit'>
  readonly caller: Reader
  readonly requestId: string
}

/**
 * A submission that the caller may read: nobody's by its id alone, an account's by that account, a patient's by the patient
 * and those who treat them, and each by admins. That a patient's was read stands in the audit.
 * @throws VouchError `not_found`, with the same words whether it is not there or not his
 */
export async function openPrediction(asking: Opening, id: string): Promise<StoredSubmission> {
  const { services, caller } = asking
  const found = await findSubmission(services.database.sql, parsePredictionId(id))
  if (found && (await mayRead(services, caller, found))) return noteRead(asking, found)
  throw noPrediction()
}

/** One call that the caller may read: of such a submission, or one that an expert has in hand or has judged. */
export async function openCall(
  asking: Opening,
  { id, row }: { readonly id: string; readonly row: number },
): Promise<StoredSubmission> {
  const { services, caller } = asking
  const found = await findSubmission(services.database.sql, parsePredictionId(id))
  const may =
    found &&
    ((await mayRead(services, caller, found)) || (await isJudging(services.database.sql, caller, { ...found, row })))
  if (may) return noteRead(asking, found)
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

async function noteRead(asking: Opening, found: StoredSubmission): Promise<StoredSubmission> {
  const { id: predictionId, patientId } = found
  await noteCallsRead(asking.services.database.sql, asking, [{ patientId, predictionId }])
  return found
}
