import {
  type BlindCall,
  type Call,
  CallLabel,
  type CallPage,
  type Evidence,
  type EvidenceItem,
} from '@vouch/contracts/domains/exoplanet'
import { VouchError } from '@vouch/core/error'
import { evidence } from '@vouch/core/domains/exoplanet/evidence'
import type { StoredCall } from '../../prediction/calls-file.ts'
import { findReadyModel } from '../../model/own-models.ts'
import { openCall, openPrediction, type Reader } from '../../prediction/open-prediction.ts'
import { readCalls } from '../../prediction/read-calls.ts'
import { readRow } from '../../prediction/read-row.ts'
import { noteShown } from '../../review/sights.ts'
import { parseRowCursor } from '../../row-cursor.ts'
import { scoreRows, type Services } from '../../services.ts'
import { exoplanet } from './domain.ts'

const NO_SUCH_ROW = 'The submission has no such row.'

/** A page of a submission's calls: `limit` counts rows, called or not. */
export async function pageCalls(
  services: Services,
  caller: Reader,
  input: { id: string; cursor?: string | undefined; limit: number },
): Promise<CallPage> {
  const submission = await openPrediction(services, caller, input.id)
  const from = parseRowCursor(input.cursor)
  const what = { rows: 'all', shown: 'call' } as const
  const blind = await noteShown(services.database.sql, caller.accountId, submission, what)
  const rows = await readCalls(services, submission, { from, to: from + input.limit })
  const told = rows.filter(({ row }) => !blind.has(row))
  const next = from + rows.length
  return {
    prediction_id: submission.id,
    predictions: told.flatMap((call) => toCall(call) ?? []),
    blind: rows.flatMap((call) => (blind.has(call.row) ? toBlindCall(call) : [])),
    not_assessed: told.flatMap(({ row, id, reason }) => (reason === null ? [] : [{ row, id, reason }])),
    next_cursor: rows.length > 0 && next < submission.rows ? String(next) : null,
  }
}

/** One call with the reasons that can be given for it, and whether the catalogue's own errors flip it. */
export async function explainCall(
  services: Services,
  caller: Reader,
  input: { id: string; row: number },
): Promise<Evidence> {
  const submission = await openCall(services, caller, input)
  const model = await findReadyModel(services, submission.modelId, null)
  if (model.folder.manifest.version !== submission.modelVersion)
    throw new VouchError(
      'conflict',
      `This call was made by version ${submission.modelVersion} of ${model.id}, which is not served any more.`,
    )
  const [stored] = await readCalls(services, submission, { from: input.row, to: input.row + 1 })
  if (!stored) throw new VouchError('not_found', NO_SUCH_ROW)
  const call = toCall(stored)
  if (!call)
    throw new VouchError('invalid', `Row ${input.row} was not assessed: ${stored.reason ?? 'unknown'}.`, [
      { field: 'row', message: 'was not assessed' },
    ])
  const what = { rows: [input.row], shown: 'reasons' } as const
  const blind = (await noteShown(services.database.sql, caller.accountId, submission, what)).has(input.row)
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
  const items = scored.features ? evidence(model.folder.manifest, scored.features) : []
  const about = { prediction_id: submission.id, row: call.row, id: call.id, blind }
  if (blind) return { ...about, call: null, evidence: items.map(valueAlone) }
  const fragile = flips === null ? null : flips > exoplanet.fragileAbove
  return { ...about, call: { ...call, flip_rate: flips, fragile }, evidence: items }
}

/** The row's value, without where it lies among the planets and the others: that is a reason. */
function valueAlone(item: EvidenceItem): EvidenceItem {
  return { ...item, percentile_planets: null, percentile_false_positives: null, importance_rank: null }
}

function featuresOf({ shown }: StoredCall): Call['features'] {
  const [orbital_period = null, planet_radius = null, transit_duration = null] = shown
  return { orbital_period, planet_radius, transit_duration }
}

function toBlindCall(stored: StoredCall): BlindCall {
  return { row: stored.row, id: stored.id, features: featuresOf(stored), call: null, blind: true }
}

/** The wire's call; null for a row that was not assessed. */
function toCall(stored: StoredCall): Call | null {
  if (stored.probability === null) return null
  return {
    row: stored.row,
    id: stored.id,
    prediction: stored.prediction === exoplanet.label(true) ? CallLabel.enum.PLANET : CallLabel.enum['FALSE POSITIVE'],
    probability: stored.probability,
    abstained: stored.abstained ?? false,
    features: featuresOf(stored),
    fragile: stored.fragile,
    flip_rate: stored.flip_rate,
  }
}
