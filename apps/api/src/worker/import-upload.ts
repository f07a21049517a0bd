import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest, ModelOrigin } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { describeImport } from '@vouch/core/learn/describe-import'
import { type ForeignModel, importModel } from '@vouch/core/learn/import-model'
import { GRAPH } from '@vouch/core/learn/to-onnx'
import { type OpenGraph, openGraph } from '@vouch/core/model/session'
import { openTable } from '@vouch/core/table/open-table'
import type { TableLimits } from '@vouch/core/table/table'
import { domainOfTable } from '../domains/domains.ts'
import type { FileBytes } from '../file/file-store.ts'
import { openSource, type Upload } from '../prediction/open-submitted.ts'
import { readFirstRows } from './labelled-matrix.ts'
import type { ImportTask } from './read-task.ts'

/** Rows that are compared, and of these what calls are explained against. */
const ROWS = { compared: 1000, background: 100 } as const
/** How far a model may be from what it gave where it was trained: what float32 loses in a long sum, and not more. */
const TOLERANCE = { probability: 1e-5, log_odds: 1e-3 } as const
/** Columns that hold what the model gave, the likelier first. */
const GIVEN = { probability: 'probability', log_odds: 'margin' } as const

export interface Imported {
  readonly manifest: Manifest
  /** files in the task's folder */
  readonly graph: string
  readonly background: string | null
}

export function isImported(value: unknown): value is Imported {
  return typeof value === 'object' && value !== null && 'manifest' in value && 'background' in value
}

/**
 * A model of another program turned into one of ours, in a thread: converted, held against the rows that came with it, and
 * described.
 * @throws VouchError `invalid`, naming the part of the form that is wrong
 */
export async function importUpload(task: ImportTask, limits: TableLimits): Promise<Imported> {
  const model = importModel(await readBytes(task.file), task.options)
  const header = task.rows ? await readHeader(task.rows, limits) : null
  const columns = columnsOf(model, task, header)
  const graph = await openGraph(
    { id: task.modelId, width: model.features, graph: { input: GRAPH.input, outputs: GRAPH } },
    model.onnx,
  )
  try {
    const given = task.rows ? await readGiven(task.rows, { columns, header: header ?? [] }, limits) : null
    const parity = given ? await compare(graph, given) : null
    const background = given ? drawRows(given, columns.length) : null
    const origin: ModelOrigin = { ...originOf(model, task), parity }
    const sha256 = createHash('sha256').update(model.onnx).digest('hex')
    const mayBeMissing = await probeGaps(graph, background, columns.length)
    const manifest = describeImport(
      { ...task.subject, domain: domainOfTable(columns), modelId: task.modelId, columns, mayBeMissing, sha256, origin },
      model,
    )
    const paths = { graph: join(task.folder, 'model.onnx'), background: join(task.folder, 'background.f32') }
    await writeFile(paths.graph, model.onnx)
    if (background) await writeFile(paths.background, new Uint8Array(background.buffer))
    return { manifest, graph: paths.graph, background: background && paths.background }
  } finally {
    await graph.close()
  }
}

async function readBytes(file: FileBytes): Promise<Uint8Array> {
  return 'path' in file ? readFile(file.path) : file.content
}

async function readHeader(rows: Upload, limits: TableLimits): Promise<readonly string[]> {
  const table = await inRows(async () => openTable(await openSource(rows.file), { limits }))
  return table.header.columns
}

/** What is wrong with a table is wrong with the part `rows` of the form. */
async function inRows<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof VouchError) || error.errors.length > 0) throw error
    throw new VouchError(error.code, `rows: ${error.message}`, [{ field: 'rows', message: error.message }], error)
  }
}

function originOf(model: ForeignModel, { fileName, sha256, bytes }: ImportTask): Omit<ModelOrigin, 'parity'> {
  const { format, writer, rounds } = model
  return {
    format,
    writer,
    file: fileName,
    sha256,
    bytes,
    rounds: rounds && { taken: rounds.taken, in_file: rounds.inFile, best: rounds.best },
  }
}

/** The names by which a table's columns are found: as said at the import, as the file has them, or as the rows have them. */
function columnsOf(
  { features, featureNames }: ForeignModel,
  { columns: said }: ImportTask,
  header: readonly string[] | null,
): readonly string[] {
  const named = said ?? featureNames
  if (said && said.length !== features)
    throw fault('manifest', `columns: ${said.length} names, and the model takes ${features} columns`)
  const found = named ?? header?.filter((name) => !isGiven(name)).slice(0, features)
  if (!found)
    throw fault(
      'manifest',
      `the model takes ${features} columns and names none: name them in order as “columns”, or send rows with a header`,
    )
  if (found.length !== features)
    throw fault('rows', `the header has ${found.length} columns, and the model takes ${features}`)
  const twice = found.find((name, i) => found.indexOf(name) !== i)
  if (twice !== undefined)
    throw fault(said ? 'manifest' : 'file', `columns: “${twice.slice(0, 60)}” stands there twice`)
  return found
}

