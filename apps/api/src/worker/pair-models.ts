import { readFile } from 'node:fs/promises'
import { OutOfFoldCalls } from '@vouch/contracts/model'
import type { CallAgreement } from '@vouch/contracts/call-agreement'
import type { PairedAuc } from '@vouch/contracts/promotion'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { type AucEstimate, compareAuc } from '@vouch/core/measure/compare-auc'
import { compareCalls } from '@vouch/core/measure/compare-calls'
import { createRandom } from '@vouch/core/random'
import { openTable } from '@vouch/core/table/open-table'
import type { TableLimits } from '@vouch/core/table/table'
import { DOMAINS } from '../domains/domains.ts'
import { openCalls } from '../prediction/calls-file.ts'
import type { FileBytes } from '../file/file-store.ts'
import { openSource, type Upload } from '../prediction/open-submitted.ts'
import { settlePlan } from '../prediction/settle-plan.ts'
import type { NamedColumns } from '../prediction/table-domain.ts'
import { type JudgedRow, readTrainingCalls } from '../training/calls-file.ts'
import type { PairEachTask, PairTask, UnseenCalls } from './read-task.ts'

/** Two models held against each other on some rows. */
export interface PairedRows {
  /** what the rows are */
  readonly name: string
  readonly paired: PairedAuc
  readonly calls: CallAgreement
}

/** All rows that both judged, and then each subgroup. */
export interface PairedModels {
  readonly rows: readonly PairedRows[]
  /** that the first judged, of which the second may not know all */
  readonly asked: number
  /** of those that both judged, the ones that the second judged as a model that was not trained on them */
  readonly unseen: number
}

/** A row that both judged, and how. */
export interface Both {
  readonly row: number
  readonly label: number
  readonly group: number
  readonly first: number
  readonly second: number
  /** whether the second's is that of a model that was not trained on the row */
  readonly unseen: boolean
}

/**
 * Compares two models on the rows that both judged: on all of them, then on each subgroup of the domain. No row is one that
 * the first was trained on.
 */
export async function pairModels(task: PairTask, limits: TableLimits): Promise<PairedModels> {
  const { thresholds } = task
  const asked = await judgedRows(task)
  const rows = joinRows(asked, await readSecond(task, limits))
  const name = task.only === 'all' ? 'every labelled row' : 'the locked test'
  const overall = { name, paired: pairRows(rows), calls: agree(rows, thresholds) }
  const subgroups = task.table ? await pairSubgroups(rows, { ...task, table: task.table }, limits) : []
  return {
    rows: [overall, ...subgroups],
    asked: asked.length,
    unseen: rows.filter(({ unseen }) => unseen).length,
  }
}

/** The same of many trainings, whose second is read once; null for one that it knows too few rows of. */
export async function pairEach(task: PairEachTask, limits: TableLimits): Promise<(PairedAuc | null)[]> {
  const judged = await Promise.all(task.firsts.map(async (first) => (await readTrainingCalls(first)).rows))
  const wanted = judged.map(({ length }) => Math.max(1, task.leastKnown * length))
  const second = await readSecond({ ...task, fewest: Math.min(...wanted) }, limits)
  return judged.map((rows, i) => {
    const both = joinRows(rows, second)
    return both.length >= (wanted[i] ?? 1) ? pairRows(both) : null
  })
}

/** The rows that both judged, in the table's order. */
export async function rowsOfBoth(task: Omit<PairTask, 'kind'>, limits: TableLimits): Promise<Both[]> {
  return joinRows(await judgedRows(task), await readSecond(task, limits))
}

async function judgedRows({ first, only }: Pick<PairTask, 'first' | 'only'>): Promise<JudgedRow[]> {
  return (await readTrainingCalls(first)).rows.filter(({ fold }) => only === 'all' || fold === 0)
}

/** What the second said of a row. */
type Said = Pick<Both, 'second' | 'unseen'>

function joinRows(judged: readonly JudgedRow[], others: ReadonlyMap<number, Said>): Both[] {
  return judged.flatMap(({ row, label, group, probability }): Both[] => {
    const said = others.get(row)
    return said === undefined ? [] : [{ row, label, group, first: probability, ...said }]
  })
}

/** What the second said of each row, by its number in the table. */
async function readSecond(
  { second, domain, table, fewest = 1 }: Pick<PairTask, 'second' | 'domain' | 'table'> & { readonly fewest?: number },
  limits: TableLimits,
): Promise<Map<number, Said>> {
  switch (second.kind) {
    case 'judged': {
      const { rows } = await readTrainingCalls(second.file)
      return new Map(rows.map(({ row, probability }) => [row, { second: probability, unseen: true }]))
    }
    case 'called': {
      const called = await readCalled(second.file, domain)
      if (!table || second.unseen === null) return called
      const unseen = await findUnseen(second.unseen, { domain, table, fewest: 1 }, limits)
      for (const [row, said] of unseen) if (called.has(row)) called.set(row, said)
      return called
    }
    case 'out-of-fold':
      return findUnseen({ kind: 'out-of-fold', file: second.file }, { domain, table, fewest }, limits)
  }
}

