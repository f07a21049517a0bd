import { readFile } from 'node:fs/promises'
import { InjectionReport } from '@vouch/contracts/domains/injection'
import { VouchError } from '@vouch/core/error'
import { findVisible } from '../../../job/find-visible.ts'
import { isFinal } from '../../../job/job-record.ts'
import type { Context } from '../../../trpc.ts'
import { INJECT_JOB } from './inject-job.ts'

/**
 * What became of injections: whoever may see their job may see it.
 * @throws VouchError `not_found`; `conflict` while they are worked on, and for those that failed
 */
export async function openInjections({ services, caller }: Context, id: string): Promise<InjectionReport> {
  const record = await findVisible(services, caller, id)
  if (record.kind !== INJECT_JOB) throw new VouchError('not_found', 'There are no such injections.')
  const { state, reason, file_sha256: sha256 } = record
  if (state !== 'completed' || sha256 === null) {
    const why = isFinal(record)
      ? `The job has ${state}.${reason === null ? '' : ` ${reason}`}`
      : 'The job is not over yet.'
    throw new VouchError('conflict', `There is nothing to see of these injections: ${why}`)
  }
  const file = await services.files.open(sha256)
  const text = 'path' in file ? await readFile(file.path, 'utf8') : Buffer.from(file.content).toString('utf8')
  return InjectionReport.parse(JSON.parse(text))
}