function isGiven(name: string): boolean {
  return name === GIVEN.probability || name === GIVEN.log_odds
}

/** Rows, and what the model gave of them elsewhere. */
interface GivenRows {
  readonly output: keyof typeof GIVEN
  readonly rows: number
  /** rows × columns */
  readonly matrix: Float32Array<ArrayBuffer>
  readonly expected: Float32Array
}

async function readGiven(
  upload: Upload,
  { columns, header }: { readonly columns: readonly string[]; readonly header: readonly string[] },
  limits: TableLimits,
): Promise<GivenRows> {
  const output = (['probability', 'log_odds'] as const).find(
    (kind) => header.includes(GIVEN[kind]) && !columns.includes(GIVEN[kind]),
  )
  if (!output)
    throw fault(
      'rows',
      'a column “probability” or “margin” is needed: what the model gave of each row where it was trained',
    )
  const absent = columns.filter((name) => !header.includes(name))
  if (absent.length > 0)
    throw fault('rows', `${absent.length} of the model’s columns are not there: ${absent.slice(0, 5).join(', ')}`)
  const read = await inRows(() =>
    readFirstRows(upload, { columns: [...columns, GIVEN[output]], most: ROWS.compared }, limits),
  )
  if (read.rows === 0) throw fault('rows', 'holds no rows')
  const width = columns.length
  const matrix = new Float32Array(read.rows * width)
  const expected = new Float32Array(read.rows)
  for (let r = 0; r < read.rows; r++) {
    matrix.set(read.matrix.subarray(r * (width + 1), r * (width + 1) + width), r * width)
    expected[r] = read.matrix[r * (width + 1) + width]!
    const fits = output === 'log_odds' ? Number.isFinite(expected[r]) : expected[r]! >= 0 && expected[r]! <= 1
    if (!fits)
      throw fault(
        'rows',
        `row ${r + 1}: its ${GIVEN[output]} is ${output === 'log_odds' ? 'no number' : 'not from 0 to 1'}`,
      )
  }
  return { output, rows: read.rows, matrix, expected }
}

/** @throws VouchError `invalid` when the model says something else here than it did there */
async function compare(
  graph: OpenGraph,
  { output, rows, matrix, expected }: GivenRows,
): Promise<ModelOrigin['parity']> {
  const scores = await graph.run(matrix, rows)
  const own = output === 'probability' ? scores.probability : scores.margin
  let [largest, at] = [0, 0]
  for (let r = 0; r < rows; r++) {
    const difference = Math.abs(own[r]! - expected[r]!)
    if (difference <= largest) continue
    ;[largest, at] = [difference, r]
    if (Number.isNaN(difference)) break
  }
  if (largest <= TOLERANCE[output]) return { rows, output, largest_difference: largest }
  const name = GIVEN[output]
  throw fault(
    'rows',
    `the model gives other values here: in row ${at + 1} a ${name} of ${own[at]}, and there it was ${expected[at]}. ` +
      'Perhaps its columns stand in another order, another class or output is meant, or its early stopping.',
  )
}

/** Some of the rows, from the first to the last. */
function drawRows({ rows, matrix }: GivenRows, width: number): Float32Array<ArrayBuffer> {
  const kept = Math.min(rows, ROWS.background)
  const drawn = new Float32Array(kept * width)
  for (let i = 0; i < kept; i++) {
    const row = Math.floor((i * rows) / kept)
    drawn.set(matrix.subarray(row * width, (row + 1) * width), i * width)
  }
  return drawn
}

/** Whether the model says something of a row that lacks one of its columns, each of them tried. */
async function probeGaps(graph: OpenGraph, background: Float32Array | null, width: number): Promise<boolean[]> {
  const row = (background ?? new Float32Array(width)).slice(0, width).map((value) => (Number.isNaN(value) ? 0 : value))
  const rows = new Float32Array(width * width)
  for (let i = 0; i < width; i++) {
    rows.set(row, i * width)
    rows[i * width + i] = Number.NaN
  }
  const { probability } = await graph.run(rows, width)
  return Array.from(probability, (value) => !Number.isNaN(value))
}

function fault(field: string, message: string): VouchError {
  return new VouchError('invalid', `${field}: ${message}`, [{ field, message }])
}