async function readCalled(file: FileBytes, domain: PairTask['domain']): Promise<Map<number, Said>> {
  const calls = await openCalls(file, DOMAINS[domain].shown)
  try {
    const rows = await calls.read(0, calls.rows)
    return new Map(
      rows.flatMap(({ row, probability }) =>
        probability === null ? [] : [[row, { second: probability, unseen: false }] as const],
      ),
    )
  } finally {
    await calls.close()
  }
}

/** What a model said of a table's rows as one that was not trained on them, where it was trained on rows like these. */
async function findUnseen(
  calls: UnseenCalls,
  { domain, table, fewest }: Pick<PairTask, 'domain' | 'table'> & { readonly fewest: number },
  limits: TableLimits,
): Promise<Map<number, Said>> {
  const found = new Map<number, Said>()
  const byKey = await (calls.kind === 'training' ? keyTraining(calls, domain, limits) : keyOutOfFold(calls.file))
  // where there cannot be enough the table is not read
  if (!table || byKey.size < fewest) return found
  for await (const { firstRow, columns } of readColumns(table, domain, limits))
    for (let r = 0; r < columns.rows; r++) {
      const key = DOMAINS[domain].rowKey(columns, r)
      const second = key === null ? undefined : byKey.get(key)
      if (second !== undefined) found.set(firstRow + r, { second, unseen: true })
    }
  return found
}

async function keyOutOfFold(file: FileBytes): Promise<ReadonlyMap<string, number>> {
  const bytes = 'path' in file ? await readFile(file.path) : Buffer.from(file.content)
  return new Map(Object.entries(OutOfFoldCalls.parse(JSON.parse(bytes.toString('utf8'))).calls))
}

/** A training's calls by what its rows are known by elsewhere. */
async function keyTraining(
  { file, table }: Extract<UnseenCalls, { kind: 'training' }>,
  domain: PairTask['domain'],
  limits: TableLimits,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await readTrainingCalls(file)
  const byKey = new Map<string, number>()
  let at = 0
  for await (const { firstRow, columns } of readColumns(table, domain, limits))
    for (; at < rows.length && rows[at]!.row < firstRow + columns.rows; at++) {
      const key = DOMAINS[domain].rowKey(columns, rows[at]!.row - firstRow)
      if (key !== null) byKey.set(key, rows[at]!.probability)
    }
  return byKey
}

async function* readColumns(
  table: Upload,
  domain: PairTask['domain'],
  limits: TableLimits,
): AsyncGenerator<{ firstRow: number; columns: NamedColumns }> {
  const open = async () => openTable(await openSource(table.file), { limits })
  const reader = await open()
  const plan = await settlePlan(DOMAINS[domain].plan(reader.header), async (requests) =>
    (await open()).chunks(requests),
  )
  for await (const chunk of reader.chunks(plan.requests))
    yield { firstRow: chunk.firstRow, columns: plan.convert(chunk).columns }
}

async function pairSubgroups(
  rows: readonly Both[],
  { table, domain, thresholds }: Pick<PairTask, 'domain' | 'thresholds'> & { readonly table: Upload },
  limits: TableLimits,
): Promise<PairedRows[]> {
  const { subgroups } = DOMAINS[domain]
  const members = subgroups.map((): Both[] => [])
  let at = 0
  for await (const { firstRow, columns } of readColumns(table, domain, limits))
    for (; at < rows.length && rows[at]!.row < firstRow + columns.rows; at++)
      for (const [s, { of, from, to }] of subgroups.entries()) {
        const value = columns.values[of]?.[rows[at]!.row - firstRow]
        if (value !== undefined && value >= from && value < to) members[s]!.push(rows[at]!)
      }
  return subgroups.flatMap(({ name }, s) => {
    const own = members[s]!
    return own.length > 0 ? [{ name, paired: pairRows(own), calls: agree(own, thresholds) }] : []
  })
}

/** Which rows two models call differently, each by its own threshold, and which of them is right there. */
function agree(rows: readonly Both[], [first, second]: PairTask['thresholds']): CallAgreement {
  return compareCalls(
    {
      labels: rows.map(({ label }) => label),
      groups: groupIndex(rows.map(({ group }) => group)),
      first: rows.map((row) => Number(row.first >= first)),
      second: rows.map((row) => Number(row.second >= second)),
    },
    createRandom('pair'),
  )
}

/** DeLong's test of two models on some rows, by group. */
export function pairRows(rows: readonly Both[]): PairedAuc {
  const groups = groupIndex(rows.map(({ group }) => group))
  const labels = rows.map(({ label }) => label)
  const compared = compareAuc(labels, [rows.map(({ first }) => first), rows.map(({ second }) => second)], groups)
  return {
    n: rows.length,
    positives: labels.reduce((sum, label) => sum + label, 0),
    groups: new Set(groups).size,
    first: aucOf(compared.first),
    second: aucOf(compared.second),
    difference: finite(compared.difference),
    interval: ends(compared.interval),
    p: finite(compared.p),
  }
}

function aucOf({ auc, interval }: AucEstimate): PairedAuc['first'] {
  return { value: finite(auc), interval: ends(interval) }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function ends([from, to]: readonly [number, number]): [number, number] | null {
  return Number.isFinite(from) && Number.isFinite(to) ? [from, to] : null
}
