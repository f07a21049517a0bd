import type { Golden, Manifest } from '@vouch/contracts/model'
import { columnRequests, mapColumns, toQuantities } from '@vouch/core/domains/exoplanet/map-columns'
import type { Quantities } from '@vouch/core/domains/exoplanet/quantities'
import { koiTableCsv } from '@vouch/core/domains/exoplanet/simulate/koi-table-csv'
import { simulateKoiTable } from '@vouch/core/domains/exoplanet/simulate/simulate-koi-table'
import { gainImportance, predictMargin, sigmoid, type TreeEnsemble } from '@vouch/core/learn/tree'
import { round } from '@vouch/core/measure/measure-calls'
import { describeColumn } from '@vouch/core/model/describe-column'
import { openTable } from '@vouch/core/table/open-table'
import type { LabelledRows } from './labelled.ts'
import type { TrainedModel } from './train-transit-model.ts'
import { inputsOf, matrixOf, type TransitModelSpec } from './transit-model.ts'

/** The inputs with the range and the distribution of the training rows, label by label. */
export function describeInputs(
  spec: TransitModelSpec,
  { quantities, labels }: LabelledRows,
  { catalogue }: TrainedModel,
): Manifest['inputs'] {
  const specs = inputsOf(spec)
  const matrix = matrixOf(spec, spec.mission, quantities, catalogue)
  return specs.map((input, column) => ({
    ...input,
    may_be_missing: true,
    ...describeColumn({ matrix, features: specs.length, column, labels }),
  }))
}

/** Features by the share of the splits' gain that is theirs. */
export function rankInputs(spec: TransitModelSpec, ensemble: TreeEnsemble): Manifest['importance'] {
  const gains = gainImportance(ensemble)
  return inputsOf(spec)
    .map(({ name }, i) => ({ name, importance: round(gains[i]!) }))
    .sort((a, b) => b.importance - a.importance)
    .map((item, i) => ({ ...item, rank: i + 1, method: 'share of the splits’ gain' }))
}

const GOLDEN_ROWS = 24

/**
 * Rows with known scores: simulated signals (no row of a real catalogue is copied), then hard ones: all missing, zeros,
 * and each input of the first splits exactly on its threshold and one ulp below.
 */
export async function goldenRows(spec: TransitModelSpec, ensemble: TreeEnsemble): Promise<Golden> {
  const width = inputsOf(spec).length
  const simulated = matrixOf(spec, spec.mission, await simulatedQuantities(), null)
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
