import { VouchError } from '@vouch/core/error'
import { type Caller, isAdmin } from '../account/caller.ts'
import { isId } from '../id.ts'
import type { Services } from '../services.ts'
import type { JobRecord } from './job-record.ts'

/**
 * A job that a caller may see: his own, or nobody's whose id he knows. What is another's is not there.
 * @throws VouchError `not_found`
 */
export async function findVisible({ jobs }: Services, caller: Caller, id: string): Promise<JobRecord> {
  const record = isId('job', id) ? await jobs.find(id) : null
  const visible = record && (record.account_id === null || record.account_id === caller.accountId || isAdmin(caller))
  if (!visible) throw new VouchError('not_found', 'There is no such job.')
  return record
}
