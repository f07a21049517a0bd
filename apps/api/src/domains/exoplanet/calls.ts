import { type Call, CallLabel, type CallPage, type Evidence } from '@vouch/contracts/domains/exoplanet'
import { VouchError } from '@vouch/core/error'
import { evidence } from '@vouch/core/domains/exoplanet/evidence'
import type { StoredCall } from '../../prediction/calls-file.ts'
import { findReadyModel } from '../../model/own-models.ts'
import { openPrediction, type Reader } from '../../prediction/open-prediction.ts'
import { readRow } from '../../prediction/read-row.ts'
import type { StoredSubmission } from '../../prediction/store.ts'
import { parseRowCursor } from '../../row-cursor.ts'
import { scoreRows, type Services } from '../../services.ts'
import { exoplanet } from './domain.ts'

const PAGE_MS = 30_000
const NO_SUCH_ROW = 'The submission has no such row.'

/** A page of a submission's calls: `limit` counts rows, called or not. */
export async function pageCalls(
  services: Services,
  caller: Reader,
  input: { id: string; cursor?: string | undefined; limit: number },
): Promise<CallPage> {
  const submission = await openPrediction(services, caller, input.id)
  const from = parseRowCursor(input.cursor)
  const rows = await readCalls(services, submission, from, from + input.limit)
  const next = from + rows.length
  return {
    prediction_id: submission.id,
    predictions: rows.flatMap((call) => toCall(call) ?? []),
    not_assessed: rows.flatMap(({ row, id, reason }) => (reason === null ? [] : [{ row, id, reason }])),
    next_cursor: rows.length > 0 && next < submission.rows ? String(next) : null,
  }
}

/** One call with the reasons that can be given for it, and whether the catalogue's own errors flip it. */
export async function explainCall(
  services: Services,
  caller: Reader,
  input: { id: string; row: number },
): Promise<Evidence> {
  const submission = await openPrediction(services, caller, input.id)
  const model = await findReadyModel(services, submission.modelId, null)
  if (model.folder.manifest.version !== submission.modelVersion)
    throw new VouchError(
      'conflict',
      `This call was made by version ${submission.modelVersion} of ${model.id}, which is not served any more.`,
    )
  const [stored] = await readCalls(services, submission, input.row, input.row + 1)
  if (!stored) throw new VouchError('not_found', NO_SUCH_ROW)
  const call = toCall(stored)
  if (!call)
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
    call: { ...call, flip_rate: flips, fragile: flips === null ? null : flips > exoplanet.fragileAbove },
    evidence: scored.features ? evidence(model.folder.manifest, scored.features) : [],
  }
}

async function readCalls(
  services: Services,
  { callsSha256 }: StoredSubmission,
  from: number,
  to: number,
): Promise<readonly StoredCall[]> {
  const file = await services.files.open(callsSha256)
  const rows = await services.clerks.run(
    { kind: 'calls', domain: 'exoplanet', file, from, to },
    { deadlineMs: PAGE_MS },
  )
  if (!Array.isArray(rows)) throw new Error('A reader gave no calls.')
  return rows
}

/** The wire's call; null for a row that was not assessed. */
function toCall(stored: StoredCall): Call | null {
  if (stored.probability === null) return null
  const [orbital_period = null, planet_radius = null, transit_duration = null] = stored.shown
  return {
    row: stored.row,
    id: stored.id,
    prediction: stored.prediction === exoplanet.label(true) ? CallLabel.enum.PLANET : CallLabel.enum['FALSE POSITIVE'],
    probability: stored.probability,
    abstained: stored.abstained ?? false,
    features: { orbital_period, planet_radius, transit_duration },
    fragile: stored.fragile,
    flip_rate: stored.flip_rate,
  }
}
