import type { Comparison } from '@vouch/contracts/comparison'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { compareCalls } from '@vouch/core/measure/compare-calls'
import { drawCurves } from '@vouch/core/measure/draw-curves'
import { measureCalls, round } from '@vouch/core/measure/measure-calls'
import { thinCurves } from '@vouch/core/measure/thin-curves'
import { createRandom } from '@vouch/core/random'
import type { TableLimits } from '@vouch/core/table/table'
import { pairRows, rowsOfBoth } from './pair-models.ts'
import type { CompareTask } from './read-task.ts'

/** Rows that are called differently and shown; more nobody reads. */
const SHOWN = 200

type Side = Pick<Comparison['first'], 'metrics' | 'curves'>

/** What was measured of two models on the rows that both judged. */
export interface Compared extends Pick<Comparison, 'paired' | 'agreement' | 'differing'> {
  readonly first: Side
  readonly second: Side
}

export function isCompared(made: unknown): made is Compared {
  return typeof made === 'object' && made !== null && 'agreement' in made
}

/** Two models side by side on every row that both judged. No row is one that the first was trained on. */
export async function compareModels(task: CompareTask, limits: TableLimits): Promise<Compared> {
  const rows = await rowsOfBoth({ ...task, only: 'all' }, limits)
  const labels = Uint8Array.from(rows, ({ label }) => label)
  const groups = groupIndex(rows.map(({ group }) => group))
  const [firstThreshold, secondThreshold] = task.thresholds
  const sideOf = (probabilities: Float64Array, threshold: number): Side => {
    const thresholds = new Float64Array(rows.length).fill(threshold)
    return {
      metrics: measureCalls({ labels, groups, passes: [{ probabilities, thresholds }] }, { split: task.split }),
      curves: thinCurves(drawCurves(labels, probabilities, task.split)),
    }
  }
  const first = Float64Array.from(rows, (row) => row.first)
  const second = Float64Array.from(rows, (row) => row.second)
  const calls = { first: called(first, firstThreshold), second: called(second, secondThreshold) }
  return {
    first: sideOf(first, firstThreshold),
    second: sideOf(second, secondThreshold),
    paired: pairRows(rows),
    agreement: compareCalls({ labels, groups, ...calls }, createRandom('compare')),
    differing: rows
      .filter((_, i) => calls.first[i] !== calls.second[i])
      .map((row) => ({
        row: row.row,
        label: row.label === 1 ? ('positive' as const) : ('negative' as const),
        first: round(row.first),
        second: round(row.second),
      }))
      .sort((a, b) => Math.abs(b.first - b.second) - Math.abs(a.first - a.second))
      .slice(0, SHOWN),
  }
}

function called(probabilities: Float64Array, threshold: number): Uint8Array {
  return Uint8Array.from(probabilities, (probability) => (probability >= threshold ? 1 : 0))
}
