import { estimateDailyRate } from '../../measure/estimate-daily-rate.ts'
import { estimateMedian } from '../../measure/estimate-median.ts'
import { estimateRatio, estimateRatioDifference } from '../../measure/estimate-ratio.ts'
import { estimateCountedDifference, estimateCountedShare } from '../../measure/estimate-share.ts'
import { differenceInterval } from '../../measure/difference-interval.ts'
import { wilson } from '../../measure/interval.ts'
import { type KnownWindow } from './coding-records.ts'
import { datesBetween, DAY_MS } from './utc-days.ts'
import { median } from '../../series/median.ts'
import { HOUR_MS, type KpiPart, type KpiSource } from './kpi-parts.ts'

export interface KpiEstimate {
  readonly value: number | null
  readonly interval: [number, number] | null
  readonly n: number
}

/** Parts of a figure and the time that they are of. */
export interface KpiSide {
  readonly parts: readonly KpiPart[]
  readonly window: KnownWindow
}

/** What is drawn together; `each`: nothing is. */
type Level = 'people' | 'days' | 'each'

/** Of fewer groups it is not told how much they differ. */
const LEAST_GROUPS = 5

/** A figure in its unit, with its interval and what was counted. */
export function estimateKpi({ way, scale }: Pick<KpiSource, 'way' | 'scale'>, side: KpiSide): KpiEstimate {
  const found = estimate(way, side, levelOf(side.parts))
  const times = (value: number) => value * scale
  return {
    value: found.value === null ? null : times(found.value),
    interval: found.interval && [times(found.interval[0]), times(found.interval[1])],
    n: found.n,
  }
}

/** The same figure alone, without what its interval costs. */
export function kpiValue({ way, scale }: Pick<KpiSource, 'way' | 'scale'>, { parts, window }: KpiSide): number | null {
  const value = plainValue(way, parts, window.days)
  return value === null ? null : value * scale
}

function plainValue(way: KpiSource['way'], parts: readonly KpiPart[], days: number): number | null {
  switch (way) {
    case 'share':
    case 'ratio': {
      const below = sumOf(parts, 'below')
      return below === 0 ? null : sumOf(parts, 'above') / below
    }
    case 'pace': {
      const [first, last] = extentOf(parts)
      return last > first ? sumOf(parts, 'above') / ((last - first) / HOUR_MS) : null
    }
    case 'rate':
      return sumOf(parts, 'above') / days
    case 'median':
      return parts.length === 0 ? null : median(parts.map((part) => part.above))
  }
}

/**
 * The interval of a difference, the second side less the first, in the figure's unit. Paired by developer where there are five
 * of them and more on both sides.
 */
export function kpiDifferenceInterval(
  { way, scale }: Pick<KpiSource, 'way' | 'scale'>,
  first: KpiSide,
  second: KpiSide,
): [number, number] | null {
  const found = difference(way, first, second)
  return found && [found[0] * scale, found[1] * scale]
}

function difference(way: KpiSource['way'], first: KpiSide, second: KpiSide): [number, number] | null {
  const level = coarser(levelOf(first.parts), levelOf(second.parts))
  if (way === 'share' && level !== 'each')
    return estimateCountedDifference(asCounts(second.parts, level), asCounts(first.parts, level))?.interval ?? null
  if (way === 'ratio' && level !== 'each')
    return estimateRatioDifference(asRatios(second.parts, level), asRatios(first.parts, level))?.interval ?? null
  const [a, b] = [estimate(way, second, level), estimate(way, first, level)]
  if (a.value === null || b.value === null || a.interval === null || b.interval === null) return null
  return differenceInterval({ value: a.value, interval: a.interval }, { value: b.value, interval: b.interval })
}

function estimate(way: KpiSource['way'], side: KpiSide, level: Level): KpiEstimate {
  const { parts, window } = side
  const value = plainValue(way, parts, window.days)
  if (value === null) return { value, interval: null, n: 0 }
  switch (way) {
    case 'share':
      return { value, interval: shareInterval(value, parts, level), n: sumOf(parts, 'below') }
    case 'ratio': {
      const grouped = level === 'each' ? null : estimateRatio(asRatios(parts, level))
      return { value, interval: grouped?.interval ?? null, n: sumOf(parts, 'below') }
    }
    case 'pace':
      return { value, interval: paceInterval(value, parts), n: sumOf(parts, 'above') }
    case 'rate': {
      const { interval } = estimateDailyRate(countByDay(parts, window.dates), window.days)
      return { value, interval, n: sumOf(parts, 'above') }
    }
    case 'median':
      return { value, interval: estimateMedian(parts.map((part) => part.above))?.interval ?? null, n: parts.length }
  }
}

