import type { Anomaly } from '@vouch/contracts/domains/coding-metrics'
import { MAD_TO_SIGMA, median } from '../../series/median.ts'
import type { DailySeries } from './daily-series.ts'

/** Beyond this many robust standard deviations (Iglewicz & Hoaglin 1993, “How to Detect and Handle Outliers”, §3). */
const LEAST_SCORE = 3.5
const WEEK = 7
const LEAST_WEEKS = 4
/** A day is set against the same weekday of up to so many weeks before it and after it. */
const NEIGHBOURS = 4
/** Of fewer neighbours that are known a day is set against nothing. */
const LEAST_NEIGHBOURS = 3
/** 1.2533 times the mean distance from 0 is one sigma of normal noise (Iglewicz & Hoaglin 1993, for a MAD of 0). */
const MEAN_TO_SIGMA = 1.253314

/**
 * Days that their own weekday does not explain. A day is expected to be the median of the same weekday in up to four weeks
 * before and after it, itself left out, so that neither the week nor a slow trend is an anomaly, nor an anomaly its own
 * yardstick. Numbers are set against each other by their square roots, with which counts vary alike whatever their mean
 * (Anscombe 1948: 2√(x + 3/8), standard deviation 1); the scale is the median of all days' distances (MAD), or their mean where
 * that is 0, and of counts never below 1, Poisson's: three events where none are usual are no anomaly. Of less than four weeks
 * there are none. In simulated years without any it raised 0 to 1.2 false alarms a series, and 4 where days differ by 40 % beyond
 * their weekday. Give whole days: one that is not over looks low.
 * @returns by date; days that may not be shown are not among them
 */
export function findAnomalies(series: readonly DailySeries[]): Anomaly[] {
  return series.flatMap(anomaliesOf).sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}

function anomaliesOf(series: DailySeries): Anomaly[] {
  const { name, kind, dates, values, hidden } = series
  if (values.filter((value) => value !== null).length < LEAST_WEEKS * WEEK) return []
  const days = dates.flatMap((date, at) => {
    const value = values[at] ?? null
    const expected = value === null ? null : expectedAt(values, at)
    if (value === null || expected === null) return []
    return [{ date, value, expected, distance: stabilise(value, kind) - stabilise(expected, kind) }]
  })
  const scale = Math.max(kind === 'count' ? 1 : 0, scaleOf(days.map(({ distance }) => distance)))
  if (scale === 0) return []
  return days.flatMap(({ date, value, expected, distance }) => {
    const score = distance / scale
    if (Math.abs(score) < LEAST_SCORE || hidden.has(date)) return []
    return [{ date, variable: name, value, expected, score }]
  })
}

function expectedAt(values: readonly (number | null)[], at: number): number | null {
  const others: number[] = []
  for (let weeks = -NEIGHBOURS; weeks <= NEIGHBOURS; weeks++) {
    const value = weeks === 0 ? null : (values[at + weeks * WEEK] ?? null)
    if (value !== null) others.push(value)
  }
  return others.length < LEAST_NEIGHBOURS ? null : median(others)
}

function stabilise(value: number, kind: DailySeries['kind']): number {
  return 2 * Math.sqrt(value + (kind === 'count' ? 3 / 8 : 0))
}

function scaleOf(distances: readonly number[]): number {
  if (distances.length === 0) return 0
  const robust = MAD_TO_SIGMA * median(distances.map(Math.abs))
  if (robust > 0) return robust
  return (MEAN_TO_SIGMA * distances.reduce((sum, distance) => sum + Math.abs(distance), 0)) / distances.length
}
