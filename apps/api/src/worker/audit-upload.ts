import type { ColumnProfile } from '@vouch/contracts/dataset'
import { type AuditedColumn, auditRows } from '@vouch/core/learn/audit-column'
import { auditDataset } from '@vouch/core/learn/audit-dataset'
import { countLabels, type LabelledRows, labelRows, onlyRows, weighedRows } from '@vouch/core/learn/label-rows'
import { createRandom } from '@vouch/core/random'
import { openTable } from '@vouch/core/table/open-table'
import { profileTable } from '@vouch/core/table/profile'
import type { ColumnRequest, TableLimits } from '@vouch/core/table/table'
import { KNOWN_COLUMNS, leakRules } from '../domains/training.ts'
import { openSource } from '../prediction/open-submitted.ts'
import { auditFeatures } from './audit-features.ts'
import type { Audited, AuditTask, Profiled, ProfileTask } from './read-task.ts'

export async function profileUpload({ upload }: ProfileTask, limits: TableLimits): Promise<Profiled> {
  const reader = await openTable(await openSource(upload.file), { limits })
  return { format: reader.header.format, profile: await profileTable(reader, { known: KNOWN_COLUMNS }) }
}

/** Cells of one pass over the table: some 160 MB of numbers, and less of words, which take more. */
const PASS = { numbers: 20_000_000, texts: 2_000_000 }

/** Holds every column against the label, some columns a pass, so that memory is bounded whatever the table's size. */
export async function auditUpload(task: AuditTask, limits: TableLimits): Promise<Audited> {
  const { profile, label, groupKey } = task
  const names = profile.columns.map(({ name }) => name)
  const read = (columns: readonly ColumnProfile[], kind: ColumnRequest['kind']) =>
    readColumns(task, columns, { kind, limits })
  const asked = [label.column, ...(groupKey === null ? [] : [groupKey]), ...(label.only ? [label.only.column] : [])]
  const texts = (
    await read(
      asked.map((name) => columnOf(profile.columns, name)),
      'text',
    )
  ).map(toTexts)
  const [cells = []] = texts
  const counted = label.only ? onlyRows(cells, label.only, texts.at(-1) ?? []) : cells
  const { weight } = label
  const [weights] = weight ? await read([columnOf(profile.columns, weight)], 'number') : []
  const weighed = weights instanceof Float64Array ? weighedRows(counted, weights) : counted
  const labelled = labelRows(weighed, label, groupKey === null ? undefined : texts[1])
  const rules = leakRules(names)
  async function* columns(): AsyncGenerator<AuditedColumn> {
    const rest = profile.columns.filter(
      ({ name, kind }) => ![label.column, groupKey, weight].includes(name) && kind !== 'missing',
    )
    for (const numeric of [true, false]) {
      const own = rest.filter((column) => column.numeric === numeric)
      const most = Math.max(1, Math.floor((numeric ? PASS.numbers : PASS.texts) / Math.max(1, profile.rows)))
      for (let from = 0; from < own.length; from += most) {
        const some = own.slice(from, from + most)
        const values = await read(some, numeric ? 'number' : 'text')
        for (const [i, { name }] of some.entries())
          yield { name, values: take(values[i] ?? [], labelled), known: rules.get(name) ?? null }
      }
    }
  }
  const { labels, groups } = labelled
  const subject = { label: label.column, positive: label.positive, group_key: groupKey }
  const counts = countLabels(labelled)
  const audited = auditRows(labels, groups, createRandom('audit'))
  const audit = await auditDataset(columns(), audited, subject)
  const order = new Map(names.map((name, place) => [name, place]))
  const inOrder = audit.columns.toSorted((a, b) => (order.get(a.column) ?? 0) - (order.get(b.column) ?? 0))
  const { takes } = task
  const against = { rows: labelled.rows, audited, columns: inOrder }
  const features = takes === 'quantities' ? await auditFeatures(task, against, limits) : []
  return { audit: { ...audit, columns: inOrder, features }, counts }
}

type Column = Float64Array | (string | null)[]

/** Whole columns of a table. */
async function readColumns(
  { upload }: AuditTask,
  columns: readonly ColumnProfile[],
  { kind, limits }: { kind: ColumnRequest['kind']; limits: TableLimits },
): Promise<Column[]> {
  const reader = await openTable(await openSource(upload.file), { limits })
  const parts: Column[][] = columns.map(() => [])
  for await (const chunk of reader.chunks(columns.map(({ index }) => ({ index, kind }))))
    for (const [place, column] of chunk.columns.entries()) parts[place]?.push(column)
  return parts.map((pieces) => (kind === 'number' ? joinNumbers(pieces) : pieces.flatMap((piece) => toTexts(piece))))
}

function joinNumbers(pieces: readonly Column[]): Float64Array {
  const joined = new Float64Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    if (piece instanceof Float64Array) joined.set(piece, at)
    at += piece.length
  }
  return joined
}

function toTexts(column: Column): (string | null)[] {
  return column instanceof Float64Array ? [] : column
}

/** The labelled rows of a column. */
function take(column: Column, { rows }: LabelledRows): AuditedColumn['values'] {
  if (column instanceof Float64Array) return Float64Array.from(rows, (row) => column[row] ?? Number.NaN)
  return Array.from(rows, (row) => column[row] ?? null)
}

function columnOf(columns: readonly ColumnProfile[], name: string): ColumnProfile {
  const found = columns.find((column) => column.name === name)
  if (!found) throw new RangeError(`There is no column ${name}.`)
  return found
}
