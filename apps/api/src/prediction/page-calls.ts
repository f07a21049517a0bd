import { DomainId } from '@vouch/contracts/domain'
import type { Manifest } from '@vouch/contracts/model'
import type { NotAssessed } from '@vouch/contracts/prediction'
import type { EvidenceQuery, ValueInWords } from '@vouch/contracts/submission'
import { VouchError } from '@vouch/core/error'
import { noteShown } from '../review/sights.ts'
import { parseRowCursor } from '../row-cursor.ts'
import { scoreRows, type Services } from '../services.ts'
import type { ScoreResult } from '../worker/score-task.ts'
import type { StoredCall } from './calls-file.ts'
import { openCall, openPrediction, type Reader } from './open-prediction.ts'
import { readCalls } from './read-calls.ts'
import { readRow } from './read-row.ts'
import { findSameModel } from './show-reasons.ts'
import type { StoredSubmission } from './store.ts'
import type { TableDomain } from './table-domain.ts'

/** A call as its file keeps it, of a row that was assessed. */
export type AssessedCall = StoredCall & { readonly probability: number }

interface Featured {
  readonly features: unknown
}

/** How a domain's calls look on the wire, and what it says of a call's inputs. */
export interface CallWire<Call extends Featured, Item> {
  readonly domain: TableDomain
  /** what stands beside every call */
  featuresOf(stored: StoredCall): Call['features']
  toCall(stored: AssessedCall): Call
  /** the same values as the field says them */
  inWords(stored: StoredCall): ValueInWords[]
  /** An input's value alone: how it lies among the training rows of each label is a reason. */
  valueAlone(item: Item): Item
  /** @param features the row's as the graph takes them, NaN where missing */
  toEvidence(manifest: Manifest, features: ArrayLike<number>): Item[]
}

export interface CallsPage<Call extends Featured> {
  readonly prediction_id: string
  readonly predictions: Call[]
  readonly not_assessed: NotAssessed[]
  /** those that their reader is to judge before they are shown, in none of the other lists */
  readonly blind: BlindCall<Call>[]
  readonly next_cursor: string | null
}

export interface BlindCall<Call extends Featured> {
  readonly row: number
  readonly id: string
  readonly features: Call['features']
  readonly call: null
  readonly blind: true
}

export interface CallEvidence<Call extends Featured, Item> {
  readonly prediction_id: string
  readonly row: number
  readonly id: string
  /** null, and `blind`, for who is to judge it first */
  readonly call: (Call & { readonly fragile: boolean | null; readonly flip_rate: number | null }) | null
  readonly blind: boolean
  readonly evidence: Item[]
  readonly values: ValueInWords[]
}

const NO_SUCH_ROW = 'The submission has no such row.'

/** One who asks for calls: a page of them, or one. */
export interface CallsAsk {
  readonly services: Services
  readonly caller: Reader
  readonly requestId: string
}

/** A page of a submission's calls: `limit` counts rows, called or not. @throws VouchError `not_found`, of another domain too */
export async function pageCalls<Call extends Featured, Item>(
  ask: CallsAsk,
  input: { id: string; cursor?: string | undefined; limit: number },
  wireOf: (domain: DomainId) => CallWire<Call, Item>,
): Promise<CallsPage<Call>> {
  const submission = await openPrediction(ask, input.id)
  const { toCall, featuresOf } = wireOf(DomainId.parse(submission.domain))
  const from = parseRowCursor(input.cursor)
  const what = { rows: 'all', shown: 'call' } as const
  const blind = await noteShown(ask.services.database.sql, ask.caller.accountId, submission, what)
  const rows = await readCalls(ask.services, submission, { from, to: from + input.limit })
  const told = rows.filter(({ row }) => !blind.has(row))
  const next = from + rows.length
  return {
    prediction_id: submission.id,
    predictions: told.flatMap((call) => (isAssessed(call) ? [toCall(call)] : [])),
    blind: rows.flatMap((call) =>
      blind.has(call.row) ? [{ row: call.row, id: call.id, features: featuresOf(call), call: null, blind: true }] : [],
    ),
    not_assessed: told.flatMap(({ row, id, reason }) => (reason === null ? [] : [{ row, id, reason }])),
    next_cursor: rows.length > 0 && next < submission.rows ? String(next) : null,
  }
}

/**
 * One call with the reasons that can be given for it, where they are wanted, and whether the known errors of its values flip
 * it. What is given is noted.
 */
export async function explainCall<Call extends Featured, Item>(
  ask: CallsAsk,
  input: EvidenceQuery,
  wireOf: (domain: DomainId) => CallWire<Call, Item>,
): Promise<CallEvidence<Call, Item>> {
  const { services, caller } = ask
  const submission = await openCall(ask, input)
  const { domain, toCall, toEvidence, valueAlone, inWords } = wireOf(DomainId.parse(submission.domain))
  const model = await findSameModel(services, submission)
  const [stored] = await readCalls(services, submission, { from: input.row, to: input.row + 1 })
  if (!stored) throw new VouchError('not_found', NO_SUCH_ROW)
  if (!isAssessed(stored))
    throw new VouchError('invalid', `Row ${input.row} was not assessed: ${stored.reason ?? 'unknown'}.`, [
      { field: 'row', message: 'was not assessed' },
    ])
  const what = { rows: [input.row], shown: input.reasons ? 'reasons' : 'call' } as const
  const blind = (await noteShown(services.database.sql, caller.accountId, submission, what)).has(input.row)
  const scored = submission.uploadKind === 'picture' ? null : await scoreAgain(services, submission, input.row)
  const rate = scored?.flipRate?.[0] ?? Number.NaN
  const flips = Number.isNaN(rate) ? null : rate
  const items = scored?.features ? toEvidence(model.folder.manifest, scored.features) : []
  const about = {
    prediction_id: submission.id,
    row: stored.row,
    id: stored.id,
    blind,
    evidence: blind || !input.reasons ? items.map(valueAlone) : items,
    values: inWords(stored),
  }
  if (blind) return { ...about, call: null }
  const fragile = flips === null ? null : flips > domain.fragileAbove
  return { ...about, call: { ...toCall(stored), flip_rate: flips, fragile } }
}

/** A row of what was sent, once more, with every input and how often its known errors flip the call. */
async function scoreAgain(services: Services, submission: StoredSubmission, row: number): Promise<ScoreResult> {
  const { columns, variant, catalogue } = await readRow(services, submission, row)
  const rows = { model: submission.modelId, variant, columns, catalogue }
  return scoreRows(services.scorers, { kind: 'score', ...rows, fragileAt: submission.threshold, features: true }, true)
}

/** The calls of one domain alone: another's are not to be found there. @throws VouchError `not_found` */
export function onlyOf<Call extends Featured, Item>(
  wire: CallWire<Call, Item>,
): (domain: DomainId) => CallWire<Call, Item> {
  return (domain) => {
    if (domain === wire.domain.id) return wire
    throw new VouchError('not_found', `The prediction is not one of ${wire.domain.id}: it is of ${domain}.`)
  }
}

function isAssessed(call: StoredCall): call is AssessedCall {
  return call.probability !== null
}
