import type { TrainedModel } from '@vouch/core/learn/train-model'
import { fileWriter, parquetWrite } from 'hyparquet-writer'

export interface JudgedTable {
  /** the number in the table of each labelled row */
  readonly rows: Uint32Array
  readonly labels: Uint8Array
  readonly model: Pick<TrainedModel<unknown>, 'outOfFold' | 'test'>
}

/** Every labelled row's call by a model that was not trained on it: `fold` from 1, and 0 for the locked test. */
export async function writeTrainingCalls(
  path: string,
  { rows, labels, model: { outOfFold, test } }: JudgedTable,
): Promise<void> {
  const judged = [
    ...[...outOfFold.rows].map((row, i) => ({
      row,
      fold: outOfFold.fold[i]! + 1,
      probability: outOfFold.probabilities[i]!,
    })),
    ...[...(test?.rows ?? [])].map((row, i) => ({ row, fold: 0, probability: test?.probabilities[i] ?? Number.NaN })),
  ].sort((a, b) => a.row - b.row)
  await parquetWrite({
    writer: fileWriter(path),
    columnData: [
      { name: 'row', data: judged.map(({ row }) => rows[row] ?? 0), type: 'INT32', nullable: false },
      { name: 'label', data: judged.map(({ row }) => labels[row] ?? 0), type: 'INT32', nullable: false },
      { name: 'fold', data: judged.map(({ fold }) => fold), type: 'INT32', nullable: false },
      { name: 'probability', data: judged.map(({ probability }) => probability), type: 'DOUBLE', nullable: false },
    ],
  })
}
