import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { roundProbability } from '@vouch/core/model/decide'
import { graphWidth, viewBins } from '@vouch/core/model/graph-width'
import type { OpenModel } from '@vouch/core/model/session'
import type { TableDomain } from '../prediction/table-domain.ts'
import type { ScoreResult, ScoreRowsTask } from './score-task.ts'

/** Scores some rows with an open model. A row's result comes from that row alone. */
export async function scoreRows(domain: TableDomain, model: OpenModel, task: ScoreRowsTask): Promise<ScoreResult> {
  const { columns } = task
  const reasons: [number, string][] = []
  const usable = domain.comparable(model.manifest, task.variant, columns)
  const features = allFeatures(domain, model, { columns: usable, catalogue: task.catalogue })
  const { probability: raw } = await model.run(features, columns.rows)
  const width = graphWidth(model.manifest)
  const lacks = lackOf(model.manifest)
  const probability = new Float64Array(columns.rows)
  for (let row = 0; row < columns.rows; row++) {
    const reason = domain.whyNotAssessed(model.manifest, usable, row) ?? lacks(features, row * width)
    if (reason !== null) reasons.push([row, reason])
    else if (!(raw[row]! >= 0 && raw[row]! <= 1))
      throw new VouchError('failure', `Model ${model.manifest.id} gave no probability.`)
    probability[row] = reason === null ? roundProbability(raw[row]!) : Number.NaN
  }
  const flipRate = task.fragileAt === null ? null : await flipRates(domain, model, task, probability, task.fragileAt)
  return {
    probability,
    reasons,
    flipRate,
    features: task.features ? inputsOf(model.manifest, features) : null,
    shown: domain.shown.map(({ from }) => columns.values[from] ?? null),
  }
}

type FeatureSource = Pick<ScoreRowsTask, 'columns' | 'catalogue'>

/** The inputs alone, without the views that come after them. */
function inputsOf(manifest: Manifest, features: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const bins = viewBins(manifest)
  if (bins === 0) return features
  const [width, own] = [graphWidth(manifest), manifest.inputs.length]
  const inputs = new Float32Array((features.length / width) * own)
  for (let row = 0; row * own < inputs.length; row++)
    inputs.set(features.subarray(row * width, row * width + own), row * own)
  return inputs
}

/** What the model's graph takes, in its order: row features made here, catalogue features and views as they were sent. */
export function allFeatures(
  domain: TableDomain,
  { manifest }: OpenModel,
  { columns, catalogue }: FeatureSource,
): Float32Array<ArrayBuffer> {
  const [own, width] = [manifest.inputs.length, graphWidth(manifest)]
  const ofRow = rowInputs(manifest)
  const fromRow = domain.rowFeatures(ofRow, columns)
  const others = width - ofRow.length
  if (others === 0) return fromRow
  if (catalogue?.length !== columns.rows * others)
    throw new VouchError('failure', `Model ${manifest.id} needs ${others} values a row that are not of it.`)
  const matrix = new Float32Array(columns.rows * width)
  for (let row = 0; row < columns.rows; row++) {
    let [r, c] = [row * (width - others), row * others]
    for (let i = 0; i < width; i++)
      matrix[row * width + i] = i < own && manifest.inputs[i]!.group === 'row' ? fromRow[r++]! : catalogue[c++]!
  }
  return matrix
}

/** The inputs that come from a row alone. */
export function rowInputs({ inputs }: Manifest): string[] {
  return inputs.filter(({ group }) => group === 'row').map(({ name }) => name)
}

const NO_CURVE = 'no light curve of its star was supplied in which a transit of it is seen'

/** With fewer of its inputs a row is hardly the kind of row that the model learned from. */
const LEAST_SHARE = 0.5

/**
 * Why a model is not asked about a row: it lacks an input that the model has not learned to do without, or most inputs, and
 * no row of its training lacked so many. Null where it may be asked.
 */
export function lackOf({
  inputs,
  training,
  views = [],
}: Manifest): (features: Float32Array, from: number) => string | null {
  const width = inputs.length
  const required = inputs.map((input, place) => ({ ...input, place })).filter(({ may_be_missing }) => !may_be_missing)
  const least = Math.min(training.fewest_inputs ?? 0, Math.ceil(LEAST_SHARE * width))
  return (features, from) => {
    const absent = required.find(({ place }) => Number.isNaN(features[from + place]))
    if (absent) return `the model cannot do without ${absent.name} (${absent.description})`
    if (views.length > 0 && Number.isNaN(features[from + width])) return NO_CURVE
    if (least === 0) return null
    let filled = 0
    for (let i = 0; i < width; i++) if (!Number.isNaN(features[from + i])) filled++
    if (filled >= least) return null
    return `it has ${filled} of the ${width} values that the model goes by, and no row that it learned from had so few`
  }
}

/** How often a row's call flips within the catalogue's errors; NaN where none is known of what the model takes of it. */
async function flipRates(
  domain: TableDomain,
  model: OpenModel,
  { columns, variant, catalogue }: ScoreRowsTask,
  probability: Float64Array,
  threshold: number,
): Promise<Float64Array<ArrayBuffer>> {
  const rates = new Float64Array(columns.rows).fill(Number.NaN)
  const others = catalogue ? catalogue.length / columns.rows : 0
  const { values } = domain.comparable(model.manifest, variant, columns)
  const taken = new Set(domain.changeable(model.manifest).flatMap(({ key }) => (values[key] ? [key] : [])))
  for (let row = 0; row < columns.rows; row++) {
    if (Number.isNaN(probability[row]) || !domain.movable(columns, row).some((key) => taken.has(key))) continue
    const drawn = domain.drawWithinErrors(columns, row)
    const usable = domain.comparable(model.manifest, variant, drawn)
    const same = catalogue ? repeat(catalogue.subarray(row * others, (row + 1) * others), drawn.rows) : null
    const scores = await model.run(allFeatures(domain, model, { columns: usable, catalogue: same }), drawn.rows)
    const called = probability[row]! >= threshold
    let flips = 0
    for (const score of scores.probability) if (roundProbability(score) >= threshold !== called) flips++
    rates[row] = flips / drawn.rows
  }
  return rates
}

function repeat(row: Float32Array, times: number): Float32Array<ArrayBuffer> {
  const repeated = new Float32Array(row.length * times)
  for (let i = 0; i < times; i++) repeated.set(row, i * row.length)
  return repeated
}