/** A share of some parts alone, as it is estimated of a figure. */
export function estimatePartsShare(parts: readonly KpiPart[]): KpiEstimate {
  const n = sumOf(parts, 'below')
  if (n === 0) return { value: null, interval: null, n }
  const value = sumOf(parts, 'above') / n
  return { value, interval: shareInterval(value, parts, levelOf(parts)), n }
}

function shareInterval(value: number, parts: readonly KpiPart[], level: Level): [number, number] {
  const grouped = level === 'each' ? null : estimateCountedShare(asCounts(parts, level))
  return grouped?.interval ?? holding(value, wilson(sumOf(parts, 'above'), sumOf(parts, 'below')))
}

/** Wilson's bounds at 0 and 1 miss the share by a rounding. */
function holding(value: number, [low, high]: readonly [number, number]): [number, number] {
  return [Math.min(low, value), Math.max(high, value)]
}

/** As wide as that of its daily counts, from the first day to the last. */
function paceInterval(value: number, parts: readonly KpiPart[]): [number, number] | null {
  const [first, last] = extentOf(parts)
  const daily = estimateDailyRate(countByDay(parts, datesBetween(first, Math.floor(last / DAY_MS + 1) * DAY_MS)))
  return daily.interval && [value * (daily.interval[0] / daily.value), value * (daily.interval[1] / daily.value)]
}

function extentOf(parts: readonly KpiPart[]): [number, number] {
  let [first, last] = [Infinity, -Infinity]
  for (const { first_ms, last_ms } of parts) {
    first = Math.min(first, first_ms ?? Infinity)
    last = Math.max(last, last_ms ?? -Infinity)
  }
  return [first, last]
}

function countByDay(parts: readonly KpiPart[], dates: readonly string[]): number[] {
  const counts = new Map<string, number>()
  for (const { date, above } of parts) counts.set(date, (counts.get(date) ?? 0) + above)
  return dates.map((date) => counts.get(date) ?? 0)
}

function sumOf(parts: readonly KpiPart[], of: 'above' | 'below'): number {
  return parts.reduce((sum, part) => sum + part[of], 0)
}

function levelOf(parts: readonly KpiPart[]): Level {
  if (hasGroups(parts, 'people')) return 'people'
  return hasGroups(parts, 'days') ? 'days' : 'each'
}

function hasGroups(parts: readonly KpiPart[], level: Level): boolean {
  const groups = new Set<string>()
  for (const part of parts) if (groups.add(groupOf(part, level)).size >= LEAST_GROUPS) return true
  return false
}

function coarser(a: Level, b: Level): Level {
  if (a === 'each' || b === 'each') return 'each'
  return a === 'people' && b === 'people' ? 'people' : 'days'
}

/** Those that nobody is named for are one more person: they may all be of one. */
function groupOf({ who, date }: KpiPart, level: Level): string {
  const name = who === null ? 'nobody' : `one ${who}`
  return level === 'people' ? name : `${date} ${name}`
}

function asCounts(parts: readonly KpiPart[], level: Level): { group: string; hits: number; n: number }[] {
  return asRatios(parts, level).map(({ group, above, below }) => ({ group, hits: above, n: below }))
}

/** What is drawn together, added up: a year of a large team is a few hundred people of many thousands of parts. */
function asRatios(parts: readonly KpiPart[], level: Level): { group: string; above: number; below: number }[] {
  const sums = new Map<string | null, { group: string; above: number; below: number }>()
  for (const part of parts) {
    const key = level === 'people' ? part.who : groupOf(part, level)
    const sum = sums.get(key)
    if (sum) {
      sum.above += part.above
      sum.below += part.below
    } else sums.set(key, { group: groupOf(part, level), above: part.above, below: part.below })
  }
  return [...sums.values()]
}
