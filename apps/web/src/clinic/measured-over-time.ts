import type { HealthRecord } from '@vouch/contracts/patient'
import { ATTRIBUTE_WORDS } from '@vouch/contracts/domains/heart-words'
import type { MeasuredSeries } from '../charts/value-over-time.tsx'
import { ATTRIBUTE_NAMES, attributeTitle } from './value-words.ts'

/** Numbers of a patient over time, of each value that was measured twice or more; the first first. */
export function measuredOverTime(records: readonly HealthRecord[]): MeasuredSeries[] {
  const inTime = records.toSorted((a, b) => Date.parse(a.measured_at) - Date.parse(b.measured_at))
  return ATTRIBUTE_NAMES.flatMap((name) => {
    const { unit } = ATTRIBUTE_WORDS[name]
    // age goes up by itself
    if (unit === null || name === 'age') return []
    const points = inTime.flatMap(({ features, measured_at }) => {
      const value = features[name]
      return typeof value === 'number' ? [{ at: measured_at, value }] : []
    })
    return points.length < 2 ? [] : [{ name, title: attributeTitle(name), unit, points }]
  })
}
