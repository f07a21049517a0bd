import type { CodingSession, SessionPage, SessionsQuery } from '@vouch/contracts/domains/coding'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Fragment, useRef } from 'react'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { Badge } from '../../ui/badge.tsx'
import { FigureTable } from '../../ui/figure-table.tsx'
import { counted, formatCount, formatMoment } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { CodingPage } from './coding-page.tsx'
import { type SessionsSearch, sessionsWanted } from './coding-search.ts'
import { costOf } from './coding-words.ts'
import { SessionDrawer } from './session-drawer.tsx'
import { SessionExports } from './session-exports.tsx'
import { SessionFilter } from './session-filter.tsx'
import { SightGate } from './sight-gate.tsx'
import { useSight } from './use-sight.ts'
import { verdictOf } from './verdict-of.ts'

const PAGE_SIZE = 25
const SORTED = {
  newest: { sort_by: 'timestamp', order: 'desc' },
  oldest: { sort_by: 'timestamp', order: 'asc' },
  dearest: { sort_by: 'cost', order: 'desc' },
  cheapest: { sort_by: 'cost', order: 'asc' },
  'most-tokens': { sort_by: 'tokens', order: 'desc' },
  'fewest-tokens': { sort_by: 'tokens', order: 'asc' },
} as const satisfies Record<NonNullable<SessionsSearch['sort']>, Pick<SessionsQuery, 'sort_by' | 'order'>>

/** Sessions that the reader may see, and what became of each. */
export function SessionsScreen() {
  return (
    <CodingPage title="Sessions" lead={<Lead />}>
      <SightGate>
        <Sessions />
      </SightGate>
    </CodingPage>
  )
}

function Lead() {
  const sight = useSight()
  if (sight?.sees === 'all')
    return <p>Of all developers. Where there are accounts, that you look stands in the audit trail.</p>
  const own = sight?.developer_ids ?? []
  return (
    <>
      <p>Each developer sees his own. An expert of coding says which developer’s sessions are an account’s.</p>
      {own.length > 0 && (
        <p>
          You are{' '}
          {own.map((id, index) => (
            <Fragment key={id}>
              {index > 0 && ', '}
              <Developer id={id} />
            </Fragment>
          ))}
          .
        </p>
      )}
    </>
  )
}

function Sessions() {
  const search = useSearch({ from: '/coding/sessions' })
  const navigate = useNavigate()
  const list = trpc.coding.sessions.useQuery(queryOf(search), { staleTime: 0, placeholderData: (before) => before })
  const opened = useRef<HTMLElement | null>(null)
  const go = (next: SessionsSearch) => void navigate({ to: '/coding/sessions', search: next, resetScroll: false })
  return (
    <div className="space-y-6">
      <SessionFilter search={search} onChange={go} />
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.isPending && <p role="status">Fetching the sessions…</p>}
      {list.data !== undefined && list.data.total_count === 0 && (
        <p className="rounded-md border border-rule bg-surface px-4 py-8 text-center text-sm text-muted">
          There is no such session that you may see.
        </p>
      )}
      {list.data !== undefined && list.data.total_count > 0 && (
        <>
          <SessionTable
            page={list.data}
            onOpen={(session, button) => {
              opened.current = button
              go({ ...search, session: session.id })
            }}
          />
          <Pages page={list.data} search={search} />
          <SessionExports search={search} />
        </>
      )}
      {search.session !== undefined && (
        <SessionDrawer
          id={search.session}
          onClose={() => go({ ...search, session: undefined })}
          onReturnFocus={() => (opened.current ?? document.getElementById('main'))?.focus({ preventScroll: true })}
        />
      )}
    </div>
  )
}

interface SessionTableProps {
  page: SessionPage
  onOpen: (session: CodingSession, button: HTMLElement) => void
}

function SessionTable({ page, onOpen }: SessionTableProps) {
  return (
    <FigureTable
      caption={`${counted(page.total_count, 'session')}; those of this page`}
      head={['When', 'Developer', 'Model', 'Repository', 'Tokens', 'Cost', 'Verdict', 'Status']}
      numeric={[4, 5, 7]}
      wide
      rows={page.sessions.map((session) => [
        <button
          key="when"
          type="button"
          className="link whitespace-nowrap"
          aria-label={`Details of the session of ${formatMoment(session.timestamp)}, ${session.session_id}`}
          onClick={(event) => onOpen(session, event.currentTarget)}
        >
          <time dateTime={session.timestamp}>{formatMoment(session.timestamp)}</time>
        </button>,
        <Developer key="developer" id={session.developer_id} />,
        <bdi key="model" className="break-words">
          {session.model ?? '–'}
          {session.source === 'simulated' && (
            <span className="block">
              <Badge tone="caution">simulated</Badge>
            </span>
          )}
        </bdi>,
        <bdi key="repo" className="break-words">
          {session.repo_slug ?? '–'}
        </bdi>,
        session.total_tokens === null ? 'not known' : formatCount(session.total_tokens),
        costOf(session.cost_usd),
        verdictOf(session),
        session.status_code ?? '–',
      ])}
    />
  )
}

function Developer({ id }: { id: string | null }) {
  if (id === null) return '–'
  return (
    <Link to="/coding/developer" search={{ id }} className="link break-words">
      <bdi>{id}</bdi>
    </Link>
  )
}

function Pages({ page, search }: { page: SessionPage; search: SessionsSearch }) {
  const { page: number, page_size: size, total_count: total, has_more: more } = page
  const to = (next: number) => ({ ...search, session: undefined, page: next === 1 ? undefined : next })
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm" data-numeric>
      {number > 1 && (
        <Link to="/coding/sessions" search={to(number - 1)} className="link">
          The page before
        </Link>
      )}
      <span>
        Page {formatCount(number)} of {formatCount(Math.max(1, Math.ceil(total / size)))}
      </span>
      {more && (
        <Link to="/coding/sessions" search={to(number + 1)} className="link">
          The next page
        </Link>
      )}
    </nav>
  )
}

function queryOf(search: SessionsSearch) {
  const { sort = 'newest', page = 1 } = search
  return {
    page,
    page_size: PAGE_SIZE,
    ...sessionsWanted(search),
    ...SORTED[sort],
  }
}
