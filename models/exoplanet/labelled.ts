import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { columnRequests, mapColumns, toQuantities } from '@vouch/core/domains/exoplanet/map-columns'
import { takeRows } from '@vouch/core/domains/exoplanet/fragility'
import type { Quantities } from '@vouch/core/domains/exoplanet/quantities'
import { openTable } from '@vouch/core/table/open-table'
import type { ColumnRequest, TableChunk } from '@vouch/core/table/table'
import { toArquero } from '@vouch/core/table/to-arquero'
import { escape } from 'arquero'

/** How a mission's table says what became of an object. */
export interface LabelRule {
  readonly label: string
  readonly positive: readonly string[]
  readonly negative: readonly string[]
  readonly candidate: readonly string[]
  /** column whose rows must not be split between training and test */
  readonly star: string
  readonly keep?: { readonly column: string; readonly value: string }
}

export const RULES = {
  koi: {
    label: 'koi_disposition',
    positive: ['CONFIRMED'],
    negative: ['FALSE POSITIVE'],
    candidate: ['CANDIDATE'],
    star: 'kepid',
  },
  k2: {
    label: 'disposition',
    positive: ['CONFIRMED'],
    negative: ['FALSE POSITIVE', 'REFUTED'],
    candidate: ['CANDIDATE'],
    star: 'hostname',
    keep: { column: 'default_flag', value: '1' },
  },
  toi: {
    label: 'tfopwg_disp',
    positive: ['CP', 'KP'],
    negative: ['FP', 'FA'],
    candidate: ['PC', 'APC'],
    star: 'tid',
  },
  tce: {
    label: 'label',
    positive: ['PC'],
    negative: ['AFP', 'NTP'],
    candidate: [],
    star: 'target_id',
  },
} as const satisfies Record<string, LabelRule>

/** Rows with a label, or without one: `labels` is empty for candidates. */
export interface LabelledRows {
  readonly quantities: Quantities
  readonly stars: readonly string[]
  readonly labels: Uint8Array<ArrayBuffer>
}

export interface LabelledTable {
  readonly sha256: string
  readonly rows: number
  readonly labelled: LabelledRows
  readonly candidates: LabelledRows
  /** further columns asked for, of the labelled rows */
  readonly extra: ReadonlyMap<string, Float64Array>
  /** every row of the file, label or not: the context of catalogue features */
  readonly everything: Quantities
}

const LIMITS = { bytes: 2 ** 31, unpackedBytes: 2 ** 31, rows: 5e6, columns: 2000, cellBytes: 1e6 }

/** Reads a mission's table with its labels. `extra` names numeric columns to bring along where they are, for comparison only. */
export async function readLabelled(
  path: string,
  rule: LabelRule,
  extra: readonly string[] = [],
): Promise<LabelledTable> {
  const reader = await openTable(await openAsBlob(path), { limits: LIMITS })
  const plan = mapColumns(reader.header.columns, reader.header.comments)
  const texts = [rule.label, rule.star, ...(rule.keep ? [rule.keep.column] : [])]
  const place = (name: string) => {
    const index = reader.header.columns.indexOf(name)
    if (index < 0) throw new Error(`${path} has no column ${name}.`)
    return index
  }
  const further = extra.filter((name) => reader.header.columns.includes(name))
  const own = columnRequests(plan)
  const asked = own.map(({ index }) => index)
  const more: ColumnRequest[] = [
    ...texts.map((name) => ({ index: place(name), kind: 'text' as const })),
    ...further.map((name) => ({ index: place(name), kind: 'number' as const })),
  ].filter(({ index }) => !asked.includes(index))
  const requests = [...own, ...more]
  const chunks: TableChunk[] = []
  for await (const chunk of reader.chunks(requests, 1 << 20)) chunks.push(chunk)
  const [chunk] = chunks
  if (!chunk || chunks.length !== 1) throw new Error(`${path} does not fit into one chunk.`)

  const names = requests.map(({ index }) => reader.header.columns[index] ?? '')
  const table = toArquero(chunk, names)
  const cell = (name: string, row: number): string => String(table.get(name, row) ?? '')
  const { quantities } = toQuantities(plan, chunk)
  const keep = rule.keep
  const kept = keep ? table.filter(escape((row: Record<string, unknown>) => row[keep.column] === keep.value)) : table
  const indices = [...kept.indices()]
  const rowsOf = (words: readonly string[]) => indices.filter((row) => words.includes(cell(rule.label, row)))
  const pick = (rows: readonly number[], labels: Uint8Array<ArrayBuffer>): LabelledRows => ({
    quantities: takeRows(quantities, rows),
    stars: rows.map((row) => cell(rule.star, row)),
    labels,
  })
  const rows = rowsOf([...rule.positive, ...rule.negative])
  return {
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
    rows: chunk.rows,
    labelled: pick(
      rows,
      Uint8Array.from(rows, (row) => (rule.positive.includes(cell(rule.label, row)) ? 1 : 0)),
    ),
    candidates: pick(rowsOf(rule.candidate), new Uint8Array(0)),
    extra: new Map(further.map((name) => [name, Float64Array.from(rows, (row) => Number(table.get(name, row)))])),
    everything: quantities,
  }
}
