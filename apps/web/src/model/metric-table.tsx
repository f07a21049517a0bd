import type { Metric } from '@vouch/contracts/metric'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount, formatMeasure } from '../ui/format.ts'
import { formatInterval, metricWords } from './metric-words.ts'

/** Metrics under the split they were measured on, in the model's own order: its own question first. */
export function bySplit(metrics: readonly Metric[]): [string, Metric[]][] {
  const splits = new Map<string, Metric[]>()
  for (const metric of metrics) {
    const members = splits.get(metric.split)
    if (members === undefined) splits.set(metric.split, [metric])
    else members.push(metric)
  }
  return [...splits]
}

/** The metrics of one split, each with its 95 % interval and its rows. */
export function MetricTable({ split, metrics }: { split: string; metrics: readonly Metric[] }) {
  return (
    <FigureTable
      caption={`Measured: ${split}`}
      captionHidden
      head={['Metric', 'Value', '95 % interval', 'n', 'Note']}
      numeric={[1, 2, 3]}
      rows={metrics.map((metric) => [
        metricWords(metric.metric),
        formatMeasure(metric.value, 4),
        formatInterval(metric.interval, 4),
        formatCount(metric.n),
        metric.note ?? '',
      ])}
    />
  )
}
