import type { ColumnAudit } from '@vouch/contracts/dataset'
import { wilson } from '../measure/interval.ts'

type Values = Float64Array | readonly (string | null)[]

/** What tables write where a number is missing. */
const SENTINELS = new Set([-1, -9, -99, -999, -9999, 99, 999, 9999, 99_999])
/** A sentinel stands for more rows than chance would give one number of a measurement. */
const SENTINEL_SHARE = 0.005
/** Up to as many different values a column is one of classes, in which -1 or 99 is a class and any may be a flag. */
const MOST_CLASSES = 20

/** The number that a column of measurements writes where it has none: a frequent one at the end of its range; else null. */
export function findSentinel(values: Float64Array): number | null {
  const filled = values.filter((value) => !Number.isNaN(value))
  let [min, max] = [Infinity, -Infinity]
  for (const value of filled) {
    if (value < min) min = value
    if (value > max) max = value
  }
  const count = (wanted: number) => filled.reduce((sum, value) => sum + Number(value === wanted), 0)
  const found = [min, max].find((end) => SENTINELS.has(end) && count(end) >= SENTINEL_SHARE * filled.length)
  return found === undefined || isOfClasses(filled) ? null : found
}

function isOfClasses(values: Float64Array): boolean {
  const seen = new Set<number>()
  for (const value of values) if (seen.add(value).size > MOST_CLASSES) return false
  return true
}

/** A value of fewer rows is not worth a warning, whatever stands beside it. */
const PURE_ROWS = 20
const PURE_SHARE = 0.01
/** Beside a pure value the rarer label is this rare, */
const PURE_RARE = 0.02
/** and, with all of its interval, this much rarer than in the table. */
const PURE_TIMES = 5

/**
 * Of a column of few classes, the most frequent one beside which stands one label (almost) only, and far more so than in
 * the table: a flag that the label was made from. Null without one. A column of measurements has none: that an event of
 * three transits is hardly ever a planet is physics.
 */
export function findPureValue(values: Values, labels: Uint8Array): ColumnAudit['pure_value'] {
  const counts = new Map<string | number, [n: number, positives: number]>()
  for (const [row, value] of values.entries()) {
    const key = keyOf(value)
    if (key === null) continue
    const count = counts.get(key) ?? [0, 0]
    count[0]++
    count[1] += labels[row]!
    counts.set(key, count)
    if (counts.size > MOST_CLASSES) return null
  }
  const base = labels.reduce((sum, label) => sum + label, 0) / labels.length
  let found: ColumnAudit['pure_value'] = null
  for (const [value, [n, hits]] of counts) {
    if (n < PURE_ROWS || n < PURE_SHARE * labels.length || n <= (found?.n ?? 0)) continue
    const few = Math.min(hits, n - hits)
    const rare = few === hits ? base : 1 - base
    if (few <= PURE_RARE * n && wilson(few, n)[1] * PURE_TIMES <= rare)
      found = { value: String(value), n, positive_share: hits / n }
  }
  return found
}

/** A column of text with more different values than this share of its rows names them. */
const NAMING_SHARE = 0.5
/** In a table of fewer rows anything may be different in each. */
const NAMING_ROWS = 20

/** Why a column cannot be a feature because it names rows, counts them, or names their group; null when it does not. */
export function namesRows(values: Values, groups: ArrayLike<number>): string | null {
  // a measurement is no name, though it may be different in each row
  if (values instanceof Float64Array && values.some((value) => !Number.isNaN(value) && !Number.isInteger(value)))
    return null
  const groupOf = new Map<string | number, number>()
  const valued = new Set<number>()
  let [n, min, max, oneEach] = [0, Infinity, -Infinity, true]
  for (const [row, value] of values.entries()) {
    const key = keyOf(value)
    if (key === null) continue
    n++
    if (typeof key === 'number') [min, max] = [Math.min(min, key), Math.max(max, key)]
    const group = groups[row]!
    const known = groupOf.get(key)
    oneEach &&= known === undefined ? !valued.has(group) : known === group
    groupOf.set(key, group)
    valued.add(group)
  }
  if (n < NAMING_ROWS) return null
  const distinct = groupOf.size
  if (oneEach && distinct < n && distinct >= NAMING_ROWS) return 'each of its values names one group'
  const isText = !(values instanceof Float64Array)
  if (isText && distinct > NAMING_SHARE * n) return 'it names rows: its values hardly repeat'
  return !isText && distinct === n && max - min === n - 1 ? 'it counts the rows' : null
}

function keyOf(value: string | number | null): string | number | null {
  if (typeof value === 'string') return value.trim()
  return value === null || Number.isNaN(value) ? null : value
}
