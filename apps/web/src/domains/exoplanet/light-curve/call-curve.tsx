import type { Call, CallLabel } from '@vouch/contracts/domains/exoplanet'
import type { CandidateCurve } from '@vouch/contracts/domains/light-curve'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { PlotFigure } from '../../../charts/plot-figure.tsx'
import { problemOf } from '../../../problem.ts'
import { CallRecord } from '../../../review/call-record.tsx'
import { trpc } from '../../../trpc.ts'
import { FigureTable } from '../../../ui/figure-table.tsx'
import { formatCount } from '../../../ui/format.ts'
import { Notice } from '../../../ui/notice.tsx'
import { ProblemNotice } from '../../../ui/problem-notice.tsx'
import { Section } from '../../../ui/section.tsx'
import { AttentionSection } from './attention-section.tsx'
import { CallSummary } from './call-summary.tsx'
import { CentroidList } from './centroid-list.tsx'
import { CurveSection } from './curve-section.tsx'
import { FoldSection } from './fold-section.tsx'
import { PeriodogramSection } from './periodogram-section.tsx'
import { type ShownCurve, shownOfCandidate, shownOfStar } from './shown-curve.ts'
import { signalOf, testRows } from './test-rows.ts'
import { useCandidate, useExplanation } from './use-light-curve.ts'
import type { OpenedStar } from './use-local-stars.ts'
import { oddEvenFigure } from './view-figure.ts'

interface CallCurveProps {
  id: string
  row: number
  /** null: none that may be shown, or that was made */
  call: Call | null
  /** the reader is to judge it before it is shown */
  blind: boolean
  /** curves that are here already: with all their cadences, while the server sends some */
  stars?: readonly OpenedStar[]
}

/** All cadences of most stars: a fold of some of them, the deepest among these, would show a transit where none is. */
const ALL_POINTS = 200_000
const SOME_POINTS = 1000
const NO_STARS: readonly OpenedStar[] = []

/** A called signal in its star's light: the curve, the search, the fold, where the network looked, and the verdicts. */
export function CallCurve({ id, row, call, blind, stars = NO_STARS }: CallCurveProps) {
  const candidate = useCandidate(id, row, stars.length > 0 ? SOME_POINTS : ALL_POINTS)
  if (candidate.error !== null) return <ProblemNotice problem={problemOf(candidate.error)} />
  if (candidate.data === undefined) return <p role="status">Fetching the curve…</p>
  return <Candidate key={`${id} ${row}`} candidate={candidate.data} call={call} blind={blind} stars={stars} />
}

interface CandidateProps extends Required<Pick<CallCurveProps, 'call' | 'blind' | 'stars'>> {
  candidate: CandidateCurve
}

function Candidate({ candidate, call, blind, stars }: CandidateProps) {
  const { source, ephemeris, tests, views, search } = candidate
  const curve = useMemo(() => curveOf(candidate, stars), [candidate, stars])
  const found = useMemo(
    () => ({
      periodDays: ephemeris.period_days,
      epochDays: ephemeris.epoch_days,
      durationDays: ephemeris.duration_hours / 24,
    }),
    [ephemeris],
  )
  const flat = useMemo(() => curve.flat && { timeDays: curve.timeDays, flux: curve.flat }, [curve])
  const oddEven = useMemo(() => oddEvenFigure(views.odd, views.even), [views])
  return (
    <div className="space-y-10">
      <p className="text-sm text-muted" data-numeric>
        {source.object ?? 'A star that the table does not name'}
        {source.mission !== null && `, ${source.mission}`}, {source.flux_of}.
      </p>
      <CurveSection curve={curve} signal={found} />
      {search === null ? (
        <p className="text-sm text-muted">The period was given: there is no periodogram.</p>
      ) : (
        <PeriodogramSection search={search} chosen={signalOf(candidate)?.place ?? null} />
      )}
      <Section id="fold" title="Folded over its period">
        {flat === null ? (
          <p role="status">The trend is being worked out…</p>
        ) : (
          <FoldSection curve={flat} found={found} secondaryPhase={tests.secondary_phase} />
        )}
        {curve.timeDays.length < curve.n && (
          <p className="text-sm text-muted" data-numeric>
            Of {formatCount(curve.n)} cadences {formatCount(curve.timeDays.length)} are here, the deepest among them.
          </p>
        )}
      </Section>
      {blind ? <JudgeFirst /> : call !== null && <Judged candidate={candidate} call={call} />}
      <Section id="tests" title="What a vetter asks">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-8 lg:grid-cols-2">
          <div className="min-w-0 space-y-4">
            <FigureTable
              caption="Tests of the signal"
              captionHidden
              head={['Test', 'Measured', '']}
              rows={testRows(candidate)}
            />
            <CentroidList centroids={candidate.centroids} />
          </div>
          <PlotFigure figure={oddEven} />
        </div>
      </Section>
    </div>
  )
}

/** The curve that is here with all its cadences; else what the server sent of it. */
function curveOf(candidate: CandidateCurve, stars: readonly OpenedStar[]): ShownCurve {
  const local = stars.length === 1 ? stars[0] : stars.find(({ source }) => source.object === candidate.source.object)
  return local === undefined ? shownOfCandidate(candidate) : shownOfStar(local)
}

/** Why it was called so beside the call and what experts said of it: nothing of it for who is to judge it first. */
function Judged({ candidate, call }: { candidate: CandidateCurve; call: Call }) {
  const { prediction_id: id, row, views } = candidate
  const [target, setTarget] = useState<CallLabel | null>(null)
  const explanation = useExplanation(id, row, target, true)
  const receipt = trpc.prediction.get.useQuery({ id })
  const problem = explanation.error === null ? null : problemOf(explanation.error)
  // it may have been put before this reader since the calls came here
  if (problem?.code === 'conflict') return <JudgeFirst />
  return (
    <Section
      id="attention"
      title="Where the network looked"
      aside={
        <Link to="/light-curve/report/$id/$row" params={{ id, row: String(row) }} className="link text-sm">
          A page to print
        </Link>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        {problem !== null ? (
          <ProblemNotice problem={problem} />
        ) : explanation.data === undefined ? (
          <p role="status">Working out where it looked…</p>
        ) : (
          <AttentionSection views={views} explanation={explanation.data} call={call} onTarget={setTarget} />
        )}
        <div className="min-w-0 space-y-6">
          <CallSummary call={call} threshold={receipt.data?.threshold ?? null} />
          <CallRecord domain="exoplanet" id={id} row={row} />
        </div>
      </div>
    </Section>
  )
}

function JudgeFirst() {
  return (
    <Notice title="You are to judge this call before you see it">
      <p>What the model called it, and where it looked, is here once your verdict is in.</p>
      <p>
        <Link to="/review/$domain" params={{ domain: 'exoplanet' }} className="link">
          Judge it
        </Link>
      </p>
    </Notice>
  )
}
