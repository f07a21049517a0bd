import { formatShare } from '../ui/format.ts'

const WORDS: Record<string, string> = {
  roc_auc: 'ROC AUC',
  average_precision: 'Average precision',
  accuracy: 'Accuracy',
  precision: 'Precision',
  recall: 'Recall',
  f1_score: 'F1',
  f1: 'F1',
  brier: 'Brier score',
  ece: 'Expected calibration error',
  expected_calibration_error: 'Expected calibration error',
  log_loss: 'Log loss',
}

/** A metric's name as it is written; one this page does not know keeps its own. */
export function metricWords(metric: string): string {
  const words = WORDS[metric] ?? metric.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function formatInterval(interval: readonly [number, number] | null, decimals = 3): string {
  if (interval === null) return 'no interval'
  const [from, to] = interval.map((end) => formatShare(end, decimals).replace('-', '−'))
  return interval[0] < 0 ? `${from} to ${to}` : `${from} – ${to}`
}

/** A difference with its sign. */
export function formatDifference(value: number | null, decimals = 3): string {
  if (value === null) return 'not measured'
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(decimals)}`
}

/** As much of a p value as is read. */
export function formatP(p: number | null): string {
  if (p === null) return ''
  return p < 0.001 ? '<0.001' : p.toFixed(3)
}
