import type { TrainedModel } from '@vouch/core/learn/train-model'
import { readFile } from 'node:fs/promises'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { fileWriter, parquetWrite } from 'hyparquet-writer'
import { z } from 'zod'
import type { FileBytes } from '../file/file-store.ts'

export interface JudgedTable {
  /** the number in the table of each labelled row */
  readonly rows: Uint32Array
  readonly labels: Uint8Array
  /** the group of each, as whole numbers from 0 */
  readonly groups: Uint32Array
  readonly model: Pick<TrainedModel<unknown>, 'outOfFold' | 'test'>
}

/**
 * Every judged row's call by a model that was not trained on it: `fold` from 1, and 0 for the locked test; with the threshold
 * that the training's figures call it by.
 */
export async function writeTrainingCalls(
  path: string,
  { rows, labels, groups, model: { outOfFold, test } }: JudgedTable,
): Promise<void> {
  const judged = [
    ...[...outOfFold.rows].map((row, i) => ({
      row,
      fold: outOfFold.fold[i]! + 1,
      probability: outOfFold.probabilities[i]!,
      threshold: outOfFold.thresholds[i]!,
    })),
    ...[...(test?.rows ?? [])].map((row, i) => ({
      row,
      fold: 0,
      probability: test?.probabilities[i] ?? Number.NaN,
      threshold: test?.thresholds[i] ?? Number.NaN,
    })),
  ].sort((a, b) => a.row - b.row)
  await parquetWrite({
    writer: fileWriter(path),
    columnData: [
      { name: 'row', data: judged.map(({ row }) => rows[row] ?? 0), type: 'INT32', nullable: false },
      { name: 'label', data: judged.map(({ row }) => labels[row] ?? 0), type: 'INT32', nullable: false },
      { name: 'group', data: judged.map(({ row }) => groups[row] ?? 0), type: 'INT32', nullable: false },
      { name: 'fold', data: judged.map(({ fold }) => fold), type: 'INT32', nullable: false },
      { name: 'probability', data: judged.map(({ probability }) => probability), type: 'DOUBLE', nullable: false },
      { name: 'threshold', data: judged.map(({ threshold }) => threshold), type: 'DOUBLE', nullable: false },
    ],
  })
}

/** A labelled row's call; `fold` 0 is the locked test. */
const JudgedRow = z.object({
  row: z.int(),
  label: z.int(),
  group: z.int().optional(),
  fold: z.int(),
  probability: z.number(),
  threshold: z.number().optional(),
})
export type JudgedRow = z.infer<typeof JudgedRow> & { readonly group: number }

export interface JudgedRows {
  /** of the whole file */
  readonly total: number
  readonly rows: readonly JudgedRow[]
}

/** What `writeTrainingCalls` wrote, in the table's order: rows `from` to before `to`. */
export async function readTrainingCalls(file: FileBytes, from = 0, to = Infinity): Promise<JudgedRows> {
  const bytes = 'path' in file ? await readFile(file.path) : file.content
  const buffer = new Uint8Array(bytes).buffer
  const total = Number(parquetMetadata(buffer).num_rows)
  const [rowStart, rowEnd] = [Math.min(from, total), Math.min(to, total)]
  const rows = rowStart < rowEnd ? await parquetReadObjects({ file: buffer, rowStart, rowEnd }) : []
  // the first version wrote no groups (there each row is one of its own), and no thresholds
  return {
    total,
    rows: JudgedRow.array()
      .parse(rows)
      .map(({ group, ...row }) => ({ ...row, group: group ?? row.row })),
  }
}
