import type { Warning } from '@vouch/contracts/prediction'
import type { ColumnTable } from 'arquero'
import { isMissingWord } from './missing-word.ts'
import { openTable } from './open-table.ts'
import { parseNumber } from './parse-number.ts'
import type { ByteSource, ColumnCount, ColumnRequest, TableChunk, TableHeader, TableLimits } from './table.ts'
import { toArquero } from './to-arquero.ts'

export interface ReadOptions {
  readonly limits: TableLimits
  /** what to read, each column once; all by default, numbers where the first rows hold nothing else */
  readonly columns?: (header: TableHeader) => readonly ColumnRequest[]
}

export interface ReadTable {
  /** A missing number is NaN, a missing text null. */
  readonly table: ColumnTable
  readonly header: TableHeader
  readonly warnings: readonly Warning[]
  readonly counts: readonly ColumnCount[]
}

/** Reads columns of a table of any kind into memory, whole, as one Arquero table under the header's names. */
export async function readColumns(source: ByteSource, options: ReadOptions): Promise<ReadTable> {
  const reader = await openTable(source, options)
  const requests = options.columns?.(reader.header) ?? (await guessRequests(source, options))
  const chunks: TableChunk[] = []
  for await (const chunk of reader.chunks(requests)) chunks.push(chunk)
  const columns = requests.map((_, place) => join(chunks.map((chunk) => chunk.columns[place] ?? [])))
  const names = requests.map(({ index }) => reader.header.columns[index] ?? '')
  const { header, warnings, counts } = reader
  return { table: toArquero({ columns }, names), header, warnings, counts }
}

/** A column is one of numbers when its cells in the first chunk are, and at least one is there. */
async function guessRequests(source: ByteSource, options: ReadOptions): Promise<ColumnRequest[]> {
  const reader = await openTable(source, options)
  const texts = reader.header.columns.map((_, index): ColumnRequest => ({ index, kind: 'text' }))
  for await (const chunk of reader.chunks(texts)) {
    return chunk.columns.map((column, index) => ({ index, kind: holdsNumbers(column) ? 'number' : 'text' }))
  }
  return texts
}

function holdsNumbers(column: TableChunk['columns'][number]): boolean {
  let numbers = 0
  for (const cell of column) {
    if (typeof cell !== 'string' || isMissingWord(cell.trim())) continue
    const bytes = Buffer.from(cell.trim())
    if (Number.isNaN(parseNumber(bytes, 0, bytes.length))) return false
    numbers++
  }
  return numbers > 0
}

function join(parts: readonly TableChunk['columns'][number][]): TableChunk['columns'][number] {
  const texts: (string | null)[] = []
  const numbers: Float64Array<ArrayBuffer>[] = []
  for (const part of parts) {
    if (part instanceof Float64Array) numbers.push(part)
    else for (const text of part) texts.push(text)
  }
  if (numbers.length === 0) return texts
  const joined = new Float64Array(numbers.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of numbers) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
