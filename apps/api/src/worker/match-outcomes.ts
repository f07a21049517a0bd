import type { DomainId } from '@vouch/contracts/domain'
import type { TableRows } from '@vouch/contracts/outcome-table'
import { VouchError } from '@vouch/core/error'
import { openTable } from '@vouch/core/table/open-table'
import type { TableLimits } from '@vouch/core/table/table'
import { DOMAINS } from '../domains/domains.ts'
import { OUTCOME_TABLES } from '../domains/outcome-tables.ts'
import type { FileBytes } from '../file/file-store.ts'
import { openCalls } from '../prediction/calls-file.ts'
import { PIECE_ROWS } from '../prediction/export-calls.ts'
import { openSource, type Upload } from '../prediction/open-submitted.ts'
import { type AssessedCall, toAssessed } from '../prediction/read-calls.ts'

/** How a table that says what became of subjects is read. */
export interface OutcomeReading {
  /** columns that name a row's subject, all of them */
  readonly ids: readonly string[]
  readonly label: string
  /** a value → the label */
  readonly labels: Readonly<Record<string, string>>
  readonly date: string | null
  /** the day of rows without a date; null: they must have one */
  readonly observedOn: string | null
  /** where the table itself says from which day it is, that is it */
  readonly ownDay: boolean
  /** what is after this is yet to come */
  readonly lastDay: string
}

/** A table's outcomes held against the calls of some submissions, by the names of both. */
export interface MatchTask {
  readonly kind: 'match'
  readonly domain: DomainId
  readonly table: Upload
  readonly reading: OutcomeReading
  /** the files of their calls; null: every row */
  readonly submissions: readonly { readonly file: FileBytes; readonly rows: readonly number[] | null }[]
}

export interface MatchedCall {
  /** which of the submissions */
  readonly submission: number
  readonly call: AssessedCall
  /** the row of the table */
  readonly from: number
  readonly label: string
  readonly observedOn: string
}

export interface Matched {
  readonly rows: number
  /** the day of rows without a date */
  readonly observedOn: string | null
  readonly calls: readonly MatchedCall[]
  /** calls of decided names that were not assessed */
  readonly notAssessed: number
  readonly undecidedValues: Readonly<Record<string, number>>
  readonly lists: Readonly<Record<'undecided' | 'unmatched' | 'ambiguous' | 'undated' | 'several', TableRows>>
}

export function isMatched(value: unknown): value is Matched {
  return typeof value === 'object' && value !== null && 'undecidedValues' in value
}

/** What the table says of one name. */
interface Said {
  /** the first row that names it */
  readonly row: number
  readonly label: string | null
  observedOn: string | null
  clashes: boolean
  calls: number
}

interface TableRow {
  readonly names: readonly string[]
  readonly shown: string
  readonly value: string
  readonly label: string | null
  /** why there is no day; null: there is one */
  readonly undated: string | null
}

interface ReadTable {
  readonly observedOn: string | null
  readonly rows: readonly TableRow[]
  readonly byName: ReadonlyMap<string, Said>
}

const CHUNK_ROWS = 8192
const MOST_CALLS = 200_000
const MOST_EXAMPLES = 20
const MOST_VALUES = 20
const SHOWN_CHARACTERS = 100

/** @throws VouchError `invalid` where more calls are matched than can be noted at once */
export async function matchOutcomes(task: MatchTask, limits: TableLimits): Promise<Matched> {
  const table = await readTable(task, limits)
  const { sameName } = OUTCOME_TABLES[task.domain]
  const calls: MatchedCall[] = []
  let notAssessed = 0
  for (const [submission, { file, rows }] of task.submissions.entries()) {
    const only = rows === null ? null : new Set(rows)
    const stored = await openCalls(file, DOMAINS[task.domain].shown)
    try {
      for (let from = 0; from < stored.rows; from += PIECE_ROWS)
        for (const call of await stored.read(from, Math.min(from + PIECE_ROWS, stored.rows))) {
          if (only !== null && !only.has(call.row)) continue
          const said = table.byName.get(sameName(call.id))
          if (!said) continue
          said.calls++
          if (said.clashes || said.label === null || said.observedOn === null) continue
          if (call.prediction === null) notAssessed++
          else
            calls.push({
              submission,
              call: toAssessed(call),
              from: said.row,
              label: said.label,
              observedOn: said.observedOn,
            })
        }
    } finally {
      await stored.close()
    }
    if (calls.length > MOST_CALLS)
      throw new VouchError('invalid', `More than ${MOST_CALLS} calls are matched: name some in “prediction_ids”.`, [
        { field: 'prediction_ids', message: `more than ${MOST_CALLS} calls are matched` },
      ])
  }
  return { rows: table.rows.length, observedOn: table.observedOn, calls, notAssessed, ...listRows(table) }
}

