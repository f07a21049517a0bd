import type { LabelChoice, RowChoice } from '@vouch/contracts/dataset'
import { groupIndex } from './group-folds.ts'

/** The rows of a table that can be learned from. */
export interface LabelledRows {
  /** their numbers in the table */
  readonly rows: Uint32Array
  /** 1 for the positive label, 0 for the negative one */
  readonly labels: Uint8Array
  /** the group of each, as whole numbers from 0 */
  readonly groups: Uint32Array
}

/**
 * Takes the rows whose label is one of the chosen ones, as a column of text says; the others, and those without a label,
 * are left out. A row whose group is missing is one of its own, and without group keys each row is.
 */
export function labelRows(
  cells: readonly (string | null)[],
  { positive, negative }: Omit<LabelChoice, 'column'>,
  groupKeys?: readonly (string | null)[],
): LabelledRows {
  const classes = new Map<string, 0 | 1>([
    ...negative.map((value) => [value, 0] as const),
    ...positive.map((value) => [value, 1] as const),
  ])
  const rows: number[] = []
  const labels: number[] = []
  const keys: (string | number)[] = []
  for (const [row, cell] of cells.entries()) {
    const label = cell === null ? undefined : classes.get(cell.trim())
    if (label === undefined) continue
    rows.push(row)
    labels.push(label)
    // a number is never equal to a key, which is text
    keys.push(groupKeys?.[row]?.trim() ?? row)
  }
  return { rows: Uint32Array.from(rows), labels: Uint8Array.from(labels), groups: groupIndex(keys) }
}

/** A column of labels in which only the rows of a choice have one. */
export function onlyRows(
  cells: readonly (string | null)[],
  { values }: Pick<RowChoice, 'values'>,
  chosen: readonly (string | null)[],
): (string | null)[] {
  const counted = new Set(values)
  return cells.map((cell, row) => (counted.has(chosen[row]?.trim() ?? '') ? cell : null))
}

/**
 * A column of labels in which only the rows with a weight have one.
 * @throws RangeError for a weight of 0 or below: a row that is not to count has none
 */
export function weighedRows(cells: readonly (string | null)[], weights: ArrayLike<number>): (string | null)[] {
  return cells.map((cell, row) => {
    const weight = weights[row] ?? Number.NaN
    if (weight <= 0) throw new RangeError(`Row ${row} weighs ${weight}: a weight is above 0.`)
    return Number.isFinite(weight) ? cell : null
  })
}

/**
 * How much each row counts: what its own weight says, and, of balanced ones, so that both labels weigh the same in all.
 * Undefined where every row counts the same.
 */
export function rowWeights(
  labels: Uint8Array,
  { weights, balanced }: { readonly weights: Float64Array | null; readonly balanced: boolean },
): Float64Array | undefined {
  if (!balanced) return weights ?? undefined
  const own = weights ?? new Float64Array(labels.length).fill(1)
  const sums = [0, 0]
  for (const [row, label] of labels.entries()) sums[label]! += own[row]!
  const factor = sums.map((sum) => (sums[0]! + sums[1]!) / (2 * sum))
  return own.map((weight, row) => weight * factor[labels[row]!]!)
}

/** What decides whether some rows are enough to be divided into folds. */
export interface LabelCounts {
  readonly rows: number
  readonly positives: number
  readonly groups: number
  /** groups that hold a positive row, and a negative one */
  readonly positiveGroups: number
  readonly negativeGroups: number
}

export function countLabels({ labels, groups }: Pick<LabelledRows, 'labels' | 'groups'>): LabelCounts {
  const found: [Set<number>, Set<number>] = [new Set(), new Set()]
  let positives = 0
  for (const [row, label] of labels.entries()) {
    found[label === 1 ? 1 : 0].add(groups[row]!)
    if (label === 1) positives++
  }
  return {
    rows: labels.length,
    positives,
    groups: new Set([...found[0], ...found[1]]).size,
    positiveGroups: found[1].size,
    negativeGroups: found[0].size,
  }
}
