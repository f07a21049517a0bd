import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { formatCount, formatMeasure } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { formatInterval, metricWords } from './metric-words.ts'

const SHOWN = ['roc_auc', 'recall', 'precision', 'accuracy'] as const

/** The four figures by which a served model is known at once, each with its interval, and over how many rows. */
export function HeadlineFigures({ id }: { id: string }) {
  const metrics = trpc.model.metrics.useQuery({ id })
  if (metrics.error !== null) return <ProblemNotice problem={problemOf(metrics.error)} />
  if (metrics.data === undefined) return null
  const { performance, intervals, n } = metrics.data
  return (
    <div className="space-y-2">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
        {SHOWN.map((metric) => (
          <div key={metric}>
            <dt className="text-xs text-muted">{metricWords(metric)}</dt>
            <dd className="font-serif text-xl" data-numeric>
              {formatMeasure(performance[metric])}
            </dd>
            <dd className="text-xs text-muted" data-numeric>
              {formatInterval(intervals[metric] ?? null)}
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-muted" data-numeric>
        n = {formatCount(n)} rows
      </p>
    </div>
  )
}
