import type { PartialDependence, ShapSummary } from '@vouch/contracts/effect'
import { VouchError } from '../error.ts'
import type { TrainingSet } from '../learn/learner.ts'
import { takeRows } from '../learn/take-rows.ts'
import { round } from '../measure/measure-calls.ts'
import { Z95 } from '../measure/normal.ts'
import type { OpenModel } from '../model/session.ts'
import type { Random } from '../random.ts'
import { type ExplainedRows, explainable } from './explain-rows.ts'
import { partialDependence } from './partial-dependence.ts'

export interface EffectRows {
  readonly set: TrainingSet
  /** rows that effects are shown on, by their numbers in the set */
  readonly shown: ArrayLike<number>
  /** what those rows are */
  readonly split: string
  /** rows that a background is drawn from */
  readonly trained: ArrayLike<number>
  /** names of the inputs, the weightiest first */
  readonly ranked: readonly string[]
}

export interface Effects {
  readonly partial_dependence: PartialDependence
  /** null where the model cannot be explained */
  readonly shap: ShapSummary | null
}

/** A plot for each of so many inputs; more cannot be read beside each other. */
const DEPENDENCE = { inputs: 6, points: 20, rows: 300 } as const
const SHAP_INPUTS = 12
/**
 * Rows that are explained, and of the background. Where coalitions are sampled each row costs some hundred scores of every
 * background row; all together is less than what the permutations of every input cost.
 */
const ROWS = {
  'tree-shap': { rows: 300, background: 64 },
  'linear-shap': { rows: 200, background: 64 },
  'kernel-shap': { rows: 24, background: 16 },
} as const
/** Rows times nodes of all trees: some seconds. Large forests are explained on fewer rows. */
const TREE_BUDGET = 30_000_000
const FEWEST_ROWS = 20

/** How a model's calls depend on its weightiest inputs: on average, and row by row. Seeded: the same rows each time. */
export async function describeEffects(
  model: OpenModel,
  graph: Uint8Array,
  { rows, random }: { readonly rows: EffectRows; readonly random: Random },
): Promise<Effects> {
  const order = random.fork('rows').shuffle(Uint32Array.from(rows.shown))
  return {
    partial_dependence: await dependenceOf(model, rows, order),
    shap: await shapOf(model, graph, { rows, order, random }).catch((error: unknown) => {
      // a model that cannot be explained is a model all the same
      if (error instanceof RangeError || (error instanceof VouchError && error.code === 'conflict')) return null
      throw error
    }),
  }
}

async function dependenceOf(
  { manifest, run }: OpenModel,
  { set, split, ranked }: EffectRows,
  order: Uint32Array,
): Promise<PartialDependence> {
  const { matrix, features, rows } = takeRows(set, order.slice(0, DEPENDENCE.rows))
  const names = manifest.inputs.map(({ name }) => name)
  const score = async (block: Float32Array, count: number) => (await run(block, count)).probability
  const inputs: PartialDependence['inputs'] = []
  for (const name of ranked.slice(0, DEPENDENCE.inputs)) {
    const feature = names.indexOf(name)
    const found = await partialDependence(score, { features, matrix }, { feature, points: DEPENDENCE.points })
    inputs.push({
      name,
      known: countKnown(matrix, features, feature),
      points: found.points.map(({ value, ...spread }) => ({ value, ...roundSpread(spread) })),
      missing: found.missing && roundSpread(found.missing),
    })
  }
  return { split, n: rows, inputs }
}

function countKnown(matrix: Float32Array, features: number, feature: number): number {
  let known = 0
  for (let i = feature; i < matrix.length; i += features) if (!Number.isNaN(matrix[i])) known++
  return known
}

function roundSpread({ mean, low, high }: { mean: number; low: number; high: number }) {
  return { mean: round(mean), low: round(low), high: round(high) }
}

async function shapOf(
  model: OpenModel,
  graph: Uint8Array,
  { rows, order, random }: { rows: EffectRows; order: Uint32Array; random: Random },
): Promise<ShapSummary> {
  const { set, split, trained } = rows
  const explained = explainable(model, graph)
  const limits = ROWS[explained.method]
  const others = random.fork('background').shuffle(Uint32Array.from(trained)).slice(0, limits.background)
  const background = explained.needsBackground ? takeRows(set, others).matrix : null
  const affordable = Math.max(FEWEST_ROWS, Math.floor(TREE_BUDGET / Math.max(1, explained.nodes)))
  const taken = takeRows(set, order.slice(0, Math.min(limits.rows, affordable)))
  const found = await explained.explain(Float32Array.from(taken.matrix), background)
  return {
    method: found.method,
    against: found.against,
    background: background === null ? null : others.length,
    split,
    n: taken.rows,
    base: round(found.logOdds.base),
    of_inputs: set.features,
    inputs: weightiest(model, { matrix: taken.matrix, found }),
  }
}

function weightiest(
  { manifest }: OpenModel,
  { matrix, found }: { matrix: Float32Array; found: ExplainedRows },
): ShapSummary['inputs'] {
  const { features, rows, values } = found.logOdds
  const columnOf = (all: ArrayLike<number>, feature: number) =>
    Array.from({ length: rows }, (_, row) => all[row * features + feature]!)
  return manifest.inputs
    .map(({ name }, feature) => {
      const contribution = columnOf(values, feature)
      return {
        name,
        ...meanAbsolute(contribution),
        standard_error: found.standardErrors && rootMeanSquare(columnOf(found.standardErrors, feature)),
        quantile: quantilesOf(columnOf(matrix, feature)),
        contribution: contribution.map(round),
      }
    })
    .sort((a, b) => b.mean_absolute - a.mean_absolute)
    .slice(0, SHAP_INPUTS)
}

function meanAbsolute(values: readonly number[]): Pick<ShapSummary['inputs'][number], 'mean_absolute' | 'interval'> {
  const n = values.length
  const sizes = values.map(Math.abs)
  const mean = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, n)
  if (n < 2) return { mean_absolute: round(mean), interval: null }
  const variance = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / (n - 1)
  const half = Z95 * Math.sqrt(variance / n)
  return { mean_absolute: round(mean), interval: [round(Math.max(0, mean - half)), round(mean + half)] }
}

function rootMeanSquare(values: readonly number[]): number {
  return round(Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / Math.max(1, values.length)))
}

/** Share of the known values below each; of equal ones the middle. */
function quantilesOf(values: readonly number[]): (number | null)[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  return values.map((value) => {
    if (Number.isNaN(value)) return null
    const below = sorted.findIndex((other) => other >= value)
    const notAbove = sorted.findLastIndex((other) => other <= value) + 1
    return sorted.length === 1 ? 0.5 : round((below + notAbove) / 2 / sorted.length)
  })
}
