import type { ModelSummary } from '@vouch/contracts/model'
import { Link } from '@tanstack/react-router'
import { useSession } from '../account/browser-session.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Badge } from '../ui/badge.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { HeadlineFigures } from './headline-figures.tsx'
import { ImportedSection } from './imported-section.tsx'

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
            {model.status === 'ready' && <HeadlineFigures id={model.id} />}
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
