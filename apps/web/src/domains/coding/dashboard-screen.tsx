import { KpiName, type Metrics } from '@vouch/contracts/domains/coding-metrics'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { LiveMark } from '../../ui/live-mark.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { CodingPage } from './coding-page.tsx'
import { FirstSteps } from './first-steps.tsx'
import { KpiTile } from './kpi-tile.tsx'
import { LiveSessions } from './live-sessions.tsx'
import { RangeFilter } from './range-filter.tsx'
import { SimulatedNote } from './simulated-note.tsx'
import { WorkOfAll } from './work-of-all.tsx'
import { useLiveMetrics } from './use-live-metrics.ts'
import { useSight } from './use-sight.ts'
import { windowOf } from './window-words.ts'

// The figures are there before what draws plots is.
const DistributionSection = lazy(async () => ({
  default: (await import('./distribution-section.tsx')).DistributionSection,
}))

/** Nine figures of coding with assistants, as they are now. */
export function DashboardScreen() {
  const search = useSearch({ from: '/coding' })
  const navigate = useNavigate()
  const sight = useSight()
  const { metrics, live, problem } = useLiveMetrics(search)
  const empty = metrics !== null && KpiName.options.every((name) => metrics[name].n === 0) && !isOfFew(metrics)
  return (
    <CodingPage
      title="Coding with assistants"
      lead={<p>What developers ask of their assistants, what they accept of it, and what becomes of it.</p>}
      search={search}
    >
      <RangeFilter
        search={search}
        onChange={(next) => void navigate({ to: '/coding', search: { ...next, by: search.by } })}
      />
      {search.model !== undefined && <WorkOfAll />}
      {problem !== null && <ProblemNotice problem={problem} />}
      {empty && <FirstSteps />}
      {metrics !== null && <SimulatedNote window={metrics.window} />}
      <Section
        id="figures"
        title="Nine figures"
        aside={
          <LiveMark live={live} words={live ? 'Live: measured every five seconds' : 'Not live: asked now and then'} />
        }
      >
        {metrics === null ? problem === null && <p role="status">Measuring…</p> : <Figures metrics={metrics} />}
      </Section>
      {metrics !== null && !empty && (
        <Suspense fallback={<p role="status">Opening…</p>}>
          <DistributionSection
            search={search}
            onChange={(by) =>
              void navigate({
                to: '/coding',
                search: { ...search, by: by === 'model' ? undefined : by },
                resetScroll: false,
              })
            }
          />
        </Suspense>
      )}
      {sight !== null && sight.sees !== 'nobody' && <LiveSessions />}
    </CodingPage>
  )
}

function Figures({ metrics }: { metrics: Metrics }) {
  const definitions = trpc.coding.definitions.useQuery()
  if (definitions.error !== null) return <ProblemNotice problem={problemOf(definitions.error)} />
  return (
    <>
      <p className="text-sm text-muted" data-numeric>
        {windowOf(metrics.window)}
      </p>
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3" aria-label="Nine figures">
        {definitions.data?.definitions.map((definition) => (
          <KpiTile
            key={definition.name}
            kpi={metrics[definition.name]}
            definition={definition}
            days={metrics.window.days}
          />
        ))}
      </ul>
    </>
  )
}

/** There is something, which may not be told. */
function isOfFew(metrics: Metrics): boolean {
  return KpiName.options.some((name) => metrics[name].reason === 'too_few')
}
