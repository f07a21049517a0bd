import type { ModelSummary } from '@vouch/contracts/model'
import { Link } from '@tanstack/react-router'
import { useSession } from '../account/browser-session.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Badge } from '../ui/badge.tsx'
import { formatCount, formatMeasure } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { ImportedSection } from './imported-section.tsx'
import { formatInterval, metricWords } from './metric-words.ts'

const SHOWN = ['roc_auc', 'recall', 'precision', 'accuracy'] as const

export function ModelsScreen() {
  const models = trpc.model.list.useQuery()
  const known = useSession().kind === 'known'
  return (
    <div className="space-y-8">
      <title>Models · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl">Models</h1>
        <p className="text-muted">
          Every figure was measured on rows the model had not seen, with no star and no hospital on both sides, and
          comes with its number of rows and a 95 % interval. What was not measured says so.
        </p>
      </header>
      {models.error !== null && <ProblemNotice problem={problemOf(models.error)} />}
      {models.isPending && <p role="status">Asking which models there are…</p>}
      <ul className="divide-y divide-rule border-y border-rule">
        {models.data?.models.map((model) => (
          <li key={model.id} className="grid gap-x-8 gap-y-3 py-6 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
            <ModelWords model={model} />
            {model.status === 'ready' && <Headline id={model.id} />}
          </li>
        ))}
      </ul>
      {known && <ImportedSection />}
    </div>
  )
}

function ModelWords({ model }: { model: ModelSummary }) {
  return (
    <div className="space-y-1">
      <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xl">
        {model.status === 'ready' ? (
          <Link to="/models/$id" params={{ id: model.id }} className="link">
            {model.name}
          </Link>
        ) : (
          model.name
        )}
        {model.status !== 'ready' && (
          <Badge tone={model.status === 'failed' ? 'danger' : 'plain'}>{model.status}</Badge>
        )}
      </h2>
      <p className="text-xs text-muted">
        <code className="font-mono">{model.id}</code>
        {model.version !== null && ` ${model.version}`}, {model.type}
        {model.aliases.length > 0 && `, also called ${model.aliases.join(', ')}`}
      </p>
      <p className="text-sm">{model.note}</p>
    </div>
  )
}

function Headline({ id }: { id: string }) {
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
