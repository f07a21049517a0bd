import type { CodingSession } from '@vouch/contracts/domains/coding'
import { Link } from '@tanstack/react-router'
import { formatCount, formatMoment } from '../../ui/format.ts'
import { LiveMark } from '../../ui/live-mark.tsx'
import { Section } from '../../ui/section.tsx'
import { costOf } from './coding-words.ts'
import { useArrivingSessions } from './use-arriving-sessions.ts'

/** Sessions as they arrive, for those who may see them. */
export function LiveSessions() {
  const { sessions, live } = useArrivingSessions()
  return (
    <Section
      id="arriving"
      title="Arriving now"
      aside={<LiveMark live={live} words={live ? 'Live: new sessions appear here' : 'Not live: connecting…'} />}
    >
      {sessions.length === 0 ? (
        <p className="text-sm text-muted">
          None has arrived since this page was opened.{' '}
          <Link to="/coding/sessions" className="link">
            All sessions
          </Link>
        </p>
      ) : (
        <ul className="divide-y divide-rule border-b border-rule text-sm" aria-label="Sessions that arrived">
          {sessions.map((session) => (
            <Arrived key={session.id} session={session} />
          ))}
        </ul>
      )}
    </Section>
  )
}

function Arrived({ session }: { session: CodingSession }) {
  const {
    id,
    developer_id: developer,
    model,
    repo_slug: repo,
    total_tokens: tokens,
    cost_usd: cost,
    timestamp,
    source,
  } = session
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-2">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <Link to="/coding/sessions" search={{ session: id }} className="link">
          <bdi>{model ?? 'a model without a name'}</bdi>
        </Link>
        , <bdi>{developer ?? 'nobody named'}</bdi>
        {repo !== null && (
          <>
            , <bdi>{repo}</bdi>
          </>
        )}
        {source === 'simulated' && ', simulated'}
      </span>
      <span className="text-muted" data-numeric>
        {tokens === null ? 'tokens not known' : `${formatCount(tokens)} tokens`}, cost {costOf(cost)},{' '}
        <time dateTime={timestamp}>{formatMoment(timestamp)}</time>
      </span>
    </li>
  )
}
