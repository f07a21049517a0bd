import type { Job } from '@vouch/contracts/job'
import { Link } from '@tanstack/react-router'
import { AccountGate } from '../account/account-gate.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Badge } from '../ui/badge.tsx'
import { formatMoment } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { CancelJob } from './cancel-job.tsx'
import { KIND_WORDS, progressWords, STATE_WORDS } from './job-words.ts'
import { isFinal } from './watch-job.ts'

const PAGE = 25
/** The list looks anew this often while something in it is under way. */
const LOOK_MS = 2000

/** What an account has asked for that takes its time, the newest first. */
export function JobsScreen() {
  return (
    <AccountGate>
      <Jobs />
    </AccountGate>
  )
}

function Jobs() {
  const list = trpc.job.list.useInfiniteQuery(
    { limit: PAGE },
    {
      getNextPageParam: (page) => page.next_cursor,
      staleTime: 0,
      refetchInterval: ({ state }) =>
        state.data?.pages.some((page) => page.jobs.some((job) => !isFinal(job))) === true ? LOOK_MS : false,
    },
  )
  const jobs = list.data?.pages.flatMap((page) => page.jobs) ?? []
  return (
    <div className="space-y-6">
      <title>Jobs · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl">Your jobs</h1>
        <p className="text-muted">Long tables are scored while you do something else. The newest first.</p>
      </header>
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.isPending && <p role="status">Fetching your jobs…</p>}
      {list.data !== undefined && jobs.length === 0 && (
        <p className="rounded-md border border-rule bg-surface px-4 py-8 text-center text-sm text-muted">
          There are none. A table of more than 20,000 rows becomes one.
        </p>
      )}
      {jobs.length > 0 && (
        <ul className="divide-y divide-rule border-y border-rule" aria-label="Jobs">
          {jobs.map((job) => (
            <JobLine key={job.id} job={job} />
          ))}
        </ul>
      )}
      <MoreButton more={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </div>
  )
}

function JobLine({ job }: { job: Job }) {
  const { id, state, result } = job
  const over = isFinal(job)
  return (
    <li className="grid gap-x-8 gap-y-3 py-4 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <div className="min-w-0 space-y-1 text-sm">
        <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg">
          <Link to="/jobs/$id" params={{ id }} className="link">
            {KIND_WORDS[job.kind]}
          </Link>
          <Badge tone={state === 'failed' ? 'danger' : 'plain'}>{STATE_WORDS[state]}</Badge>
        </h2>
        {job.name !== null && (
          <p className="[overflow-wrap:anywhere]">
            <bdi>{job.name}</bdi>
          </p>
        )}
        <p className="text-muted" data-numeric>
          <time dateTime={job.created_at}>{formatMoment(job.created_at)}</time>
        </p>
        {job.reason !== null && <p className="[overflow-wrap:anywhere]">{job.reason}</p>}
      </div>
      <div className="min-w-0 space-y-3 text-sm">
        {!over && (
          <>
            <ProgressBar share={state === 'queued' ? null : job.progress / 100} label={progressWords(job)} />
            <CancelJob id={id} name={`${KIND_WORDS[job.kind]} ${job.name ?? ''}, ${formatMoment(job.created_at)}`} />
          </>
        )}
        {result?.prediction_id !== undefined && result.prediction_id !== null && (
          <Link to="/predictions/$id" params={{ id: result.prediction_id }} className="link">
            Open its calls
          </Link>
        )}
      </div>
    </li>
  )
}
