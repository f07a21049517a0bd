import type { Profile } from '@vouch/contracts/domains/coding-metrics'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { FigureOverDays } from '../../charts/figure-over-days.tsx'
import { NamedBars } from '../../charts/named-bars.tsx'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { FigureTable } from '../../ui/figure-table.tsx'
import { formatCount } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { ToggleChoice } from '../../ui/toggle-choice.tsx'
import { CodingPage } from './coding-page.tsx'
import { DAYS_BACK } from './coding-search.ts'
import { costOf, shareOf } from './coding-words.ts'
import { daysOfProfile } from './days-of-profile.ts'
import { SightGate } from './sight-gate.tsx'
import { SimulatedNote } from './simulated-note.tsx'
import { windowOf } from './window-words.ts'

const USUAL_DAYS = 30
const BACK = DAYS_BACK.map((days) => [String(days), `${days} days`] as const)

/** What one developer did with his assistants: for himself, and for those who see all. */
export function DeveloperScreen() {
  const { id } = useSearch({ from: '/coding/developer' })
  if (id === undefined) return <NobodyNamed />
  return (
    <CodingPage title={id} lead={<p>What one developer did with assistants. Nobody is ranked.</p>}>
      <SightGate>
        <OneDeveloper key={id} id={id} />
      </SightGate>
    </CodingPage>
  )
}

function NobodyNamed() {
  return (
    <CodingPage title="A developer">
      <p>
        Nobody is named.{' '}
        <Link to="/coding/sessions" className="link">
          Choose one among the sessions
        </Link>
      </p>
    </CodingPage>
  )
}

function OneDeveloper({ id }: { id: string }) {
  const { days = USUAL_DAYS } = useSearch({ from: '/coding/developer' })
  const navigate = useNavigate()
  const asked = trpc.coding.profile.useQuery({ developer_id: id, since: days }, { staleTime: 60_000 })
  const choose = (value: string) =>
    void navigate({
      to: '/coding/developer',
      search: { id, days: DAYS_BACK.find((one) => String(one) === value) },
      resetScroll: false,
    })
  return (
    <div className="space-y-8">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <ToggleChoice label="Time" value={String(days)} options={BACK} onChange={choose} />
        <Link to="/coding/sessions" search={{ developer: id }} className="link text-sm">
          The sessions
        </Link>
      </div>
      {asked.error !== null && <ProblemNotice problem={problemOf(asked.error)} />}
      {asked.isPending && <p role="status">Measuring…</p>}
      {asked.data !== undefined && <ProfileOf profile={asked.data} />}
    </div>
  )
}

function ProfileOf({ profile }: { profile: Profile }) {
  const { totals, acceptance_rate: accepted, error_rate: errors, window } = profile
  const unpriced = totals.sessions_without_cost
  return (
    <>
      <SimulatedNote window={window} />
      <Section id="totals" title="In all">
        <dl className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <Total name="Sessions" words={formatCount(totals.sessions)} />
          <Total name="Tokens" words={formatCount(totals.tokens)} />
          <Total name="Accepted lines" words={formatCount(totals.accepted_lines)} />
          <Total
            name="Cost"
            words={`${costOf(totals.cost_usd)}${unpriced > 0 && totals.cost_usd !== null ? `, without ${formatCount(unpriced)} sessions whose cost is not known` : ''}`}
          />
          <Total
            name="Accepted, of those with a verdict"
            words={shareOf(accepted.value, accepted.interval, accepted.n)}
          />
          <Total name="Errors, of those with a status" words={shareOf(errors.value, errors.interval, errors.n)} />
        </dl>
      </Section>
      <Section id="days" title="Day by day">
        <Days profile={profile} note={windowOf(window)} />
      </Section>
      <Section id="models" title="By model">
        <Parts name="models" title="Sessions by model" of={profile.top_models} note={windowOf(window)} />
      </Section>
      <Section id="repositories" title="By repository">
        <Parts
          name="repositories"
          title="Sessions by repository"
          of={profile.top_repositories}
          note={windowOf(window)}
        />
      </Section>
    </>
  )
}

function Total({ name, words }: { name: string; words: string }) {
  return (
    <div className="rounded-lg border border-rule bg-surface p-4">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="font-medium" data-numeric>
        {words}
      </dd>
    </div>
  )
}

function Days({ profile, note }: { profile: Profile; note: string }) {
  const days = useMemo(() => daysOfProfile(profile), [profile])
  return (
    <FigureOverDays
      name="sessions"
      title="Sessions"
      unit="sessions"
      note={`${note}. A day without a session is nought.`}
      days={days}
      threshold={null}
    />
  )
}

interface PartsProps {
  name: string
  title: string
  of: Profile['top_models']
  note: string
}

function Parts({ name, title, of, note }: PartsProps) {
  const bars = useMemo(() => of.map((one) => ({ name: one.name ?? 'not named', count: one.sessions })), [of])
  if (of.length === 0) return <p className="text-sm text-muted">There is none in this time.</p>
  return (
    <div className="space-y-4">
      <div className="max-w-3xl">
        <NamedBars
          name={name}
          title={title}
          note={`${note}. The first ${bars.length}, by sessions.`}
          unit="Sessions"
          bars={bars}
        />
      </div>
      <FigureTable
        caption={`${title}, with what was accepted`}
        head={['Name', 'Sessions', 'Accepted', 'Errors', 'Tokens', 'Cost']}
        numeric={[1, 4, 5]}
        rows={of.map((one) => [
          <bdi key="name" className="break-words">
            {one.name ?? 'not named'}
          </bdi>,
          formatCount(one.sessions),
          shareOf(one.acceptance_rate.value, one.acceptance_rate.interval, one.acceptance_rate.n),
          shareOf(one.error_rate.value, one.error_rate.interval, one.error_rate.n),
          formatCount(one.tokens),
          costOf(one.cost_usd),
        ])}
      />
    </div>
  )
}
