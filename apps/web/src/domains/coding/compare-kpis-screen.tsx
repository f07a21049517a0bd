import type { KpiDifference, KpiName } from '@vouch/contracts/domains/coding-metrics'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { FigureTable } from '../../ui/figure-table.tsx'
import { formatCount } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { CodingPage } from './coding-page.tsx'
import type { CompareKpisSearch } from './coding-search.ts'
import { figureOf, rangeOf, REASON_WORDS, signedFigure, unitOf } from './coding-words.ts'
import { SimulatedNote } from './simulated-note.tsx'
import { SidesForm } from './sides-form.tsx'

const USUAL_DAYS = 30
/** Of pull requests and commits, which name no model. */
const OF_WORK = new Set<KpiName>(['pr_throughput', 'commit_frequency', 'pr_merge_time_hours', 'rework_rate'])

/** Two models, or two periods, beside each other. */
export function CompareKpisScreen() {
  const search = useSearch({ from: '/coding/compare' })
  const navigate = useNavigate()
  return (
    <CodingPage title="Compare" lead={<p>Two models over the same days, or all of it over two periods.</p>}>
      <SidesForm
        key={JSON.stringify(search)}
        search={search}
        onChange={(next) => void navigate({ to: '/coding/compare', search: next, resetScroll: false })}
      />
      {search.first !== undefined && search.second !== undefined && (
        <Compared search={search} first={search.first} second={search.second} />
      )}
    </CodingPage>
  )
}

interface ComparedProps {
  search: CompareKpisSearch
  first: string
  second: string
}

function Compared({ search: { by, days, repo }, first, second }: ComparedProps) {
  const asked = trpc.coding.compare.useQuery(
    {
      by: by ?? 'model',
      first,
      second,
      since: days ?? USUAL_DAYS,
      ...(repo === undefined ? {} : { repo_slug: repo }),
    },
    { staleTime: 60_000 },
  )
  const definitions = trpc.coding.definitions.useQuery()
  const error = asked.error ?? definitions.error
  if (error !== null) return <ProblemNotice problem={problemOf(error)} />
  if (asked.data === undefined || definitions.data === undefined) return <p role="status">Measuring…</p>
  const titles = new Map(definitions.data.definitions.map(({ name, title }) => [name, title]))
  const unnamed = ({ name }: KpiDifference) => by === undefined && OF_WORK.has(name)
  const { simulated_sessions: sessions, simulated_work: work } = asked.data
  const [one, other] = [first, second].map((side) => side.replace('..', ' to '))
  return (
    <Section id="differences" title="Differences">
      <p className="max-w-3xl text-sm text-muted [overflow-wrap:anywhere]">
        {asked.data.note}
        {by === undefined &&
          ' Pull requests and commits name no model, so their figures are compared over periods alone.'}
      </p>
      <SimulatedNote
        window={{
          simulated_sessions: sessions.first + sessions.second,
          simulated_work: work.first + work.second,
        }}
      />
      <FigureTable
        caption={`${one} and ${other}, figure by figure`}
        captionHidden
        wide
        head={['Figure', `First: ${one}`, `Second: ${other}`, 'Difference', '95 % interval', 'Verdict']}
        rows={asked.data.differences.map((difference) => [
          titles.get(difference.name) ?? difference.name,
          <Side key="first" side={difference.first} unnamed={unnamed(difference)} />,
          <Side key="second" side={difference.second} unnamed={unnamed(difference)} />,
          difference.difference === null ? 'none' : signedFigure(difference.difference),
          difference.interval === null ? 'none' : rangeOf(difference.interval),
          verdictOf(difference),
        ])}
      />
    </Section>
  )
}

interface SideProps {
  side: KpiDifference['first']
  /** what it counts names no model */
  unnamed: boolean
}

function Side({ side: { value, unit, interval, n, reason }, unnamed }: SideProps) {
  if (unnamed) return <span className="text-muted">not of a model</span>
  if (value === null) return <span className="text-muted">{REASON_WORDS[reason ?? 'no_data'].short}</span>
  return (
    <span data-numeric>
      {figureOf(value)} {unitOf(unit)}
      <span className="block text-xs text-muted">
        {interval === null ? 'no interval' : rangeOf(interval)}, n = {formatCount(n)}
      </span>
    </span>
  )
}

function verdictOf({ difference, interval, verdict }: KpiDifference): string {
  if (difference === null) return 'cannot be compared'
  if (interval === null) return 'unclear: there is no interval'
  return {
    better: 'the second is better',
    worse: 'the second is worse',
    unclear: 'unclear: the interval holds nought',
  }[verdict]
}
