import type { LabelChoice } from '@vouch/contracts/dataset'
import { VouchError } from '@vouch/core/error'
import { type LabelledRows, labelRows, onlyRows } from '@vouch/core/learn/label-rows'
import { flushSubnormal } from '@vouch/core/model/flush-subnormal'
import { openTable } from '@vouch/core/table/open-table'
import type { ColumnRequest, TableLimits } from '@vouch/core/table/table'
import { openSource, type Upload } from '../prediction/open-submitted.ts'

/** The labelled rows of a table as numbers. */
export interface LabelledMatrix extends LabelledRows {
  /** rows × features, row-major, NaN where missing */
  readonly matrix: Float32Array
}

export interface MatrixChoice {
  readonly label: LabelChoice
  readonly groupKey: string | null
  readonly features: readonly string[]
}

/** Cells of a training's table: 1 GB of numbers. */
const MOST_CELLS = 250_000_000

/** Reads the features of the labelled rows, in one pass; rows without one of the chosen labels are left out. */
export async function readLabelledMatrix(
  upload: Upload,
  { label, groupKey, features }: MatrixChoice,
  limits: TableLimits,
): Promise<LabelledMatrix> {
  const reader = await openTable(await openSource(upload.file), { limits })
  const request = requester(reader.header.columns)
  const { only } = label
  const asked = [label.column, ...(groupKey === null ? [] : [groupKey]), ...(only ? [only.column] : [])]
  const texts = asked.map((name) => request(name, 'text'))
  const numbers = features.map((name) => request(name, 'number'))
  const cells: (string | null)[] = []
  const keys: (string | null)[] = []
  const pieces: Float32Array[] = []
  for await (const chunk of reader.chunks([...texts, ...numbers])) {
    const labels = textsOf(chunk.columns[0])
    cells.push(...(only ? onlyRows(labels, only, textsOf(chunk.columns[texts.length - 1])) : labels))
    if (groupKey !== null) keys.push(...textsOf(chunk.columns[1]))
    pieces.push(toRows(chunk.columns.slice(texts.length), chunk.rows))
    if (cells.length * features.length > MOST_CELLS)
      throw new VouchError('too_large', `A training takes ${MOST_CELLS} numbers at most; this table has more.`)
  }
  const labelled = labelRows(cells, label, groupKey === null ? undefined : keys)
  return { ...labelled, matrix: takeMatrix(pieces, labelled.rows, features.length) }
}

/** The features of some rows, whose numbers ascend. */
export async function readMatrixRows(
  upload: Upload,
  { features, rows }: { readonly features: readonly string[]; readonly rows: Uint32Array },
  limits: TableLimits,
): Promise<Float32Array<ArrayBuffer>> {
  const reader = await openTable(await openSource(upload.file), { limits })
  const request = requester(reader.header.columns)
  const matrix = new Float32Array(rows.length * features.length)
  let at = 0
  for await (const chunk of reader.chunks(features.map((name) => request(name, 'number')))) {
    const all = toRows(chunk.columns, chunk.rows)
    for (; at < rows.length && rows[at]! < chunk.firstRow + chunk.rows; at++) {
      const from = (rows[at]! - chunk.firstRow) * features.length
      matrix.set(all.subarray(from, from + features.length), at * features.length)
    }
    if (at === rows.length) break
  }
  return matrix
}

/** Some columns of the first rows: rows × columns, NaN where there is no number. */
export async function readFirstRows(
  upload: Upload,
  { columns, most }: { readonly columns: readonly string[]; readonly most: number },
  limits: TableLimits,
): Promise<{ readonly matrix: Float32Array<ArrayBuffer>; readonly rows: number }> {
  const reader = await openTable(await openSource(upload.file), { limits })
  const request = requester(reader.header.columns)
  for await (const chunk of reader.chunks(
    columns.map((name) => request(name, 'number')),
    most,
  ))
    return { matrix: toRows(chunk.columns, chunk.rows), rows: chunk.rows }
  return { matrix: new Float32Array(0), rows: 0 }
}

function requester(columns: readonly string[]): (name: string, kind: ColumnRequest['kind']) => ColumnRequest {
  return (name, kind) => {
    const index = columns.indexOf(name)
    if (index < 0) throw new VouchError('conflict', `The table has no column “${name}” any more.`)
    return { index, kind }
  }
}

function textsOf(column: Float64Array | (string | null)[] | undefined): (string | null)[] {
  return Array.isArray(column) ? column : []
}

/** Columns as rows of float32. */
function toRows(columns: readonly (Float64Array | (string | null)[])[], rows: number): Float32Array<ArrayBuffer> {
  const matrix = new Float32Array(rows * columns.length)
  for (const [c, column] of columns.entries())
    for (let r = 0; r < rows; r++) matrix[r * columns.length + c] = flushSubnormal(Number(column[r] ?? Number.NaN))
  return matrix
}

/** Some rows of a matrix that comes in pieces; `rows` in ascending order. */
function takeMatrix(pieces: readonly Float32Array[], rows: Uint32Array, features: number): Float32Array {
  const taken = new Float32Array(rows.length * features)
  let [at, first] = [0, 0]
  for (const piece of pieces) {
    const end = first + piece.length / Math.max(1, features)
    for (; at < rows.length && rows[at]! < end; at++)
      taken.set(piece.subarray((rows[at]! - first) * features, (rows[at]! - first + 1) * features), at * features)
    first = end
  }
  return taken
}
