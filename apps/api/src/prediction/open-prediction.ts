import { VouchError } from '@vouch/core/error'
import { type Caller, isAdmin } from '../account/caller.ts'
import type { Services } from '../services.ts'
import { parsePredictionId } from './prediction-id.ts'
import { findSubmission, type StoredSubmission } from './store.ts'

/** Who asks, as far as it decides what he may read. */
export type Reader = Pick<Caller, 'accountId' | 'grants'>

/**
 * A submission that the caller may read: nobody's by its id alone, an account's by that account and by admins.
 * @throws VouchError `not_found`, with the same words whether it is not there or not his
 */
export async function openPrediction(
  { database }: Pick<Services, 'database'>,
  caller: Reader,
  id: string,
): Promise<StoredSubmission> {
  const found = await findSubmission(database.sql, parsePredictionId(id))
  if (found && mayRead(caller, found)) return found
  throw new VouchError('not_found', 'There is no such prediction.')
}

function mayRead(caller: Reader, { accountId }: Pick<StoredSubmission, 'accountId'>): boolean {
  return accountId === null || accountId === caller.accountId || isAdmin(caller)
}
