import type { Anomaly, Finding, Kpi, KpiName, LaggedCorrelation } from '@vouch/contracts/domains/coding-metrics'
import { LEAST_DAYS } from '../../measure/correlate-series.ts'
import { ADVICE } from './advice.ts'
import { count, figure, range } from './figure-words.ts'
import { KPI_DEFINITIONS, KPI_NAMES } from './kpi-definitions.ts'
import type { KpiOptions } from './measure-kpis.ts'
import { type ModelDays, modelFindings, unpricedFindings } from './model-findings.ts'

export interface FindingFacts {
  readonly kpis: Readonly<Record<KpiName, Kpi>>
  readonly correlations: readonly LaggedCorrelation[]
  readonly anomalies: readonly Anomaly[]
  readonly models: readonly ModelDays[]
}

export interface Findings {
  readonly findings: Finding[]
  readonly advice: Finding[]
  /** what the sentences are and are not; where there are none, that there are none, and of how much that is said */
  readonly note: string
}

/** So many correlations, anomalies and models have a sentence: the tables have all of them. */
const MOST_SENTENCES = 5

/**
 * What follows from the numbers, in sentences that hold them and say which figures they rest on: thresholds missed, changes
 * whose interval holds no 0, correlations that are significant among all, days that stand out, models that differ, and sessions
 * without a cost. What was not measured has no sentence.
 */
export function findFindings(facts: FindingFacts, options: KpiOptions): Findings {
  const missed = KPI_NAMES.flatMap((name) => missedThreshold(name, facts.kpis[name]) ?? [])
  const unpriced = unpricedFindings(facts.models, options).slice(0, MOST_SENTENCES)
  const findings = [
    ...missed.map(({ finding }) => finding),
    ...KPI_NAMES.flatMap((name) => clearTrend(name, facts.kpis[name]) ?? []),
    ...correlationFindings(facts.correlations),
    ...anomalyFindings(facts.anomalies),
    ...modelFindings(facts.models, options).slice(0, MOST_SENTENCES),
    ...unpriced.map(({ finding }) => finding),
  ]
  const advice = [...missed, ...unpriced].map(({ advice }) => advice)
  return { findings, advice, note: noteOf(facts, findings.length) }
}

function missedThreshold(name: KpiName, kpi: Kpi): { finding: Finding; advice: Finding } | null {
  const { value, threshold, unit, direction, interval, status } = kpi
  if (value === null || status === 'good' || status === 'no_data') return null
  const { title, counts } = KPI_DEFINITIONS[name]
  const side = direction === 'higher' ? 'below' : 'above'
  const sure = interval === null ? 'no interval' : `95 % interval ${range(interval)}`
  const doubt =
    interval !== null && interval[0] <= threshold && interval[1] >= threshold
      ? ' The interval holds the threshold: it may be kept.'
      : ''
  const is = `${title} is ${figure(value)} ${unit} (${sure}, ${count(kpi.n)} ${counts}), ${side} the threshold of ${figure(threshold)}.`
  return {
    finding: { text: `${is}${doubt}`, cites: [name] },
    advice: {
      text: `${title} is ${figure(value)} ${unit}, ${side} ${figure(threshold)}. ${ADVICE[name]}`,
      cites: [name],
    },
  }
}

function clearTrend(name: KpiName, { value, unit, trend }: Kpi): Finding | null {
  if (value === null || trend === null || trend.interval === null || trend.verdict === 'unclear') return null
  const { previous, change, interval, verdict } = trend
  if (previous === null || change === null) return null
  const { title } = KPI_DEFINITIONS[name]
  const went = change > 0 ? 'rose' : 'fell'
  const text = `${title} ${went} from ${figure(previous)} to ${figure(value)} ${unit} against the time before, which is ${verdict} (change ${figure(change)}, 95 % interval ${range(interval)}).`
  return { text, cites: [name] }
}