async function readTable({ table, reading, domain }: MatchTask, limits: TableLimits): Promise<ReadTable> {
  const { sameName, dayOf } = OUTCOME_TABLES[domain]
  const reader = await openTable(await openSource(table.file), { limits })
  const columns = [...reading.ids, reading.label, ...(reading.date === null ? [] : [reading.date])]
  const requests = columns.map((name) => ({ index: reader.header.columns.indexOf(name), kind: 'text' as const }))
  const own = reading.ownDay ? dayOf(reader.header.comments) : null
  const observedOn = own !== null && own <= reading.lastDay ? own : reading.observedOn
  const rows: TableRow[] = []
  const byName = new Map<string, Said>()
  for await (const chunk of reader.chunks(requests, CHUNK_ROWS))
    for (let r = 0; r < chunk.rows; r++) {
      const cells = chunk.columns.map((column) => (Array.isArray(column) ? (column[r] ?? '').trim() : ''))
      const named = cells.slice(0, reading.ids.length).filter((cell) => cell !== '')
      const value = plainNumber(cells[reading.ids.length] ?? '')
      const label = Object.hasOwn(reading.labels, value) ? (reading.labels[value] ?? null) : null
      const day = readDay(cells[reading.ids.length + 1] ?? '', { observedOn, lastDay: reading.lastDay })
      const row = {
        names: [...new Set(named.map(sameName))],
        shown: (named[0] ?? '').slice(0, SHOWN_CHARACTERS),
        value,
        label,
        undated: 'fault' in day ? day.fault : null,
      }
      for (const name of row.names)
        noteSaid(byName, name, { row: rows.length, label, observedOn: 'day' in day ? day.day : null })
      rows.push(row)
    }
  return { rows, byName, observedOn }
}

/** What several rows say alike was known from the first of their days. */
function noteSaid(byName: Map<string, Said>, name: string, said: Pick<Said, 'row' | 'label' | 'observedOn'>): void {
  const known = byName.get(name)
  if (!known) byName.set(name, { ...said, clashes: false, calls: 0 })
  else if (known.label !== said.label) known.clashes = true
  else if (said.observedOn !== null && (known.observedOn === null || said.observedOn < known.observedOn))
    known.observedOn = said.observedOn
}

/** `1.0` is `1`: a spreadsheet writes either. */
function plainNumber(cell: string): string {
  return /^-?\d+\.0+$/.test(cell) ? String(Number(cell)) : cell
}

function readDay(
  cell: string,
  { observedOn, lastDay }: Pick<OutcomeReading, 'observedOn' | 'lastDay'>,
): { day: string } | { fault: string } {
  if (cell === '') return observedOn === null ? { fault: 'has no date' } : { day: observedOn }
  const day = /^(\d{4}-\d{2}-\d{2})(?:$|[T ]\d{2}:\d{2})/.exec(cell)?.[1]
  const time = day === undefined ? Number.NaN : Date.parse(day)
  // the 31st of February is read as a day in March
  if (day === undefined || Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day)
    return { fault: `the date “${cell.slice(0, SHOWN_CHARACTERS)}” cannot be read: 2026-01-31 can` }
  return day > lastDay ? { fault: `${day} is yet to come` } : { day }
}

/** What is told of each row that noted nothing, and of names that several calls have. */
function listRows({ rows, byName }: Omit<ReadTable, 'observedOn'>): Pick<Matched, 'lists' | 'undecidedValues'> {
  const lists = { undecided: none(), unmatched: none(), ambiguous: none(), undated: none(), several: none() }
  const values = new Map<string, number>()
  for (const [row, { names, shown, value, label, undated }] of rows.entries()) {
    const said = names.flatMap((name) => byName.get(name) ?? [])
    const called = said.filter(({ calls }) => calls > 0)
    const add = (list: TableRows, reason: string) => addRow(list, { row, name: shown, reason })
    const [first] = called
    if (!first) add(lists.unmatched, names.length === 0 ? 'the row has no name' : 'no call has that name')
    else if (called.some(({ clashes }) => clashes)) add(lists.ambiguous, 'the table names it again, with another value')
    else if (label === null) {
      values.set(value, (values.get(value) ?? 0) + 1)
      add(lists.undecided, value === '' ? 'it has no value' : `“${value.slice(0, SHOWN_CHARACTERS)}” is no label`)
    } else if (undated !== null && first.observedOn === null) add(lists.undated, undated)
    else if (first.calls > 1 && first.row === row) add(lists.several, `${first.calls} calls have that name`)
  }
  const frequent = [...values].toSorted(([, a], [, b]) => b - a).slice(0, MOST_VALUES)
  const named = frequent.map(([value, count]): [string, number] => [value.slice(0, SHOWN_CHARACTERS), count])
  return { lists, undecidedValues: Object.fromEntries(named) }
}

function none(): TableRows {
  return { count: 0, examples: [] }
}

/** Counts a row, and keeps the first ones. */
export function addRow(list: TableRows, row: TableRows['examples'][number]): void {
  list.count++
  if (list.examples.length < MOST_EXAMPLES) list.examples.push(row)
}
