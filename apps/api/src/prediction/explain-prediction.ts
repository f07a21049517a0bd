import type { Contribution, Explanation, ExplainPredictionInput } from '@vouch/contracts/explanation'
import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { decide } from '@vouch/core/model/decide'
import { defaultThreshold } from '../model/default-model.ts'
import type { ReadyModel } from '../model/model-registry.ts'
import { type Background, openBackground } from '../model/background.ts'
import { findAnswering } from '../model/own-models.ts'
import { SCORE_DEADLINE_MS } from '../model/scoring.ts'
import type { Services } from '../services.ts'
import type { RowResult } from '../worker/read-task.ts'
import { type ExplainResult, isExplained } from '../worker/score-task.ts'
import { openCall as openOneCall, type Reader } from './open-prediction.ts'
import { readRow, readRowOf } from './read-row.ts'
import { findSameModel, showReasons } from './show-reasons.ts'

/** A row to be explained, and where it comes from. */
interface Subject {
  readonly model: ReadyModel
  readonly row: RowResult
  readonly threshold: number
  readonly call: { readonly prediction_id: string; readonly row: number } | null
}

interface Asking {
  readonly services: Services
  readonly caller: Reader
  readonly requestId: string
}

/**
 * What each input of a model adds to its output for one row, or would add if some of the row's values were others.
 * @throws VouchError `not_found`; `invalid` for a row that cannot be assessed, or a value that the model does not go by
 */
export async function explainPrediction(asking: Asking, input: ExplainPredictionInput): Promise<Explanation> {
  const { services, caller } = asking
  const subject = input.call
    ? await openCall(asking, input.call)
    : await openRow(services, caller, { model: input.model, row: input.row ?? {} })
  const { model } = subject
  const row = change(subject, input.changes)
  const background = await chooseBackground(services, model, input.against)
  const result = await services.scorers.run(
    {
      kind: 'explain',
      model: model.id,
      variant: row.variant,
      columns: row.columns,
      catalogue: row.catalogue,
      background: background?.matrix ?? null,
    },
    { deadlineMs: SCORE_DEADLINE_MS, urgent: true },
  )
  if (!isExplained(result)) throw new Error('A scorer explained nothing.')
  return toExplanation(result, { ...subject, row, background, changed: Object.keys(input.changes) })
}

async function openCall(asking: Asking, call: { prediction_id: string; row: number }): Promise<Subject> {
  const { services } = asking
  const submission = await openOneCall(asking, { id: call.prediction_id, row: call.row })
  await showReasons(asking, submission, call.row)
  const model = await findSameModel(services, submission)
  const row = await readRow(services, submission, call.row)
  return { model, row, threshold: submission.threshold, call }
}

async function openRow(
  services: Services,
  { accountId }: Reader,
  { model: ref, row }: { model: string | undefined; row: object },
): Promise<Subject> {
  const model = await findAnswering(services, ref ?? services.settings.DEFAULT_MODEL, { accountId })
  const content = Buffer.from(JSON.stringify([row]))
  const upload = { file: { content }, name: 'row.json', kind: 'rows' as const }
  const read = await readRowOf(services, { upload, row: 0, model: model.id, context: null })
  return { model, row: read, threshold: defaultThreshold(services, model), call: null }
}

function change({ model, row }: Subject, changes: ExplainPredictionInput['changes']): RowResult {
  const known = new Map(model.domain.changeable(model.folder.manifest).map(({ name, key }) => [name, key]))
  const values = { ...row.columns.values }
  for (const [name, value] of Object.entries(changes)) {
    const key = known.get(name)
    if (key === undefined)
      throw new VouchError('invalid', `Model ${model.id} does not go by “${name.slice(0, 64)}”.`, [
        { field: `changes.${name}`, message: `must be one of ${[...known.keys()].slice(0, 40).join(', ')}` },
      ])
    values[key] = Float64Array.of(value ?? Number.NaN)
  }
  return { ...row, columns: { rows: 1, values } }
}

/** Kernel SHAP scores every coalition with every row of it. */
const SAMPLED_AGAINST = 32

