import { Link } from '@tanstack/react-router'
import type { Job } from '@vouch/contracts/job'
import { useState } from 'react'
import { CancelJob } from '../../../job/cancel-job.tsx'
import { progressWords } from '../../../job/job-words.ts'
import { useJob } from '../../../job/use-job.ts'
import { isFinal } from '../../../job/watch-job.ts'
import { NotAssessedList } from '../../../prediction/not-assessed-list.tsx'
import { useCalls } from '../../../prediction/use-prediction.ts'
import { problemOf } from '../../../problem.ts'
import { Button } from '../../../ui/button.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { ProblemNotice } from '../../../ui/problem-notice.tsx'
import { ProgressBar } from '../../../ui/progress-bar.tsx'
import { Section } from '../../../ui/section.tsx'
import { CallCurve } from './call-curve.tsx'
import { CalledSignals } from './called-signals.tsx'
import type { Called } from './use-curve-search.ts'
import type { OpenedStar } from './use-local-stars.ts'

interface FoundProps {
  called: Called
  stars: readonly OpenedStar[]
  /** goes back to before the search */
  onAgain: () => void
}

/** What a search came to, or how far it is. */
export function Found({ called, ...rest }: FoundProps) {
  return called.kind === 'calls' ? (
    <FoundSignals id={called.id} {...rest} />
  ) : (
    <FollowedSearch id={called.job} {...rest} />
  )
}

function FollowedSearch({ id, ...rest }: Omit<FoundProps, 'called'> & { id: string }) {
  const { job, problem } = useJob(id)
  const prediction = job?.result?.prediction_id ?? null
  if (prediction !== null) return <FoundSignals id={prediction} {...rest} />
  return (
    <Section id="found" title="The signals">
      {problem !== null && <ProblemNotice problem={problem} />}
      {job === null && problem === null && <p role="status">Asking how far it is…</p>}
      {job !== null && !isFinal(job) && <Underway job={job} />}
      {job !== null && isFinal(job) && (
        <Notice
          tone="caution"
          title={job.state === 'cancelled' ? 'The search was cancelled' : 'The search failed'}
          role="status"
        >
          {job.reason !== null && <p>{job.reason}</p>}
          <Button onClick={rest.onAgain}>Search again</Button>
        </Notice>
      )}
    </Section>
  )
}

function Underway({ job }: { job: Job }) {
  const words = job.stage === 'searching' ? `Looking for signals: ${Math.floor(job.progress)} %` : progressWords(job)
  return (
    <div className="max-w-3xl space-y-3">
      <ProgressBar share={job.state === 'queued' ? null : job.progress / 100} label={words} />
      <CancelJob id={job.id} name="the search" />
    </div>
  )
}

function FoundSignals({ id, stars, onAgain }: Omit<FoundProps, 'called'> & { id: string }) {
  const stored = useCalls(id)
  const [chosen, setChosen] = useState<number | null>(null)
  const all = [...stored.calls, ...stored.blind].toSorted((a, b) => a.row - b.row)
  const row = chosen ?? all[0]?.row ?? null
  return (
    <Section
      id="found"
      title="The signals"
      aside={
        <span className="flex flex-wrap gap-x-4 text-sm">
          <Link to="/predictions/$id" params={{ id }} className="link">
            The result at its own address
          </Link>
          <Button look="quiet" className="min-h-0!" onClick={onAgain}>
            Search again
          </Button>
        </span>
      }
    >
      {stored.error !== null && stored.error !== undefined && <ProblemNotice problem={problemOf(stored.error)} />}
      {stored.complete && all.length === 0 && <p role="status">No signal stands out of the noise in this curve.</p>}
      {all.length > 0 && <CalledSignals calls={stored.calls} blind={stored.blind} chosen={row} onChoose={setChosen} />}
      {stored.notAssessed.length > 0 && <NotAssessedList rows={stored.notAssessed} />}
      {row !== null && (
        <CallCurve
          id={id}
          row={row}
          call={stored.calls.find((call) => call.row === row) ?? null}
          blind={stored.blind.some((call) => call.row === row)}
          stars={stars}
        />
      )}
    </Section>
  )
}
