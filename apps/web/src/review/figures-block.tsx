import type { Metric } from '@vouch/contracts/metric'
import { formatInterval } from '../model/metric-words.ts'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount, formatMeasure } from '../ui/format.ts'
import { figureWords, splitWords } from './figure-words.ts'

interface FiguresBlockProps {
  caption: string
  metrics: readonly Metric[]
  /** the positive label, in words */
  label: string
}

/** Figures, each with its interval, its n, and which calls it was estimated from. */
export function FiguresBlock({ caption, metrics, label }: FiguresBlockProps) {
  return (
    <FigureTable
      caption={caption}
      captionHidden
      head={['Figure', 'Value', '95 % interval', 'n', 'Of which calls', 'Note']}
      numeric={[1, 2, 3]}
      wide
      rows={metrics.map((metric) => [
        figureWords(metric, label),
        signedMeasure(metric),
        metric.interval === null ? '–' : formatInterval(metric.interval),
        formatCount(metric.n),
        splitWords(metric.split),
        metric.note ?? '',
      ])}
    />
  )
}

/** A figure in a cell: value, interval and n, or that it was not measured. */
export function FigureCell({ metric }: { metric: Metric | undefined }) {
  if (metric === undefined || metric.value === null) return <span className="text-muted">not measured</span>
  return (
    <span className="whitespace-nowrap">
      {formatMeasure(metric.value)}
      <span className="block text-xs text-muted">
        {formatInterval(metric.interval)}, n = {formatCount(metric.n)}
      </span>
    </span>
  )
}

function signedMeasure({ value }: Metric): string {
  return formatMeasure(value).replace('-', '−')
}
