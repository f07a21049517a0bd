import type { Anomaly, Finding, Insights } from '@vouch/contracts/domains/coding-metrics'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { FigureTable } from '../../ui/figure-table.tsx'
import { formatQuantity } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { CodingPage } from './coding-page.tsx'
import { daysBackOf, hasOwnDays } from './coding-search.ts'
import { REASON_WORDS } from './coding-words.ts'
import { CorrelationSection } from './correlation-section.tsx'
import { RangeFilter } from './range-filter.tsx'
import { seriesWords } from './series-words.ts'
import { SimulatedNote } from './simulated-note.tsx'
import { windowOf } from './window-words.ts'

/** Correlations want more days than figures do. */
const USUAL_DAYS = 90
/** Three weeks, so that each weekday has a mean. */
const LEAST_DAYS = 21

/** What the figures say: findings, advice, correlations and days that stand out. */
export function InsightsScreen() {
  const search = useSearch({ from: '/coding/insights' })
  const navigate = useNavigate()
  const since = search.days ?? USUAL_DAYS
  const asked = trpc.coding.insights.useQuery(
    { since, ...(search.repo === undefined ? {} : { repo_slug: search.repo }) },
    { staleTime: 60_000 },
  )
  return (
    <CodingPage
      title="Insights"
      lead={<p>Sentences that follow from the numbers, of whole days until yesterday. Associations are not causes.</p>}
      search={search}
    >
      <RangeFilter
        search={{ days: daysBackOf({ days: since }), repo: search.repo }}
        byModel={false}
        byDates={false}
        onChange={({ days, repo }) =>
          void navigate({ to: '/coding/insights', search: { ...search, from: undefined, to: undefined, days, repo } })
        }
      />
      {since < LEAST_DAYS && (
        <p className="text-sm text-muted">Of so few days little can be told: choose 30 or more.</p>
      )}
      {hasOwnDays(search) && (
        <p className="text-sm text-muted">
          Correlations are of the days until yesterday: the days of one’s own on the dashboard do not count here.
        </p>
      )}
      {asked.error !== null && <ProblemNotice problem={problemOf(asked.error)} />}
      {asked.isPending && <p role="status">Measuring…</p>}
      {asked.data !== undefined && <Told insights={asked.data} />}
    </CodingPage>
  )
}

function Told({ insights }: { insights: Insights }) {
  const { reason, window, note, findings, advice, correlations, anomalies } = insights
  return (
    <>
      <SimulatedNote window={window} />
      <p className="text-sm text-muted" data-numeric>
        {windowOf(window)}. {note}
      </p>
      {reason !== null && (
        <Notice title={`There is little to say: ${REASON_WORDS[reason].short}`}>
          <p>{REASON_WORDS[reason].long}</p>
        </Notice>
      )}
      <Section id="findings" title="Findings">
        <Sentences found={findings} none="Nothing stands out." />
      </Section>
      <Section id="advice" title="Advice">
        <Sentences found={advice} none="No figure asks for anything." />
      </Section>
      <CorrelationSection correlations={correlations} />
      <Section id="anomalies" title="Days that stand out">
        <Anomalies anomalies={anomalies} />
      </Section>
    </>
  )
}

function Sentences({ found, none }: { found: readonly Finding[]; none: string }) {
  if (found.length === 0) return <p className="text-sm text-muted">{none}</p>
  return (
    <ul className="max-w-3xl list-disc space-y-3 pl-5">
      {found.map(({ text, cites }) => (
        <li key={text}>
          {text}
          <span className="block text-xs text-muted [overflow-wrap:anywhere]">Rests on {cites.join(', ')}</span>
        </li>
      ))}
    </ul>
  )
}

function Anomalies({ anomalies }: { anomalies: readonly Anomaly[] }) {
  if (anomalies.length === 0)
    return <p className="text-sm text-muted">No day is far from what is usual for its weekday.</p>
  return (
    <FigureTable
      caption="Days that are far from what is usual for their weekday"
      head={['Day (UTC)', 'What', 'Was', 'Usual for such a day', 'Robust standard deviations']}
      numeric={[2, 3, 4]}
      rows={anomalies
        .toSorted((a, b) => b.date.localeCompare(a.date))
        .map(({ date, variable, value, expected, score }) => [
          date,
          seriesWords(variable),
          formatQuantity(value),
          formatQuantity(expected),
          `${score > 0 ? '+' : ''}${formatQuantity(score)}`,
        ])}
    />
  )
}
