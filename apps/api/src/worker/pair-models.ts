import { readFile } from 'node:fs/promises'
import { OutOfFoldCalls } from '@vouch/contracts/model'
import type { PairedAuc } from '@vouch/contracts/promotion'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { type AucEstimate, compareAuc } from '@vouch/core/measure/compare-auc'
import { openTable } from '@vouch/core/table/open-table'
import type { TableLimits } from '@vouch/core/table/table'
import { DOMAINS } from '../domains/domains.ts'
import { openCalls } from '../prediction/calls-file.ts'
import type { FileBytes } from '../file/file-store.ts'
import { openSource, type Upload } from '../prediction/open-submitted.ts'
import { settlePlan } from '../prediction/settle-plan.ts'
import type { NamedColumns } from '../prediction/table-domain.ts'
import { type JudgedRow, readTrainingCalls } from '../training/calls-file.ts'
import type { PairEachTask, PairTask } from './read-task.ts'

/** Two models held against each other on some rows. */
export interface PairedRows {
  /** what the rows are */
  readonly name: string
  readonly paired: PairedAuc
}

/** A row that both judged, and how. */
export interface Both {
  readonly row: number
  readonly label: number
  readonly group: number
  readonly first: number
  readonly second: number
}

/**
 * Compares two models on the rows that both judged: on all of them, then on each subgroup of the domain. No row is one that
 * the first was trained on.
 */
export async function pairModels(task: PairTask, limits: TableLimits): Promise<PairedRows[]> {
  const rows = await rowsOfBoth(task, limits)
  const name = task.only === 'all' ? 'every labelled row' : 'the locked test'
  const overall = { name, paired: pairRows(rows) }
  return task.table ? [overall, ...(await pairSubgroups(rows, { ...task, table: task.table }, limits))] : [overall]
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
  const judged = (await readTrainingCalls(task.first)).rows
  return joinRows(
    judged.filter(({ fold }) => task.only === 'all' || fold === 0),
    await readSecond(task, limits),
  )
}

function joinRows(judged: readonly JudgedRow[], others: ReadonlyMap<number, number>): Both[] {
  return judged.flatMap(({ row, label, group, probability }): Both[] => {
    const second = others.get(row)
    return second === undefined ? [] : [{ row, label, group, first: probability, second }]
  })
}

/** What the second said of each row, by its number in the table. */
async function readSecond(
  { second, domain, table, fewest = 1 }: Pick<PairTask, 'second' | 'domain' | 'table'> & { readonly fewest?: number },
  limits: TableLimits,
): Promise<Map<number, number>> {
  switch (second.kind) {
    case 'judged':
      return new Map((await readTrainingCalls(second.file)).rows.map(({ row, probability }) => [row, probability]))
    case 'called': {
      const calls = await openCalls(second.file, DOMAINS[domain].shown)
      try {
        const rows = await calls.read(0, calls.rows)
        return new Map(
          rows.flatMap(({ row, probability }) => (probability === null ? [] : [[row, probability] as const])),
        )
      } finally {
        await calls.close()
      }
    }
    case 'out-of-fold':
      return readOutOfFold(second.file, { domain, table, fewest }, limits)
  }
}

async function readOutOfFold(
  file: FileBytes,
  { domain, table, fewest }: Pick<PairTask, 'domain' | 'table'> & { readonly fewest: number },
  limits: TableLimits,
): Promise<Map<number, number>> {
  const bytes = 'path' in file ? await readFile(file.path) : Buffer.from(file.content)
  const { calls } = OutOfFoldCalls.parse(JSON.parse(bytes.toString('utf8')))
  const found = new Map<number, number>()
  // where there cannot be enough the table is not read
  if (!table || Object.keys(calls).length < fewest) return found
  for await (const { firstRow, columns } of readColumns(table, domain, limits))
    for (let r = 0; r < columns.rows; r++) {
      const key = DOMAINS[domain].rowKey(columns, r)
      const probability = key !== null && Object.hasOwn(calls, key) ? calls[key] : undefined
      if (probability !== undefined) found.set(firstRow + r, probability)
    }
  return found
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
  { table, domain }: { table: Upload; domain: PairTask['domain'] },
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
  return subgroups.flatMap(({ name }, s) => (members[s]!.length > 0 ? [{ name, paired: pairRows(members[s]!) }] : []))
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