async function chooseBackground(
  services: Services,
  model: ReadyModel,
  against: ExplainPredictionInput['against'],
): Promise<Background | null> {
  const { method, needs_background = false } = model.folder.manifest.explanation
  if (method === 'grad-cam')
    throw new VouchError('unsupported_media', `Model ${model.id} looks at pictures, and has no inputs to explain.`)
  if (method === 'integrated-gradients') {
    if (against === undefined) return null
    throw new VouchError('invalid', `Model ${model.id} is explained against a curve without a dip.`, [
      { field: 'against', message: 'not possible for this model' },
    ])
  }
  const byPaths = method === 'tree-shap' && !needs_background
  if (byPaths && against !== 'background') return null
  const refuse = (message: string) =>
    new VouchError('invalid', message, [{ field: 'against', message: 'not possible for this model' }])
  if (!byPaths && against === 'training_paths')
    throw refuse(`Model ${model.id} has no trees that say which way training rows went, to explain it against.`)
  const background = await openBackground(services, model)
  if (!background) throw refuse(`There are no rows of the training of model ${model.id} here to explain it against.`)
  return method === 'kernel-shap' ? fewerRows(background, SAMPLED_AGAINST, model) : background
}

/** Some of the rows, from one end to the other: they lie in the order of the table, which may begin with planets. */
function fewerRows({ name, rows, matrix }: Background, most: number, { folder }: ReadyModel): Background {
  const kept = Math.min(rows, most)
  const width = folder.manifest.inputs.length
  const fewer = new Float32Array(kept * width)
  for (let i = 0; i < kept; i++) {
    const row = Math.floor((i * rows) / kept)
    fewer.set(matrix.subarray(row * width, (row + 1) * width), i * width)
  }
  return { name: name.replace(/^\d+/, String(kept)), rows: kept, matrix: fewer }
}

function toExplanation(
  { reason, features, explained, margin, probability }: ExplainResult,
  { model, row, threshold, call, background, changed }: Subject & { background: Background | null; changed: string[] },
): Explanation {
  if (reason !== null || !explained)
    throw new VouchError('invalid', `The row was not assessed: ${reason ?? 'unknown'}.`, [
      { field: 'row', message: 'cannot be assessed' },
    ])
  const { manifest } = model.folder
  const { logOdds, probability: inProbability, standardErrors } = explained
  const ofInputs = manifest.inputs.map((input, i): Contribution => {
    const value = features[i] ?? Number.NaN
    return {
      name: input.name,
      unit: input.unit,
      description: input.description,
      value: Number.isNaN(value) ? null : value,
      log_odds: logOdds.values[i]!,
      probability: inProbability.values[i]!,
      standard_error: standardErrors?.[i] ?? null,
      outside_training: isOutside(input, value),
    }
  })
  const ofViews = (manifest.views ?? []).map((view, v): Contribution => {
    const i = manifest.inputs.length + v
    return {
      name: `${view.name} view`,
      unit: '1',
      description: view.description,
      value: null,
      log_odds: logOdds.values[i]!,
      probability: inProbability.values[i]!,
      standard_error: null,
      outside_training: false,
    }
  })
  const contributions = [...ofInputs, ...ofViews]
  return {
    prediction_id: call?.prediction_id ?? null,
    row: call?.row ?? null,
    model_used: manifest.id,
    model_version: manifest.version,
    model_sha256: manifest.graph.sha256,
    prediction: model.domain.label(decide(probability, threshold, null).positive),
    threshold,
    output: { log_odds: margin, probability },
    base: { log_odds: logOdds.base, probability: inProbability.base },
    residual: { log_odds: logOdds.residuals[0]!, probability: inProbability.residuals[0]! },
    method: explained.method,
    against: AGAINST[explained.against],
    background: background && { name: background.name, rows: background.rows },
    shapley_of: explained.shapleyOf,
    contributions: contributions.sort((a, b) => Math.abs(b.log_odds) - Math.abs(a.log_odds)),
    values: model.domain.changeable(manifest).map(({ key, name, unit, description }) => {
      const value = row.columns.values[key]?.[0] ?? Number.NaN
      return { name, unit, description, value: Number.isNaN(value) ? null : value }
    }),
    changed,
    warnings: warningsOf(manifest, contributions),
  }
}

const AGAINST = {
  background: 'background',
  'training paths': 'training_paths',
  'flat curve': 'flat_curve',
} as const satisfies Record<string, Explanation['against']>

function isOutside({ range }: Manifest['inputs'][number], value: number): boolean {
  return range !== null && (value < range[0] || value > range[1])
}

function warningsOf(manifest: Manifest, contributions: readonly Contribution[]): string[] {
  const outside = contributions.filter(({ outside_training }) => outside_training).map(({ name }) => name)
  const badge = manifest.badge ? ['The model was trained over a warning: one of its inputs may tell the answer.'] : []
  if (outside.length === 0) return badge
  const which = `${outside.slice(0, 5).join(', ')}${outside.length > 5 ? ` and ${outside.length - 5} more` : ''}`
  return [`The row has left what the model was trained on: ${which} beyond every training row.`, ...badge]
}
