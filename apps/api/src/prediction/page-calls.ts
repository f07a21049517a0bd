import { DomainId } from '@vouch/contracts/domain'
import type { Manifest } from '@vouch/contracts/model'
import type { NotAssessed } from '@vouch/contracts/prediction'
import { VouchError } from '@vouch/core/error'
import { findReadyModel } from '../model/own-models.ts'
import { parseRowCursor } from '../row-cursor.ts'
import { scoreRows, type Services } from '../services.ts'
import type { StoredCall } from './calls-file.ts'
import { openPrediction, type Reader } from './open-prediction.ts'
import { readRow } from './read-row.ts'
import type { StoredSubmission } from './store.ts'
import type { TableDomain } from './table-domain.ts'

/** A call as its file keeps it, of a row that was assessed. */
export type AssessedCall = StoredCall & { readonly probability: number }

/** How a domain's calls look on the wire, and what it says of a call's inputs. */
export interface CallWire<Call, Item> {
  readonly domain: TableDomain
  toCall(stored: AssessedCall): Call
  /** @param features the row's as the graph takes them, NaN where missing */
  toEvidence(manifest: Manifest, features: ArrayLike<number>): Item[]
}

export interface CallsPage<Call> {
  readonly prediction_id: string
  readonly predictions: Call[]
  readonly not_assessed: NotAssessed[]
  readonly next_cursor: string | null
}

export interface CallEvidence<Call, Item> {
  readonly prediction_id: string
  readonly call: Call & { readonly fragile: boolean | null; readonly flip_rate: number | null }
  readonly evidence: Item[]
}

const PAGE_MS = 30_000
const NO_SUCH_ROW = 'The submission has no such row.'

/** One who asks for calls: a page of them, or one. */
export interface CallsAsk {
  readonly services: Services
  readonly caller: Reader
}

/** A page of a submission's calls: `limit` counts rows, called or not. @throws VouchError `not_found`, of another domain too */
export async function pageCalls<Call, Item>(
  ask: CallsAsk,
  input: { id: string; cursor?: string | undefined; limit: number },
  wireOf: (domain: DomainId) => CallWire<Call, Item>,
): Promise<CallsPage<Call>> {
  const submission = await openPrediction(ask.services, ask.caller, input.id)
  const { toCall } = wireOf(DomainId.parse(submission.domain))
  const from = parseRowCursor(input.cursor)
  const rows = await readCalls(ask.services, submission, from, from + input.limit)
  const next = from + rows.length
  return {
    prediction_id: submission.id,
    predictions: rows.flatMap((call) => (isAssessed(call) ? [toCall(call)] : [])),
    not_assessed: rows.flatMap(({ row, id, reason }) => (reason === null ? [] : [{ row, id, reason }])),
    next_cursor: rows.length > 0 && next < submission.rows ? String(next) : null,
  }
}

/** One call with the reasons that can be given for it, and whether the known errors of its values flip it. */
export async function explainCall<Call, Item>(
  { services, caller }: CallsAsk,
  input: { id: string; row: number },
  wireOf: (domain: DomainId) => CallWire<Call, Item>,
): Promise<CallEvidence<Call, Item>> {
  const submission = await openPrediction(services, caller, input.id)
  const { domain, toCall, toEvidence } = wireOf(DomainId.parse(submission.domain))
  const model = await findReadyModel(services, submission.modelId, null)
  if (model.folder.manifest.version !== submission.modelVersion)
    throw new VouchError(
      'conflict',
      `This call was made by version ${submission.modelVersion} of ${model.id}, which is not served any more.`,
    )
  const [stored] = await readCalls(services, submission, input.row, input.row + 1)
  if (!stored) throw new VouchError('not_found', NO_SUCH_ROW)
  if (!isAssessed(stored))
    throw new VouchError('invalid', `Row ${input.row} was not assessed: ${stored.reason ?? 'unknown'}.`, [
      { field: 'row', message: 'was not assessed' },
    ])
  const { columns, variant, catalogue } = await readRow(services, submission, input.row)
  const scored = await scoreRows(
    services.scorers,
    {
      kind: 'score',
      model: model.id,
      variant,
      columns,
      catalogue,
      fragileAt: submission.threshold,
      features: true,
    },
    true,
  )
  const rate = scored.flipRate?.[0] ?? Number.NaN
  const flips = Number.isNaN(rate) ? null : rate
  return {
    prediction_id: submission.id,
    call: { ...toCall(stored), flip_rate: flips, fragile: flips === null ? null : flips > domain.fragileAbove },
    evidence: scored.features ? toEvidence(model.folder.manifest, scored.features) : [],
  }
}

/** The calls of one domain alone: another's are not to be found there. @throws VouchError `not_found` */
export function onlyOf<Call, Item>(wire: CallWire<Call, Item>): (domain: DomainId) => CallWire<Call, Item> {
  return (domain) => {
    if (domain === wire.domain.id) return wire
    throw new VouchError('not_found', `The prediction is not one of ${wire.domain.id}: it is of ${domain}.`)
  }
}

function isAssessed(call: StoredCall): call is AssessedCall {
  return call.probability !== null
}

async function readCalls(
  services: Services,
  { callsSha256, domain }: StoredSubmission,
  from: number,
  to: number,
): Promise<readonly StoredCall[]> {
  const file = await services.files.open(callsSha256)
  const rows = await services.clerks.run(
    { kind: 'calls', domain: DomainId.parse(domain), file, from, to },
    { deadlineMs: PAGE_MS },
  )
  if (!Array.isArray(rows)) throw new Error('A reader gave no calls.')
  return rows
}
