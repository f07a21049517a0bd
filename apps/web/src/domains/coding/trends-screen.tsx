import type { Kpi, KpiDefinition, Metrics } from '@vouch/contracts/domains/coding-metrics'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { FigureOverDays } from '../../charts/figure-over-days.tsx'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { CodingPage } from './coding-page.tsx'
import { metricsQuery } from './coding-search.ts'
import { REASON_WORDS, thresholdOf, unitOf } from './coding-words.ts'
import { RangeFilter } from './range-filter.tsx'
import { SimulatedNote } from './simulated-note.tsx'
import { windowOf } from './window-words.ts'
import { WorkOfAll } from './work-of-all.tsx'

/** Each figure day by day beside what is asked of it. */
export function TrendsScreen() {
  const search = useSearch({ from: '/coding/trends' })
  const navigate = useNavigate()
  const asked = trpc.coding.metrics.useQuery(metricsQuery(search), { staleTime: 0 })
  const definitions = trpc.coding.definitions.useQuery()
  const error = asked.error ?? definitions.error
  return (
    <CodingPage
      title="Trends"
      lead={<p>Each figure of each day by itself. A day of which it is not known parts the line.</p>}
      search={search}
    >
      <RangeFilter search={search} onChange={(next) => void navigate({ to: '/coding/trends', search: next })} />
      {search.model !== undefined && <WorkOfAll />}
      {error !== null && <ProblemNotice problem={problemOf(error)} />}
      {error === null && (asked.data === undefined || definitions.data === undefined) && (
        <p role="status">Measuring…</p>
      )}
      {asked.data !== undefined && <SimulatedNote window={asked.data.window} />}
      {asked.data !== undefined && definitions.data !== undefined && (
        <div className="grid gap-x-8 gap-y-10 lg:grid-cols-2">
          {definitions.data.definitions.map((definition) => (
            <Trend key={definition.name} definition={definition} metrics={asked.data} />
          ))}
        </div>
      )}
    </CodingPage>
  )
}

function Trend({ definition, metrics }: { definition: KpiDefinition; metrics: Metrics }) {
  const kpi = metrics[definition.name]
  if (kpi.trend === null || kpi.trend.days.every(({ value }) => value === null))
    return (
      <section className="space-y-2">
        <h3 className="text-base font-semibold">{definition.title}</h3>
        <p className="rounded-md border border-rule bg-surface px-4 py-8 text-center text-sm text-muted">
          {kpi.reason === null
            ? 'No day of it can be shown by itself.'
            : `${REASON_WORDS[kpi.reason].short}: ${REASON_WORDS[kpi.reason].long}`}
        </p>
      </section>
    )
  return <Drawn definition={definition} kpi={kpi} days={kpi.trend.days} note={windowOf(metrics.window)} />
}

interface DrawnProps {
  definition: KpiDefinition
  kpi: Kpi
  days: NonNullable<Kpi['trend']>['days']
  note: string
}

function Drawn({ definition: { name, title, definition }, kpi, days, note }: DrawnProps) {
  const words = thresholdOf(kpi)
  const threshold = useMemo(() => ({ value: kpi.threshold, words }), [kpi.threshold, words])
  return (
    <FigureOverDays
      name={name.replaceAll('_', '-')}
      title={title}
      unit={unitOf(kpi.unit)}
      note={`${definition} ${note}, day by day; dashed: ${words}.`}
      days={days}
      threshold={threshold}
    />
  )
}
