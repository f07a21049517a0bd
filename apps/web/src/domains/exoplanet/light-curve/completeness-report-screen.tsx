import { Link, useParams } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import type { InjectionMarginal, InjectionReport } from '@vouch/contracts/domains/injection'
import { useMemo } from 'react'
import { CompletenessCurve } from '../../../charts/completeness-curve.tsx'
import { CompletenessMap } from '../../../charts/completeness-map.tsx'
import { CancelJob } from '../../../job/cancel-job.tsx'
import { progressWords } from '../../../job/job-words.ts'
import { useJob } from '../../../job/use-job.ts'
import { isFinal } from '../../../job/watch-job.ts'
import { problemOf } from '../../../problem.ts'
import { formatCount, formatMeasure, formatShare } from '../../../ui/format.ts'
import { Notice } from '../../../ui/notice.tsx'
import { ProblemNotice } from '../../../ui/problem-notice.tsx'
import { ProgressBar } from '../../../ui/progress-bar.tsx'
import { Section } from '../../../ui/section.tsx'
import { fetchInjections } from './light-curve-client.ts'

/** What became of transits that were put into a curve, at its own address. */
export function CompletenessReportScreen() {
  const { id } = useParams({ from: '/light-curve/completeness/$id' })
  return <FollowedInjections key={id} id={id} />
}

function FollowedInjections({ id }: { id: string }) {
  const { job, problem } = useJob(id)
  return (
    <div className="space-y-10">
      <title>Completeness · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl sm:text-4xl">What would be missed</h1>
      </header>
      {problem !== null && <ProblemNotice problem={problem} />}
      {job === null && problem === null && <p role="status">Asking how far it is…</p>}
      {job !== null && !isFinal(job) && (
        <div className="max-w-3xl space-y-3">
          <ProgressBar share={job.state === 'queued' ? null : job.progress / 100} label={progressWords(job)} />
          <CancelJob id={job.id} name="the injections" />
        </div>
      )}
      {job?.state === 'completed' && <Report id={id} />}
      {job !== null && isFinal(job) && job.state !== 'completed' && (
        <Notice tone="caution" title={job.state === 'cancelled' ? 'It was cancelled' : 'It failed'} role="status">
          {job.reason !== null && <p>{job.reason}</p>}
          <Link to="/light-curve/completeness" className="link">
            Begin again
          </Link>
        </Notice>
      )}
    </div>
  )
}

function Report({ id }: { id: string }) {
  const { data, error } = useQuery({
    queryKey: ['injections', id],
    queryFn: ({ signal }) => fetchInjections(id, signal),
    staleTime: Infinity,
  })
  if (error !== null) return <ProblemNotice problem={problemOf(error)} />
  if (data === undefined) return <p role="status">Fetching what was found…</p>
  return <Figures report={data} />
}

const SERIES = { search: 'found at its period', completeness: 'found and called a planet' } as const

function Figures({ report }: { report: InjectionReport }) {
  const cells = useMemo(
    () =>
      report.cells.map(({ period, radius, injected, called, completeness }) => ({
        period,
        radius,
        injected,
        counted: called,
        share: completeness,
      })),
    [report],
  )
  const [overPeriod, overRadius, overSnr] = useMemo(
    () => [report.over_period, report.over_radius, report.over_snr].map(toBins),
    [report],
  )
  const of = `n = ${formatCount(report.n)} transits put one at a time into ${curveWords(report)}; by ${report.model_used} ${report.model_version} at ${formatMeasure(report.threshold, 2)}.`
  const intervals = 'Wilson’s intervals at 95 %.'
  return (
    <>
      <Section id="sum" title="In all">
        <p className="max-w-3xl" data-numeric>
          {shareWords(report.completeness)} of {formatCount(report.n)} were found at their period and called a planet;{' '}
          {shareWords(report.search)} were found at it. {formatCount(report.aliases)} were found at a multiple of it,
          and count as missed
          {report.not_assessed > 0 && `; ${formatCount(report.not_assessed)} were found and not assessed`}.
        </p>
        <p className="max-w-3xl text-sm text-muted">{report.tolerance}</p>
        {report.taken_out.length > 0 && (
          <p className="max-w-3xl text-sm text-muted" data-numeric>
            Signals of the curve itself were taken out first:{' '}
            {report.taken_out.map(({ period_days }) => `${Number(period_days.toPrecision(5))} d`).join(', ')}.
          </p>
        )}
      </Section>
      <Section id="figures" title="Over period and size">
        <div className="grid gap-8 lg:grid-cols-2">
          <CompletenessMap
            title="Found and called a planet"
            note={`${of} In each cell how many of how many.`}
            cells={cells}
          />
          <CompletenessCurve
            name="completeness-by-snr"
            title="By how strong the transits are"
            note={`The signal to noise that a search which knew their shape would see. ${of} ${intervals}`}
            axis="Expected signal to noise"
            bins={overSnr ?? []}
          />
          <CompletenessCurve
            name="completeness-by-period"
            title="By period"
            note={`${of} ${intervals}`}
            axis="Period, days"
            bins={overPeriod ?? []}
          />
          <CompletenessCurve
            name="completeness-by-radius"
            title="By size"
            note={`${of} ${intervals}`}
            axis="Radius, Earths"
            bins={overRadius ?? []}
          />
        </div>
      </Section>
    </>
  )
}

function toBins(marginals: readonly InjectionMarginal[]) {
  return marginals.map(({ from, to, injected, search, completeness }) => ({
    range: [from, to] as const,
    injected,
    shares: [[SERIES.search, search] as const, [SERIES.completeness, completeness] as const],
  }))
}

function curveWords({ simulated, source, noise_ppm: noise }: InjectionReport): string {
  const scatter = `${Math.round(noise)} ppm a cadence`
  return simulated ? `noise of ${scatter}` : `the light of ${source.object ?? 'a star'} (${scatter})`
}

function shareWords(share: InjectionReport['completeness']): string {
  if (share === null) return 'none'
  const [low, high] = share.interval
  return `${formatShare(share.value, 2)} (${formatShare(low, 2)} – ${formatShare(high, 2)})`
}
