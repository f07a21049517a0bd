import { DomainId } from '@vouch/contracts/domain'
import { VouchError } from '@vouch/core/error'
import type { Services } from '../services.ts'
import type { StoredCall } from './calls-file.ts'
import type { StoredSubmission } from './store.ts'

const PAGE_MS = 30_000

type CallsOf = Pick<StoredSubmission, 'domain' | 'callsSha256'>

/** Calls of a submission from one row to before another, assessed or not. */
export async function readCalls(
  services: Pick<Services, 'files' | 'clerks'>,
  { domain, callsSha256 }: CallsOf,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly StoredCall[]> {
  const file = await services.files.open(callsSha256)
  const task = { kind: 'calls', domain: DomainId.parse(domain), file, from, to } as const
  const rows = await services.clerks.run(task, { deadlineMs: PAGE_MS })
  if (!isCalls(rows)) throw new Error('A reader gave no calls.')
  return rows
}

/** Calls of some rows of a submission, in the order of the rows. @throws VouchError `not_found` for a row that it has not */
export async function pickCalls(
  services: Pick<Services, 'files' | 'clerks'>,
  { domain, callsSha256 }: CallsOf,
  rows: readonly number[],
): Promise<readonly StoredCall[]> {
  const file = await services.files.open(callsSha256)
  const task = { kind: 'pick', domain: DomainId.parse(domain), file, rows } as const
  const picked = await services.clerks.run(task, { deadlineMs: PAGE_MS })
  if (!isCalls(picked)) throw new Error('A reader gave no calls.')
  if (picked.length < rows.length) throw new VouchError('not_found', 'The submission has no such row.')
  return picked
}

function isCalls(value: unknown): value is readonly StoredCall[] {
  return Array.isArray(value)
}

/** A call that was made: of a row that was assessed. */
export interface AssessedCall {
  readonly row: number
  readonly name: string
  readonly label: string
  readonly probability: number
  readonly abstained: boolean
  /** what stands beside it, in the domain's order */
  readonly shown: readonly (number | null)[]
}

/** @throws VouchError `invalid` for a row that was not assessed */
export function toAssessed({ row, id, prediction, probability, abstained, shown, reason }: StoredCall): AssessedCall {
  if (prediction !== null && probability !== null)
    return { row, name: id, label: prediction, probability, abstained: abstained ?? false, shown }
  throw new VouchError('invalid', `Row ${row} was not assessed: ${reason ?? 'unknown'}.`, [
    { field: 'row', message: 'was not assessed' },
  ])
}
