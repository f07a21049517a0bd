import { createRandom } from '@vouch/core/random'
import type { TableLimits } from '@vouch/core/table/table'
import { readTrainingCalls } from '../training/calls-file.ts'
import { readMatrixRows } from './labelled-matrix.ts'
import type { BackgroundTask } from './read-task.ts'

/** A seeded draw of the rows that a model was trained on: those of its calls that are not of the locked test. */
export async function drawBackground(
  { upload, calls, rows, seed, ...choice }: BackgroundTask,
  limits: TableLimits,
): Promise<Float32Array<ArrayBuffer>> {
  const judged = await readTrainingCalls(calls)
  const trained = Uint32Array.from(judged.rows.filter(({ fold }) => fold > 0).map(({ row }) => row))
  const drawn = createRandom(seed).fork('background').shuffle(trained).slice(0, rows).sort()
  return readMatrixRows(upload, { ...choice, rows: drawn }, limits)
}
