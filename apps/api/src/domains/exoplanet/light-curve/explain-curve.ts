import { CallLabel } from '@vouch/contracts/domains/exoplanet'
import type { CurveExplainInput, CurveExplanation } from '@vouch/contracts/domains/light-curve'
import type { Manifest } from '@vouch/contracts/model'
import { BASELINE, placesOf, type ViewCam } from '@vouch/core/explain/explain-views'
import { VouchError } from '@vouch/core/error'
import { type Opening, openCall } from '../../../prediction/open-prediction.ts'
import { readRow } from '../../../prediction/read-row.ts'
import { findSameModel, showReasons } from '../../../prediction/show-reasons.ts'
import type { Services } from '../../../services.ts'
import { hasLooked, type LookResult } from '../../../worker/score-task.ts'
import { openCurvesOf } from './open-candidate.ts'

/** A network is run some hundred times, and followed back a dozen. */
const LOOK_MS = 60_000
const DIGITS = 6

type Asking = Opening & { readonly services: Services }

/**
 * Where the network looked in a called signal's light.
 * @throws VouchError `conflict` for who is to judge the call before he sees it, and where its model is not served any more
 */
export async function explainCurve(
  asking: Asking,
  { prediction_id: id, row, target }: CurveExplainInput,
): Promise<CurveExplanation> {
  const { services } = asking
  const submission = await openCall(asking, { id, row })
  await openCurvesOf(services, submission)
  await showReasons(asking, submission, row)
  const { manifest } = (await findSameModel(services, submission)).folder
  const { variant, columns, catalogue } = await readRow(services, submission, row)
  const wanted = target === undefined ? null : target === CallLabel.enum.PLANET ? 'positive' : 'negative'
  const { threshold } = submission
  const looked = await services.scorers.run(
    { kind: 'look', model: manifest.id, variant, columns, catalogue, target: wanted, threshold },
    { deadlineMs: LOOK_MS },
  )
  if (!hasLooked(looked)) throw new Error('A scorer did not look.')
  return toExplanation(looked, manifest, { prediction_id: id, row })
}

function toExplanation(
  { reason, margin, probability, target, cams, gradients }: LookResult,
  manifest: Manifest,
  call: Pick<CurveExplanation, 'prediction_id' | 'row'>,
): CurveExplanation {
  if (reason !== null || gradients === null)
    throw new VouchError('invalid', `The row was not assessed: ${reason ?? 'unknown'}.`, [
      { field: 'row', message: 'was not assessed' },
    ])
  const { contributions, base, residual } = gradients
  return {
    ...call,
    model_used: manifest.id,
    model_version: manifest.version,
    model_sha256: manifest.graph.sha256,
    target: target === 'positive' ? CallLabel.enum.PLANET : CallLabel.enum['FALSE POSITIVE'],
    output: { log_odds: margin, probability },
    grad_cam: cams.map(toCam),
    integrated_gradients: {
      baseline: BASELINE,
      base_log_odds: base,
      residual,
      inputs: manifest.inputs.map(({ name, description }, i) => ({ name, description, log_odds: contributions[i]! })),
      views: placesOf(manifest).map(({ view, from }) => {
        const own = contributions.subarray(from, from + view.bins)
        return { view: view.name, log_odds: own.reduce((sum, value) => sum + value, 0), along: shorten(own) }
      }),
    },
  }
}

function toCam({
  view,
  layer,
  channels,
  signed,
  map,
  along,
  faithfulness,
}: ViewCam): CurveExplanation['grad_cam'][number] {
  const { deletion, insertion, randomDeletion, randomInsertion, draws } = faithfulness
  return {
    view,
    layer,
    channels,
    signed: shorten(signed),
    map: shorten(map),
    along: shorten(along),
    faithfulness: {
      deletion,
      insertion,
      random_deletion: randomDeletion,
      random_insertion: randomInsertion,
      draws,
    },
  }
}

function shorten(values: Float64Array): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(DIGITS)))
}
