import type { Golden, Manifest } from '@vouch/contracts/model'
import { QUANTILE_LEVELS } from '@vouch/contracts/model'
import { columnRequests, mapColumns, toQuantities } from '@vouch/core/domains/exoplanet/map-columns'
import type { Quantities } from '@vouch/core/domains/exoplanet/quantities'
import { koiTableCsv } from '@vouch/core/domains/exoplanet/simulate/koi-table-csv'
import { simulateKoiTable } from '@vouch/core/domains/exoplanet/simulate/simulate-koi-table'
import { gainImportance, predictMargin, sigmoid, type TreeEnsemble } from '@vouch/core/learn/tree'
import { reliability } from '@vouch/core/measure/calibration'
import { quantile } from '@vouch/core/measure/interval'
import { precisionRecallCurve, rocCurve } from '@vouch/core/measure/ranking'
import { openTable } from '@vouch/core/table/open-table'
import type { LabelledRows } from './labelled.ts'
import { round } from './measure-calls.ts'
import type { TrainedModel } from './train-transit-model.ts'
import { inputsOf, matrixOf, type TransitModelSpec } from './transit-model.ts'

/** The inputs with the range and the distribution of the training rows, label by label. */
export function describeInputs(
  spec: TransitModelSpec,
  rows: LabelledRows,
  { catalogue }: TrainedModel,
): Manifest['inputs'] {
  const specs = inputsOf(spec)
  const matrix = matrixOf(spec, 'koi', rows.quantities, catalogue)
  return specs.map((input, column) => {
    const values = (label: number | null) =>
      Float32Array.from(
        [...rows.labels.keys()]
          .filter((row) => label === null || rows.labels[row] === label)
          .map((row) => matrix[row * specs.length + column]!),
      )
    const all = values(null).filter((value) => !Number.isNaN(value))
    return {
      ...input,
      range: all.length > 0 ? [significant(Math.min(...all)), significant(Math.max(...all))] : null,
      may_be_missing: true,
      distribution: { positive: distribution(values(1)), negative: distribution(values(0)) },
    }
  })
}

function distribution(values: Float32Array): Manifest['inputs'][number]['distribution']['positive'] {
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

/** Features by the share of the splits' gain that is theirs. */
export function rankInputs(spec: TransitModelSpec, ensemble: TreeEnsemble): Manifest['importance'] {
  const gains = gainImportance(ensemble)
  return inputsOf(spec)
    .map(({ name }, i) => ({ name, importance: round(gains[i]!) }))
    .sort((a, b) => b.importance - a.importance)
    .map((item, i) => ({ ...item, rank: i + 1, method: 'share of the splits’ gain' }))
}

/** Curves of the first pass over the folds. */
export function drawCurves({ labels }: LabelledRows, { firstPass }: TrainedModel, split: string): Manifest['curves'] {
  const rounded = ({ x, y, n }: { x: number[]; y: number[]; n: number }) => ({ x: x.map(round), y: y.map(round), n })
  return {
    roc: rounded(rocCurve(labels, firstPass.probabilities)),
    precision_recall: rounded(precisionRecallCurve(labels, firstPass.probabilities)),
    calibration: reliability(labels, firstPass.probabilities).map((bin) => ({
      predicted: round(bin.predicted),
      observed: round(bin.observed),
      interval: [round(bin.interval[0]), round(bin.interval[1])],
      n: bin.n,
    })),
    split,
  }
}

const GOLDEN_ROWS = 24

/**
 * Rows with known scores: simulated signals (no row of a real catalogue is copied), then hard ones: all missing, zeros,
 * and each input of the first splits exactly on its threshold and one ulp below.
 */
export async function goldenRows(spec: TransitModelSpec, ensemble: TreeEnsemble): Promise<Golden> {
  const width = inputsOf(spec).length
  const simulated = matrixOf(spec, 'koi', await simulatedQuantities(), null)
  const hard = [
    new Float32Array(width).fill(Number.NaN),
    new Float32Array(width),
    ...ensemble.trees.slice(0, 4).flatMap(({ feature, threshold }) => {
      const at = new Float32Array(width).fill(Number.NaN)
      const below = at.slice()
      for (const [node, f] of feature.entries()) {
        if (f < 0 || !Number.isNaN(at[f]!)) continue
        at[f] = threshold[node]!
        below[f] = ulpBelow(threshold[node]!)
      }
      return [at, below]
    }),
  ]
  const matrix = Float32Array.from([...simulated, ...hard.flatMap((row) => [...row])])
  const margins = predictMargin(ensemble, matrix, matrix.length / width)
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

async function simulatedQuantities(): Promise<Quantities> {
  const csv = koiTableCsv(simulateKoiTable({ seed: 'golden', rows: GOLDEN_ROWS }))
  const reader = await openTable(new Blob([csv]), {
    limits: { bytes: 1e7, unpackedBytes: 1e7, rows: 1e4, columns: 200, cellBytes: 1e4 },
  })
  const plan = mapColumns(reader.header.columns, reader.header.comments)
  for await (const chunk of reader.chunks(columnRequests(plan))) return toQuantities(plan, chunk).quantities
  throw new Error('The simulator wrote no row.')
}

/** The next float32 below a finite one. */
function ulpBelow(value: number): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, value)
  const bits = view.getInt32(0)
  if (value === 0) return -1.401298464324817e-45
  view.setInt32(0, value > 0 ? bits - 1 : bits + 1)
  return view.getFloat32(0)
}
