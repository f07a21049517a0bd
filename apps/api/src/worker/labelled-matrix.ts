import type { LabelChoice } from '@vouch/contracts/dataset'
import { VouchError } from '@vouch/core/error'
import { type LabelledRows, labelRows, onlyRows, weighedRows } from '@vouch/core/learn/label-rows'
import { openTable } from '@vouch/core/table/open-table'
import type { TableLimits } from '@vouch/core/table/table'
import { openSource, type Upload } from '../prediction/open-submitted.ts'
import { columnsToRows, type FeatureChoice, planFeatures, requestColumn } from './feature-rows.ts'

/** The labelled rows of a table as numbers. */
export interface LabelledMatrix extends LabelledRows {
  /** rows × features, row-major, NaN where missing */
  readonly matrix: Float32Array
  /** how much each counts; null: all the same */
  readonly weights: Float64Array | null
}

export interface MatrixChoice extends FeatureChoice {
  readonly label: LabelChoice
  readonly groupKey: string | null
}

/** Cells of a training's table: 1 GB of numbers. */
const MOST_CELLS = 250_000_000

/** Reads the features of the labelled rows, in one pass; rows without one of the chosen labels, or a weight, are left out. */
export async function readLabelledMatrix(
  upload: Upload,
  choice: MatrixChoice,
  limits: TableLimits,
): Promise<LabelledMatrix> {
  const { label, groupKey, features } = choice
  const { only, weight } = label
  const open = async () => openTable(await openSource(upload.file), { limits })
  const reader = await open()
  const plan = await planFeatures(reader.header, choice, open)
  const asked = [label.column, ...(groupKey === null ? [] : [groupKey]), ...(only ? [only.column] : [])]
  const texts = asked.map((name) => requestColumn(reader.header, name, 'text'))
  const numbers = weight ? [requestColumn(reader.header, weight, 'number')] : []
  const cells: (string | null)[] = []
  const weights: number[] = []
  const keys: (string | null)[] = []
  const pieces: Float32Array[] = []
  for await (const chunk of reader.chunks([...plan.requests, ...texts, ...numbers])) {
    const own = chunk.columns.slice(plan.requests.length)
    const [labels = [], ...others] = own.slice(0, texts.length).map(textsOf)
    cells.push(...(only ? onlyRows(labels, only, others.at(-1) ?? []) : labels))
    for (const value of own[texts.length] ?? []) weights.push(Number(value))
    if (groupKey !== null) keys.push(...(others[0] ?? []))
    pieces.push(plan.toRows(chunk))
    if (cells.length * features.length > MOST_CELLS)
      throw new VouchError('too_large', `A training takes ${MOST_CELLS} numbers at most; this table has more.`)
  }
  const weighed = weight ? weighedRows(cells, weights) : cells
  const labelled = labelRows(weighed, label, groupKey === null ? undefined : keys)
  return {
    ...labelled,
    matrix: takeMatrix(pieces, labelled.rows, features.length),
    weights: weight ? Float64Array.from(labelled.rows, (row) => weights[row]!) : null,
  }
}

/** The features of some rows, whose numbers ascend. */
export async function readMatrixRows(
  upload: Upload,
  { rows, ...choice }: FeatureChoice & { readonly rows: Uint32Array },
  limits: TableLimits,
): Promise<Float32Array<ArrayBuffer>> {
  const width = choice.features.length
  const open = async () => openTable(await openSource(upload.file), { limits })
  const reader = await open()
  const plan = await planFeatures(reader.header, choice, open)
  const matrix = new Float32Array(rows.length * width)
  let at = 0
  for await (const chunk of reader.chunks(plan.requests)) {
    const all = plan.toRows(chunk)
    for (; at < rows.length && rows[at]! < chunk.firstRow + chunk.rows; at++) {
      const from = (rows[at]! - chunk.firstRow) * width
      matrix.set(all.subarray(from, from + width), at * width)
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
  for await (const chunk of reader.chunks(
    columns.map((name) => requestColumn(reader.header, name, 'number')),
    most,
  ))
    return { matrix: columnsToRows(chunk.columns, chunk.rows), rows: chunk.rows }
  return { matrix: new Float32Array(0), rows: 0 }
}

function textsOf(column: Float64Array | (string | null)[] | undefined): (string | null)[] {
  return Array.isArray(column) ? column : []
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