/** One for what follows and how much later: what goes with it most clearly, and what else does. */
function correlationFindings(correlations: readonly LaggedCorrelation[]): Finding[] {
  const groups = new Map<string, LaggedCorrelation[]>()
  for (const one of bestOfPairs(correlations)) {
    const key = `${one.variable2} ${one.lag_days} ${(one.r ?? 0) > 0}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].slice(0, MOST_SENTENCES).flatMap((group) => correlationFinding(group) ?? [])
}

/** Of two series the lag and the method that chance explains least; the clearest first. */
function bestOfPairs(correlations: readonly LaggedCorrelation[]): LaggedCorrelation[] {
  const best = new Map<string, LaggedCorrelation>()
  for (const one of correlations) {
    const pair = `${one.variable1} ${one.variable2}`
    const before = best.get(pair)
    if (one.significant && (before === undefined || (one.q_value ?? 1) < (before.q_value ?? 1))) best.set(pair, one)
  }
  return [...best.values()].sort((a, b) => (a.q_value ?? 1) - (b.q_value ?? 1))
}

const METHOD_WORDS = { pearson: 'Pearson’s r', spearman: 'Spearman’s r' } as const

function correlationFinding([one, ...others]: readonly LaggedCorrelation[]): Finding | null {
  if (one === undefined) return null
  const { variable1: x, variable2: y, lag_days: lag, method, r, interval, q_value: q, n, n_effective: worth } = one
  if (r === null || interval === null || q === null || worth === null) return null
  const when = lag === 0 ? 'on the same day' : lag === 1 ? 'a day later' : `${lag} days later`
  const chance = q < LEAST_Q ? `q below ${LEAST_Q}` : `q = ${figure(q)}`
  const more = others.map((other) => `${words(other.variable1)} (${figure(other.r ?? 0)})`).join(', ')
  const also = more === '' ? '' : ` The same is seen of ${more}.`
  const text = `More ${words(x)} go with ${r > 0 ? 'more' : 'fewer'} ${words(y)} ${when} (${METHOD_WORDS[method]} ${figure(r)}, 95 % interval ${range(interval)}, ${chance}, ${count(n)} pairs of days that are worth ${figure(worth)}): an association, not a cause.${also}`
  return { text, cites: [one, ...others].map(citeOf) }
}

/** Smaller ones are not told apart. */
const LEAST_Q = 0.001

function citeOf({ variable1, variable2, lag_days, method }: LaggedCorrelation): string {
  return `correlation:${variable1}:${variable2}:${lag_days}:${method}`
}

function anomalyFindings(anomalies: readonly Anomaly[]): Finding[] {
  return anomalies
    .toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score))
    .slice(0, MOST_SENTENCES)
    .map(({ date, variable, value, expected, score }) => ({
      text: `On ${date} ${words(variable)} were ${figure(value)}, where ${figure(expected)} is usual for that weekday (${figure(score)} robust standard deviations).`,
      cites: [`anomaly:${date}:${variable}`],
    }))
}

const SERIES_WORDS: Readonly<Record<string, string>> = {
  accepted: 'accepted sessions',
  cost_usd: 'costs in US dollars',
  prs_opened: 'opened pull requests',
  prs_merged: 'merged pull requests',
}

function words(variable: string): string {
  return SERIES_WORDS[variable] ?? variable
}

function noteOf({ kpis, correlations }: FindingFacts, found: number): string {
  const measured = KPI_NAMES.filter((name) => kpis[name].value !== null).length
  const tested = correlations.filter(({ p_value: p }) => p !== null).length
  const of = `${measured} of ${KPI_NAMES.length} figures could be measured, and ${tested} of ${correlations.length} correlations tested`
  if (measured === 0) return `There is nothing to say yet: ${of}.`
  const nothing = found === 0 ? 'Nothing stands out. ' : ''
  return `${nothing}${of}${takenOff(correlations)}.`
}

/** What correlations are of: of fewer than three weeks of days no weekday’s mean is taken off. */
function takenOff(correlations: readonly LaggedCorrelation[]): string {
  const of = correlations.filter(({ r }) => r !== null).map(({ n }) => n >= LEAST_DAYS)
  if (of.length === 0) return ''
  const left = 'of what is left when each weekday’s mean is taken off'
  const what = of.every((off) => off)
    ? left
    : of.some((off) => off)
      ? `${left}, those of fewer than ${LEAST_DAYS} pairs of days of the days as they are`
      : `of the days as they are, which are fewer than ${LEAST_DAYS} pairs`
  return `; correlations are ${what}, and are associations, not causes`
}
