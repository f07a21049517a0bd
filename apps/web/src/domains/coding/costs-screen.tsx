import type { CostGroup, Costs, CostsBy } from '@vouch/contracts/domains/coding-costs'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { FigureOverDays } from '../../charts/figure-over-days.tsx'
import { NamedBars } from '../../charts/named-bars.tsx'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { FigureTable } from '../../ui/figure-table.tsx'
import { counted, formatCount } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { ToggleChoice } from '../../ui/toggle-choice.tsx'
import { CodingPage } from './coding-page.tsx'
import { metricsQuery } from './coding-search.ts'
import { costOf, pricedOf, REASON_WORDS } from './coding-words.ts'
import { RangeFilter } from './range-filter.tsx'
import { SimulatedNote } from './simulated-note.tsx'
import { windowOf } from './window-words.ts'

const BY_WORDS = { model: 'Model', repo_slug: 'Repository', day: 'Day' } as const satisfies Record<CostsBy, string>
const BY = [
  ['model', BY_WORDS.model],
  ['repo_slug', BY_WORDS.repo_slug],
  ['day', BY_WORDS.day],
] as const
/** More bars than these are not read; the table has all. */
const SHOWN = 20

/** What sessions cost, and of how many it is not known. */
export function CostsScreen() {
  const search = useSearch({ from: '/coding/costs' })
  const navigate = useNavigate()
  const { by = 'model' } = search
  const asked = trpc.coding.costs.useQuery({ ...metricsQuery(search), by }, { staleTime: 60_000 })
  return (
    <CodingPage
      title="Costs"
      lead={
        <p>
          What a session’s source says that it cost, or else what its tokens come to in a dated table of prices. Of a
          model without a price the cost is not known, and is not guessed.
        </p>
      }
      search={search}
    >
      <RangeFilter
        search={search}
        onChange={(next) => void navigate({ to: '/coding/costs', search: { ...next, by: search.by } })}
      />
      {asked.data !== undefined && <SimulatedNote window={asked.data.window} />}
      <Section id="costs" title="Costs">
        <ToggleChoice
          label="Told apart by"
          value={by}
          options={BY}
          onChange={(value) =>
            void navigate({
              to: '/coding/costs',
              search: { ...search, by: value === 'model' ? undefined : value },
              resetScroll: false,
            })
          }
        />
        {asked.error !== null && <ProblemNotice problem={problemOf(asked.error)} />}
        {asked.isPending && <p role="status">Adding up…</p>}
        {asked.data !== undefined && <Told costs={asked.data} />}
      </Section>
    </CodingPage>
  )
}

function Told({ costs }: { costs: Costs }) {
  const { by, groups } = costs
  const told = groups.filter(({ reason }) => reason === null)
  const hidden = groups.length - told.length
  if (groups.length === 0) return <p className="text-sm text-muted">{REASON_WORDS.no_data.long}</p>
  return (
    <div className="space-y-4">
      {told.length > 0 && <InAll groups={told} />}
      {told.some(({ cost_usd: cost }) => cost !== null) && <Drawn costs={costs} />}
      {hidden > 0 && (
        <p className="max-w-3xl text-sm text-muted">
          {counted(hidden, BY_WORDS[by].toLowerCase(), PLURALS[by])} {hidden === 1 ? 'is' : 'are'} not told:{' '}
          {REASON_WORDS.too_few.short}.
        </p>
      )}
      {told.length > 0 && <Groups by={by} groups={told} />}
    </div>
  )
}

const PLURALS = { model: 'models', repo_slug: 'repositories', day: 'days' } as const satisfies Record<CostsBy, string>

/** The sum of what is told, and what it leaves out. */
function InAll({ groups }: { groups: readonly CostGroup[] }) {
  const priced = groups.filter(({ cost_usd: cost }) => cost !== null)
  const cost = priced.length === 0 ? null : priced.reduce((sum, one) => sum + (one.cost_usd ?? 0), 0)
  const sum = (key: 'sessions' | 'sessions_without_cost') => groups.reduce((all, one) => all + (one[key] ?? 0), 0)
  const [sessions, unpriced] = [sum('sessions'), sum('sessions_without_cost')]
  return (
    <p className="max-w-3xl" data-numeric>
      <span className="text-2xl font-semibold">{costOf(cost)}</span> for {counted(sessions - unpriced, 'session')}.
      {unpriced > 0 && ` Of ${counted(unpriced, 'session')} more the cost is not known: they are in no sum.`}
    </p>
  )
}

function Drawn({ costs: { by, groups, window } }: { costs: Costs }) {
  const days = useMemo(() => groups.map(({ name, cost_usd: value }) => ({ date: name ?? '', value })), [groups])
  const bars = useMemo(
    () => groups.flatMap(({ name, cost_usd: count }) => (count === null ? [] : [{ name: name ?? 'not named', count }])),
    [groups],
  )
  const shown = useMemo(() => bars.slice(0, SHOWN), [bars])
  const note = `${windowOf(window)}. Sessions whose cost is not known are not in it.`
  if (by === 'day')
    return <FigureOverDays name="costs" title="Cost" unit="US dollars" note={note} days={days} threshold={null} />
  return (
    <div className="max-w-3xl">
      <NamedBars
        name={`costs-by-${by === 'model' ? by : 'repository'}`}
        title={`Cost by ${BY_WORDS[by].toLowerCase()}`}
        note={bars.length > shown.length ? `${note} The first ${shown.length} of ${bars.length}.` : note}
        unit="US dollars"
        format={costOf}
        bars={shown}
      />
    </div>
  )
}

function Groups({ by, groups }: { by: CostsBy; groups: readonly CostGroup[] }) {
  const tokens = (value: number | null) => (value === null ? 'not known' : formatCount(value))
  return (
    <FigureTable
      caption={`Costs by ${BY_WORDS[by].toLowerCase()}`}
      head={[BY_WORDS[by], 'Cost', 'Sessions', 'Cost not known', 'Tokens in', 'from a cache', 'Tokens out', 'Priced']}
      numeric={[1, 2, 3, 4, 5, 6]}
      wide
      rows={groups.map((one) => [
        <bdi key="name" className="break-words">
          {one.name ?? 'not named'}
        </bdi>,
        costOf(one.cost_usd),
        tokens(one.sessions),
        tokens(one.sessions_without_cost),
        tokens(one.tokens_in),
        tokens(one.tokens_cached),
        tokens(one.tokens_out),
        one.priced_by.length === 0
          ? '–'
          : one.priced_by.map(({ version, sessions }) => `${formatCount(sessions)} ${pricedOf(version)}`).join('; '),
      ])}
    />
  )
}
