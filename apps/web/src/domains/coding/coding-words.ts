import type { SuggestionOutcome } from '@vouch/contracts/domains/coding'
import type { Kpi, KpiTrend, NoFigure } from '@vouch/contracts/domains/coding-metrics'
import { counted } from '../../ui/format.ts'
import type { Standing } from '../../ui/status-mark.tsx'

const three = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
const cents = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })
/** Of less than a dollar: a session may cost a ten-thousandth of a cent. */
const small = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumSignificantDigits: 3 })

/** Why there is no figure. A figure that is not there is never nought. */
export const REASON_WORDS = {
  no_data: { short: 'no data', long: 'Nothing of it was measured in this time.' },
  too_few: { short: 'too few developers', long: 'It would tell of fewer than five developers.' },
  no_policy: { short: 'no policy', long: 'Nobody has said yet which models are meant to be used.' },
} as const satisfies Record<NoFigure, { short: string; long: string }>

export const OUTCOME_WORDS = {
  merged: 'merged',
  reworked: 'merged, and opened again before',
  reverted: 'merged, and taken back',
  closed: 'closed without being merged',
  open: 'still open',
} as const satisfies Record<SuggestionOutcome, string>

/** Below it a number is what adding in binary left of nought. */
const DUST = 1e-9

/** Three digits, and all of a count. */
export function figureOf(value: number): string {
  if (Math.abs(value) < DUST) return '0'
  return (Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-US') : three.format(value)).replace('-', '−')
}

/** `sessions/hour` as it is read. */
export function unitOf(unit: string): string {
  return unit.replace('/', ' per ')
}

export function rangeOf([low, high]: readonly [number, number]): string {
  return `${figureOf(low)} to ${figureOf(high)}`
}

/** `at least 25 %`. */
export function thresholdOf({ direction, threshold, unit }: Pick<Kpi, 'direction' | 'threshold' | 'unit'>): string {
  return `${direction === 'higher' ? 'at least' : 'at most'} ${figureOf(threshold)}${unit === '%' ? ' %' : ''}`
}

export function standingOf({ status, reason }: Pick<Kpi, 'status' | 'reason'>): { standing: Standing; words: string } {
  if (status === 'no_data') return { standing: 'none', words: REASON_WORDS[reason ?? 'no_data'].short }
  const words = { good: 'keeps the threshold', warning: 'just misses the threshold', critical: 'misses the threshold' }
  return { standing: status, words: words[status] }
}

/** A figure beside the time before, of as many days. */
export function trendOf(trend: KpiTrend | null, days: number, unit: string): string | null {
  if (trend === null) return null
  const before = `the ${counted(Math.max(1, Math.ceil(days)), 'day')} before`
  const { change, interval, previous, verdict } = trend
  if (previous === null || change === null) return `Nothing to compare with in ${before}`
  const by = `${signedFigure(change)}${unit === '%' ? ' points' : ''}`
  const sure = interval === null ? 'no interval' : rangeOf(interval)
  const words = { better: 'Better than', worse: 'Worse than', unclear: 'Unclear against' }[verdict]
  return `${words} ${before}: ${by} (${sure})`
}

export function signedFigure(value: number): string {
  return value > 0 ? `+${figureOf(value)}` : figureOf(value)
}

export function costOf(value: number | null): string {
  if (value === null) return 'not known'
  return (value < 1 ? small : cents).format(value)
}

/** By which prices a cost was computed. */
export function pricedOf(by: string | null): string {
  if (by === null) return 'no price is known for it'
  return by === 'source' ? 'as its source says' : `by the price table ${by}`
}

export function shareOf(value: number | null, interval: readonly [number, number] | null, n: number): string {
  if (value === null) return 'not known'
  const sure = interval === null ? '' : `${rangeOf([interval[0] * 100, interval[1] * 100])}, `
  return `${figureOf(value * 100)} % (${sure}n = ${n.toLocaleString('en-US')})`
}
