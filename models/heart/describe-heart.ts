import type { Background, Golden, Manifest } from '@vouch/contracts/model'
import { computeFeatures, feature } from '@vouch/core/domains/heart/features'
import type { AttributeName, Patients } from '@vouch/core/domains/heart/attributes'
import { simulatePatients } from '@vouch/core/domains/heart/simulate-patients'
import { additiveShap } from '@vouch/core/explain/shap-additive'
import type { TrainingSet } from '@vouch/core/learn/learner'
import { sigmoid } from '@vouch/core/learn/tree'
import { round } from '@vouch/core/measure/measure-calls'
import { describeColumn } from '@vouch/core/model/describe-column'
import type { Random } from '@vouch/core/random'
import type { AdditiveModel } from './additive-model.ts'
import { INPUTS, NEVER_MISSING } from './settings.ts'

/** Log-odds as the graph gives them, calibrated. */
export type Score = (matrix: Float32Array, rows: number) => Float32Array

/** The inputs with the range and the distribution of the training patients, label by label. */
export function describeInputs({ matrix, features, labels }: TrainingSet): Manifest['inputs'] {
  return INPUTS.map((name, column) => {
    const { unit, description } = feature(name)
    return {
      name,
      unit,
      description,
      group: 'row',
      may_be_missing: !NEVER_MISSING.has(name),
      ...describeColumn({ matrix, features, column, labels }),
    }
  })
}

const BACKGROUND_ROWS = 100

/**
 * What calls are explained against: as many rows as stand for all, each column the training patients' values of it in an order
 * of its own. Of a sum over the inputs nothing but each one's own values counts, and no row of it is a patient.
 */
export function drawBackground({ matrix, rows, features }: TrainingSet, random: Random): Background {
  const columns = INPUTS.map((name, c) =>
    random
      .fork(name)
      .shuffle(Array.from({ length: rows }, (_, row) => matrix[row * features + c]!))
      .slice(0, BACKGROUND_ROWS),
  )
  return {
    name: `${BACKGROUND_ROWS} rows put together column by column from the values of training patients`,
    rows: Array.from({ length: BACKGROUND_ROWS }, (_, row) =>
      columns.map((column) => (Number.isNaN(column[row]) ? null : column[row]!)),
    ),
  }
}

/** Inputs by the share of what they add to the training patients' log-odds, whatever its sign. */
export async function rankInputs(
  score: Score,
  { matrix, features }: TrainingSet,
  background: Background,
): Promise<Manifest['importance']> {
  const { values } = await additiveShap(score, {
    features,
    matrix,
    background: Float32Array.from(background.rows.flatMap((row) => row.map((value) => value ?? Number.NaN))),
  })
  const sizes = INPUTS.map((_, c) => {
    let sum = 0
    for (let at = c; at < values.length; at += features) sum += Math.abs(values[at]!)
    return sum
  })
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return INPUTS.map((name, c) => ({ name, importance: round(sizes[c]! / total) }))
    .sort((a, b) => b.importance - a.importance)
    .map((item, i) => ({ ...item, rank: i + 1, method: 'share of the mean absolute SHAP value' }))
}

const GOLDEN_ROWS = 24

/** Rows with known scores: simulated patients (no real one is copied), then all missing, all zero, and the steps' thresholds. */
export function goldenRows(score: Score, { steps }: AdditiveModel): Golden {
  const width = INPUTS.length
  const simulated = computeFeatures(INPUTS, simulatedPatients())
  const at = new Float32Array(width).fill(Number.NaN)
  for (const { feature, threshold } of steps.trees)
    for (const [node, f] of feature.entries()) if (f >= 0 && Number.isNaN(at[f])) at[f] = threshold[node]!
  const hard = [new Float32Array(width).fill(Number.NaN), new Float32Array(width), at]
  const matrix = Float32Array.from([...simulated, ...hard.flatMap((row) => [...row])])
  const margins = score(matrix, matrix.length / width)
  return {
    tolerance: 1e-5,
    rows: Array.from(margins, (margin, r) => ({
      features: Array.from(matrix.subarray(r * width, (r + 1) * width), (value) =>
        Number.isNaN(value) ? null : value,
      ),
      margin,
      probability: sigmoid(margin),
    })),
  }
}

function simulatedPatients(): Patients {
  const patients = simulatePatients({ seed: 'golden', rows: GOLDEN_ROWS })
  const names = Object.keys(patients[0]?.values ?? {}) as AttributeName[]
  return {
    rows: patients.length,
    values: Object.fromEntries(
      names.map((name) => [name, Float64Array.from(patients, ({ values }) => values[name] ?? Number.NaN)]),
    ),
  }
}
