import { type Distribution, type ModelInput, QUANTILE_LEVELS } from '@vouch/contracts/model'
import { quantile } from '../measure/interval.ts'

export interface TrainingColumn {
  /** rows × features, row-major, NaN where missing */
  readonly matrix: Float32Array
  readonly features: number
  readonly column: number
  readonly labels: Uint8Array
}

/** Range and distribution of an input over the training rows, label by label. */
export function describeColumn({
  matrix,
  features,
  column,
  labels,
}: TrainingColumn): Pick<ModelInput, 'range' | 'distribution'> {
  const of = (label: number) =>
    distribution(Float32Array.from(rowsOf(labels, label), (row) => matrix[row * features + column]!))
  const [negative, positive] = [of(0), of(1)]
  const ends = [negative, positive].flatMap(({ quantiles }) => (quantiles ? [quantiles[0]!, quantiles.at(-1)!] : []))
  return {
    range: ends.length > 0 ? [Math.min(...ends), Math.max(...ends)] : null,
    distribution: { positive, negative },
  }
}

function rowsOf(labels: Uint8Array, label: number): number[] {
  return [...labels.keys()].filter((row) => labels[row] === label)
}

function distribution(values: Float32Array): Distribution {
  const present = values.filter((value) => !Number.isNaN(value)).sort()
  return {
    n: values.length,
    missing: values.length - present.length,
    quantiles: present.length > 0 ? QUANTILE_LEVELS.map((level) => significant(quantile(present, level))) : null,
  }
}

/** Six significant digits: what a float32 is worth. */
function significant(value: number): number {
  return Number(value.toPrecision(6))
}
