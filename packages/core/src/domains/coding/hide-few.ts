import type { Anomaly, Kpi, LaggedCorrelation } from '@vouch/contracts/domains/coding-metrics'
import { kpiStatus } from './kpi-definitions.ts'
import type { KpiPart } from './kpi-parts.ts'

/** How many there are that somebody is named for: nobody named is nobody. */
export function countPeople(parts: readonly Pick<KpiPart, 'who'>[]): number {
  const people = new Set(parts.map(({ who }) => who))
  people.delete(null)
  return people.size
}

/** Whether a figure would tell of fewer than so many people, but of somebody. */
export function isOfFew(parts: readonly Pick<KpiPart, 'who'>[], least: number): boolean {
  return least > 1 && parts.length > 0 && countPeople(parts) < least
}

/**
 * Days whose own figures may not be shown: those of fewer than `least` people. What they are together follows from the figure
 * of the whole window and the days that are shown; where that would be of fewer than `least` people, too, the days with the
 * fewest people go with them (complementary suppression: Willenborg & de Waal 2001, “Elements of Statistical Disclosure
 * Control”, §6).
 */
export function daysOfFew(parts: readonly Pick<KpiPart, 'who' | 'date'>[], least: number): ReadonlySet<string> {
  if (least <= 1) return new Set()
  const byDate = new Map<string, Pick<KpiPart, 'who' | 'date'>[]>()
  for (const part of parts) {
    const own = byDate.get(part.date)
    if (own) own.push(part)
    else byDate.set(part.date, [part])
  }
  const hidden = new Set<string>()
  const together: Pick<KpiPart, 'who' | 'date'>[] = []
  const days = [...byDate].map(([date, own]) => ({ date, own, people: countPeople(own) }))
  days.sort((a, b) => a.people - b.people || (a.date < b.date ? -1 : 1))
  for (const { date, own } of days) {
    if (!isOfFew(own, least) && !isOfFew(together, least)) break
    hidden.add(date)
    together.push(...own)
  }
  return hidden
}

/** Digits that a figure is shown with to those who may not see single people. */
const COARSE_DIGITS = 3

/**
 * A figure for those who may not see single people: numbers to three digits, and n to the nearest multiple of `least` (at least
 * that). Windows differ by whole blocks of days (`cutIntoBlocks`); rounding blurs what the last of them tells to whoever asks again
 * while it grows, and so it does an interval, from which both the share and n can be computed.
 */
export function coarsen<K extends Kpi>(kpi: K, least: number): K {
  if (least <= 1) return kpi
  const { trend } = kpi
  const value = coarse(kpi.value)
  return {
    ...kpi,
    value,
    status: kpiStatus(value, kpi),
    n: coarseCount(kpi.n, least),
    interval: coarsePair(kpi.interval),
    trend: trend && {
      ...trend,
      previous: coarse(trend.previous),
      change: coarse(trend.change),
      interval: coarsePair(trend.interval),
      days: trend.days.map(({ date, value }) => ({ date, value: coarse(value) })),
    },
  }
}

/** The same of a correlation: what stands out is told by what it is to the last digit. */
export function coarsenCorrelation(one: LaggedCorrelation, least: number): LaggedCorrelation {
  if (least <= 1) return one
  const { r, interval, p_value, q_value, n_effective } = one
  return {
    ...one,
    r: coarse(r),
    interval: coarsePair(interval),
    p_value: coarse(p_value),
    q_value: coarse(q_value),
    n_effective: coarse(n_effective),
  }
}

/** The same of a day that stands out. */
export function coarsenAnomaly(one: Anomaly, least: number): Anomaly {
  if (least <= 1) return one
  const { value, expected, score } = one
  return {
    ...one,
    value: coarse(value) ?? value,
    expected: coarse(expected) ?? expected,
    score: coarse(score) ?? score,
  }
}

export function coarseCount(n: number, least: number): number {
  return n === 0 || least <= 1 ? n : Math.max(least, Math.round(n / least) * least)
}

export function coarse(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(COARSE_DIGITS))
}

export function coarsePair(pair: readonly [number, number] | null): [number, number] | null {
  return pair && [Number(pair[0].toPrecision(COARSE_DIGITS)), Number(pair[1].toPrecision(COARSE_DIGITS))]
}
