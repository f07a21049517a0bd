import type { Commit, PullRequest, SessionDetail } from '@vouch/contracts/domains/coding'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { Badge } from '../../ui/badge.tsx'
import { formatCount, formatDuration, formatMoment, formatPercent } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { costOf, OUTCOME_WORDS, pricedOf } from './coding-words.ts'
import { verdictOf } from './verdict-of.ts'

interface SessionDrawerProps {
  id: string
  onClose: () => void
  onReturnFocus: () => void
}

/** One session, and what followed it. */
export function SessionDrawer({ id, onClose, onReturnFocus }: SessionDrawerProps) {
  const asked = trpc.coding.session.useQuery({ id })
  return (
    <SidePanel
      title="A session"
      description={asked.data === undefined ? 'and what followed it' : formatMoment(asked.data.timestamp)}
      onClose={onClose}
      onReturnFocus={onReturnFocus}
    >
      {asked.error !== null && <ProblemNotice problem={problemOf(asked.error)} />}
      {asked.isPending && <p role="status">Fetching the session…</p>}
      {asked.data !== undefined && <Detail session={asked.data} />}
    </SidePanel>
  )
}

function Detail({ session }: { session: SessionDetail }) {
  const { pull_requests: pulls, commits, outcome } = session
  return (
    <div className="space-y-8">
      <section aria-labelledby="session-outcome" className="space-y-2">
        <h3 id="session-outcome" className="text-base font-semibold">
          What became of it
        </h3>
        <p className="text-sm">
          {outcome === null
            ? 'Not known: no pull request of this developer in this repository followed within seven days.'
            : `The first pull request that followed within seven days: ${OUTCOME_WORDS[outcome]}.`}
        </p>
      </section>
      <Values session={session} />
      <Work title="Pull requests that followed" none="None is known." count={pulls.length}>
        {pulls.map((pull) => (
          <PullLine key={`${pull.repo_slug}-${pull.number}`} pull={pull} />
        ))}
      </Work>
      <Work title="Commits that followed" none="None is known." count={commits.length}>
        {commits.map((commit) => (
          <CommitLine key={commit.sha} commit={commit} />
        ))}
      </Work>
    </div>
  )
}

function Values({ session }: { session: SessionDetail }) {
  const tokens = (value: number | null) => (value === null ? 'not known' : formatCount(value))
  const { developer_id: developer } = session
  const lines: readonly (readonly [string, ReactNode])[] = [
    ['Developer', developer === null ? 'not known' : <Developer key="developer" id={developer} />],
    ['Model', <bdi key="model">{session.model ?? 'not known'}</bdi>],
    ['Repository', <bdi key="repo">{session.repo_slug ?? 'not known'}</bdi>],
    ['Verdict', verdictOf(session)],
    ['Accepted lines', tokens(session.accepted_lines)],
    [
      'Stayed when it was looked at again',
      session.diff_ratio === null ? 'not known' : formatPercent(session.diff_ratio),
    ],
    ['The assistant’s own confidence', session.confidence === null ? 'not known' : formatPercent(session.confidence)],
    ['Cost', `${costOf(session.cost_usd)}, ${pricedOf(session.priced_by)}`],
    ['Tokens', tokens(session.total_tokens)],
    ['Tokens in', tokens(session.tokens_in)],
    ['of those read from a cache', tokens(session.tokens_cached)],
    ['of those written to a cache', tokens(session.tokens_cache_written)],
    ['Tokens out', tokens(session.tokens_out)],
    ['of those for reasoning', tokens(session.tokens_reasoning)],
    ['Time it took', session.latency_ms === null ? 'not known' : formatDuration(session.latency_ms)],
    ['Status', session.status_code ?? 'not known'],
    ['Session of its source', <code key="session">{session.session_id}</code>],
    ['Source', session.source],
    ['Id', <code key="id">{session.id}</code>],
  ]
  return (
    <dl className="divide-y divide-rule border-y border-rule text-sm">
      {lines.map(([name, words]) => (
        <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-4 py-1.5">
          <dt className="text-muted">{name}</dt>
          <dd className="ml-auto text-right [overflow-wrap:anywhere]" data-numeric>
            {words}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Developer({ id }: { id: string }) {
  return (
    <Link to="/coding/developer" search={{ id }} className="link">
      <bdi>{id}</bdi>
    </Link>
  )
}

interface WorkProps {
  title: string
  none: string
  count: number
  children: ReactNode
}

function Work({ title, none, count, children }: WorkProps) {
  return (
    <section className="space-y-2">
      <h3 className="text-base font-semibold">{title}</h3>
      {count === 0 ? (
        <p className="text-sm text-muted">{none}</p>
      ) : (
        <ul className="divide-y divide-rule border-y border-rule text-sm">{children}</ul>
      )}
    </section>
  )
}

function PullLine({ pull }: { pull: PullRequest }) {
  const { number, title, created_at: created, merged_at: merged, closed_at: closed, reopened, simulated } = pull
  const ended =
    merged === null ? (closed === null ? 'open' : `closed ${formatMoment(closed)}`) : `merged ${formatMoment(merged)}`
  return (
    <li className="py-1.5 [overflow-wrap:anywhere]">
      #{number} <bdi>{title ?? 'without a title'}</bdi> {simulated && <Badge>simulated</Badge>}
      <span className="block text-muted" data-numeric>
        opened {formatMoment(created)}, {ended}
        {reopened === true && ', opened again before'}
      </span>
    </li>
  )
}

function CommitLine({ commit: { sha, message, timestamp, simulated } }: { commit: Commit }) {
  return (
    <li className="py-1.5 [overflow-wrap:anywhere]">
      <code>{sha.slice(0, 10)}</code> <bdi>{message ?? 'without a message'}</bdi>{' '}
      {simulated && <Badge>simulated</Badge>}
      <span className="block text-muted">{formatMoment(timestamp)}</span>
    </li>
  )
}
