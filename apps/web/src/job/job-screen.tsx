import type { Job } from '@vouch/contracts/job'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useSession } from '../account/browser-session.ts'
import { counted, formatMoment } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { CancelJob } from './cancel-job.tsx'
import { KIND_WORDS, progressWords } from './job-words.ts'
import { useJob } from './use-job.ts'
import { isFinal } from './watch-job.ts'

/** A job at its own address: a reload finds it again. Once it is done its result takes its place. */
export function JobScreen() {
  const { id } = useParams({ from: '/jobs/$id' })
  return <FollowedJob key={id} id={id} />
}

function FollowedJob({ id }: { id: string }) {
  const { job, problem } = useJob(id)
  const navigate = useNavigate()
  const result = job?.result?.prediction_id ?? null
  const injected = job?.kind === 'inject' && job.state === 'completed'
  useEffect(() => {
    if (result !== null) void navigate({ to: '/predictions/$id', params: { id: result }, replace: true })
    if (injected) void navigate({ to: '/light-curve/completeness/$id', params: { id }, replace: true })
  }, [result, injected, id, navigate])
  return (
    <div className="max-w-3xl space-y-6">
      <title>{job === null ? 'Job · Vouch' : `${titleOf(job)} · Vouch`}</title>
      <h1 className="text-3xl">{job === null ? 'A job' : titleOf(job)}</h1>
      {job?.name !== undefined && job.name !== null && (
        <p className="[overflow-wrap:anywhere]">
          <bdi>{job.name}</bdi>
        </p>
      )}
      {problem !== null && (
        <>
          <ProblemNotice problem={problem} />
          <ScoreAnother />
        </>
      )}
      {job === null && problem === null && <p role="status">Asking how far it is…</p>}
      {job !== null && (isFinal(job) ? <Over job={job} /> : <Underway job={job} />)}
    </div>
  )
}

function titleOf({ kind, state }: Job): string {
  const what = KIND_WORDS[kind]
  if (state === 'failed') return `${what} failed`
  return state === 'cancelled' ? `${what} was cancelled` : what
}

function Underway({ job }: { job: Job }) {
  const known = useSession().kind === 'known'
  const share = job.state === 'queued' ? null : job.progress / 100
  return (
    <>
      <ProgressBar share={share} label={progressWords(job)} />
      {job.reason !== null && (
        <Notice tone="caution" title="Not at the first try" role="status">
          <p>{job.reason}</p>
        </Notice>
      )}
      <CancelJob id={job.id} name={KIND_WORDS[job.kind]} />
      <p className="text-sm text-muted">
        You may leave or close this page: the work goes on.{' '}
        {known ? (
          <>
            You find it again under{' '}
            <Link to="/jobs" className="link">
              Jobs
            </Link>
            .
          </>
        ) : (
          'Its address is all that leads back to it: keep it.'
        )}
      </p>
      <Times job={job} />
    </>
  )
}

function Over({ job }: { job: Job }) {
  if (job.state === 'completed') return <p role="status">Done. Opening its calls…</p>
  return (
    <>
      {job.state === 'failed' ? (
        <Notice tone="danger" title="It could not be done" role="alert">
          <p>{job.reason ?? 'No reason was given.'}</p>
        </Notice>
      ) : (
        <p role="status">Nothing of it was kept.</p>
      )}
      <Times job={job} />
      <ScoreAnother />
    </>
  )
}

function Times({ job }: { job: Job }) {
  return (
    <p className="text-sm text-muted" data-numeric>
      Asked for <time dateTime={job.created_at}>{formatMoment(job.created_at)}</time>
      {job.attempts > 1 && `; begun ${counted(job.attempts, 'time')}`}
      {job.finished_at !== null && (
        <>
          ; over <time dateTime={job.finished_at}>{formatMoment(job.finished_at)}</time>
        </>
      )}
      .
    </p>
  )
}

function ScoreAnother() {
  return (
    <Link to="/" className="link">
      Score a table
    </Link>
  )
}
