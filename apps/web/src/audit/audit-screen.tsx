import type { AuditEntry, AuditQuery } from '@vouch/contracts/audit'
import { useState } from 'react'
import { AdminGate } from '../account/account-gate.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatMoment } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { TextField } from '../ui/text-field.tsx'

const PAGE = 50
const NO_FILTER = { actor: '', action: '', subject: '', from: '', to: '' }
type Filter = typeof NO_FILTER

/** Who did what, for those who may know. */
export function AuditScreen() {
  return (
    <AdminGate>
      <Audit />
    </AdminGate>
  )
}

function Audit() {
  const [filter, setFilter] = useState(NO_FILTER)
  const list = trpc.audit.list.useInfiniteQuery(
    { limit: PAGE, ...asked(filter) },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <div className="space-y-6">
      <title>Audit · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl">Audit trail</h1>
        <p className="text-muted">
          Who did or read what, the newest first; ids only, never a name. Each entry’s hash takes in the one before, so
          that none can be changed unseen. Reading the trail stands in it, too.
        </p>
      </header>
      <FilterForm busy={list.isFetching} onApply={setFilter} />
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.isPending && <p role="status">Fetching the trail…</p>}
      {list.data !== undefined && entries.length === 0 && (
        <p className="rounded-md border border-rule bg-surface px-4 py-8 text-center text-sm text-muted">
          No entry passes this filter.
        </p>
      )}
      {entries.length > 0 && (
        <FigureTable
          caption="Audit trail"
          captionHidden
          head={['No.', 'When', 'Who', 'Did', 'To', 'Result', 'From', 'Detail']}
          rows={entries.map(cellsOf)}
          numeric={[0]}
          wide
        />
      )}
      <MoreButton more={list.hasNextPage} loading={list.isFetching} onMore={() => void list.fetchNextPage()} />
    </div>
  )
}

/** Applied when it is sent, and not at every key: each look at the trail is an entry of it. */
function FilterForm({ busy, onApply }: { busy: boolean; onApply: (filter: Filter) => void }) {
  const [filter, setFilter] = useState(NO_FILTER)
  const field = (name: keyof Filter) => ({
    value: filter[name],
    onChange: (value: string) => setFilter({ ...filter, [name]: value }),
  })
  return (
    <form
      aria-label="Filter"
      className="grid gap-4 sm:grid-cols-2 lg:grid-cols-5"
      onSubmit={(event) => {
        event.preventDefault()
        onApply(filter)
      }}
    >
      <TextField label="Who (account’s id)" autoComplete="off" spellCheck={false} maxLength={64} {...field('actor')} />
      <TextField
        label="Did"
        placeholder="session.create"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        {...field('action')}
      />
      <TextField label="To (id)" autoComplete="off" spellCheck={false} maxLength={200} {...field('subject')} />
      <TextField label="From day (UTC)" type="date" {...field('from')} />
      <TextField label="Before day (UTC)" type="date" {...field('to')} />
      <div className="flex gap-3 sm:col-span-2 lg:col-span-5">
        <Button type="submit" disabled={busy}>
          Filter
        </Button>
        <Button
          look="quiet"
          disabled={busy}
          onClick={() => {
            setFilter(NO_FILTER)
            onApply(NO_FILTER)
          }}
        >
          Show all
        </Button>
      </div>
    </form>
  )
}

function asked(filter: Filter): Partial<Omit<AuditQuery, 'cursor' | 'limit'>> {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  )
}

function cellsOf(entry: AuditEntry) {
  return [
    entry.number,
    <time key="at" dateTime={entry.at} title={entry.at} className="whitespace-nowrap">
      {formatMoment(entry.at)}
    </time>,
    <Id key="actor" text={entry.actor} />,
    <code key="action" className="font-mono whitespace-nowrap">
      {entry.action}
    </code>,
    <Id key="subject" text={entry.subject} />,
    <Badge key="outcome" tone={entry.outcome === 'done' ? 'plain' : 'danger'}>
      {entry.outcome}
    </Badge>,
    <Id key="origin" text={entry.origin} />,
    <bdi key="detail" className="text-xs [overflow-wrap:anywhere]">
      {detailWords(entry.detail)}
    </bdi>,
  ]
}

function detailWords(detail: AuditEntry['detail']): string {
  return Object.entries(detail ?? {})
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
}

function Id({ text }: { text: string | null }) {
  if (text === null) return '–'
  return (
    <code className="font-mono text-xs whitespace-nowrap">
      <bdi>{text}</bdi>
    </code>
  )
}
