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
  return interval === null ? 'no interval' : `${interval[0].toFixed(decimals)} – ${interval[1].toFixed(decimals)}`
}
