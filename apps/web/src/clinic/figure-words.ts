import type { Metric } from '@vouch/contracts/metric'
import { formatInterval } from '../model/metric-words.ts'
import { formatCount, formatMeasure } from '../ui/format.ts'

const METRICS: Readonly<Record<string, string>> = {
  accuracy: 'Calls that were right',
  sensitivity: 'Of those with disease, called so',
  specificity: 'Of those without, called so',
  precision: 'Of calls of disease, right',
  skill: 'Verdicts that were right',
  skill_sensitivity: 'Of those with disease, said so',
  skill_specificity: 'Of those without, said so',
  skill_precision: 'Of verdicts of disease, right',
  agreement: 'Verdicts that say what the call says',
  agreement_kappa: 'Agreement beyond chance (Cohen’s kappa)',
}

/** The split of calls that chance drew. */
export const DRAWN = 'random'

const SPLITS: Readonly<Record<string, string>> = {
  [DRAWN]: 'calls that chance drew, so of all',
  judged: 'all that were judged',
}

/** A figure's name for a doctor; one that this page does not know keeps its own. */
export function figureName(metric: string): string {
  const words = METRICS[metric] ?? metric.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** On which calls a figure was measured. */
export function splitWords(split: string): string {
  return SPLITS[split] ?? split
}

/** A figure with its interval and its n in one cell; what was not measured says so. */
export function figureWords({ value, interval, n }: Metric, decimals = 2): string {
  if (value === null) return n === 0 ? 'not measured' : `not measured (n = ${formatCount(n)})`
  return `${formatMeasure(value, decimals)} (${formatInterval(interval, decimals)}, n = ${formatCount(n)})`
}

/** What doctors said of themselves, and how many of them did. */
export function saidBy(words: string | null, n: number): string {
  return words === null || n === 0 ? 'not said' : `${words} (n = ${formatCount(n)})`
}
