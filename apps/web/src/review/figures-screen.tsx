import type { DomainId } from '@vouch/contracts/domain'
import { Every, type MeasureOutput } from '@vouch/contracts/measure'
import { Slice } from '@vouch/contracts/review'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { FiguresOverTime } from '../charts/figures-over-time.tsx'
import { ReliabilityDiagram } from '../charts/reliability-diagram.tsx'
import { DOMAIN_WORDS } from '../domains/domain-words.ts'
import { NoticeOf } from '../domains/notice-of.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { FigureTable } from '../ui/figure-table.tsx'
import { counted, formatCount } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { ExpertGate } from './expert-gate.tsx'
import { FiguresBlock } from './figures-block.tsx'
import { splitWords, withoutNames } from './figure-words.ts'
import { labelWords, SLICE_WORDS } from './review-words.ts'
import { SubgroupTables, VersionTable } from './subgroup-tables.tsx'

/** A domain’s calls, verdicts and outcomes, held against each other. */
export function FiguresScreen() {
  const { domain } = useParams({ from: '/review/$domain/figures' })
  return <ExpertGate domain={domain}>{(known) => <Figures key={known} domain={known} />}</ExpertGate>
}

const SPANS = [
  ['30', 'the last 30 days'],
  ['90', 'the last 90 days'],
  ['365', 'the last year'],
  ['3650', 'the last ten years'],
] as const
const EVERY_WORDS = { day: 'days', week: 'weeks', month: 'months' } as const satisfies Record<Every, string>

function Figures({ domain }: { domain: DomainId }) {
  const [days, setDays] = useState<(typeof SPANS)[number][0]>('365')
  const [every, setEvery] = useState<Every>('month')
  const queue = trpc.review.queue.useQuery({ domain })
  const measured = trpc.measure.get.useQuery({ domain, days_back: Number(days), every }, { staleTime: 0 })
  const problem = measured.error ?? queue.error
  const label = labelWords(queue.data?.labels[0] ?? '').toLowerCase()
  return (
    <div className="space-y-10">
      <title>Figures · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl">Calls, verdicts, outcomes: {DOMAIN_WORDS[domain].name}</h1>
        <Notice title="Agreement is not accuracy">
          <p>
            Accuracy holds calls against what turned out to be so. Agreement holds them against what experts said, who
            may be wrong with the model, and who agree with it more once they have seen it.
          </p>
        </Notice>
        <Link to="/review" className="link text-sm">
          The queues
        </Link>
      </header>
      <NoticeOf domain={domain} />
      <div className="flex flex-wrap gap-4">
        <SelectField label="Calls of" value={days} options={SPANS} onChange={setDays} />
        <SelectField
          label="Over time, by"
          value={every}
          options={Every.options.map((one) => [one, EVERY_WORDS[one]] as const)}
          onChange={setEvery}
        />
      </div>
      {problem !== null && <ProblemNotice problem={problemOf(problem)} />}
      {measured.isPending && <p role="status">Measuring…</p>}
      {measured.data !== undefined && queue.data !== undefined && <Measured measured={measured.data} label={label} />}
    </div>
  )
}

function Measured({ measured, label }: { measured: MeasureOutput; label: string }) {
  const { counts, figures, influence, switches, between_experts: between } = measured
  if (counts.calls === 0)
    return (
      <p className="max-w-3xl rounded-md border border-rule bg-surface px-4 py-8 text-center text-sm text-muted">
        No call of this time has a verdict or an outcome yet, so nothing is measured.
      </p>
    )
  return (
    <>
      <Counts counts={counts} />
      <Section id="accuracy" title="Accuracy: calls against outcomes">
        <FiguresBlock caption="Accuracy: calls against outcomes" metrics={figures.accuracy} label={label} />
      </Section>
      <Section id="skill" title="Skill: verdicts against outcomes">
        <FiguresBlock caption="Skill: verdicts against outcomes" metrics={figures.skill} label={label} />
      </Section>
      <Section id="agreement" title="Agreement: calls against verdicts">
        <p className="max-w-3xl text-sm text-muted">
          It tells how far experts follow the model, not whether it is right.
        </p>
        <FiguresBlock caption="Agreement: calls against verdicts" metrics={figures.agreement} label={label} />
      </Section>
      <Section id="influence" title="What seeing the call does">
        <p className="max-w-3xl text-sm text-muted">
          Differences are shares of verdicts given after the call was seen, less those of blind ones.
        </p>
        <FiguresBlock caption="What seeing the call does" metrics={[...influence, ...switches]} label={label} />
      </Section>
      <Section id="experts" title="Between experts">
        <FiguresBlock caption="Between experts" metrics={withoutNames(between)} label={label} />
      </Section>
      <Section id="calibration" title="Calibration">
        <Calibration measured={measured} label={label} />
      </Section>
      <Section id="time" title="Over time">
        {measured.over_time.some(({ calls }) => calls > 0) ? (
          <div className="max-w-3xl">
            <FiguresOverTime
              spans={measured.over_time}
              split={splitWords(measured.over_time[0]?.agreement.split ?? '')}
            />
          </div>
        ) : (
          <p className="text-sm text-muted">Nothing is measured over time yet.</p>
        )}
      </Section>
      <Section id="subgroups" title="By subgroup">
        <SubgroupTables subgroups={measured.subgroups} />
      </Section>
      <Section id="versions" title="By model">
        <VersionTable versions={measured.versions} />
      </Section>
    </>
  )
}

function Calibration({ measured: { calibration }, label }: { measured: MeasureOutput; label: string }) {
  const { bins, metrics } = calibration
  return (
    <div className="space-y-6">
      <FiguresBlock caption="Calibration" metrics={metrics} label={label} />
      {bins.length > 0 ? (
        <div className="max-w-2xl">
          <ReliabilityDiagram bins={bins} split={splitWords(metrics[0]?.split ?? '')} />
        </div>
      ) : (
        <p className="max-w-3xl text-sm text-muted">
          There is no diagram: no call that was drawn by chance has an outcome yet.
        </p>
      )}
    </div>
  )
}

function Counts({ counts }: { counts: MeasureOutput['counts'] }) {
  return (
    <Section id="counts" title="What is measured">
      <p className="max-w-3xl text-sm" data-numeric>
        {counted(counts.calls, 'call')} with a verdict or an outcome: {formatCount(counts.reviewed)} judged,{' '}
        {formatCount(counts.with_outcome)} with an outcome. {counted(counts.verdicts, 'verdict')} of{' '}
        {counted(counts.experts, 'expert')}, {formatCount(counts.blind)} of them blind.
      </p>
      <FigureTable
        caption="Calls by why they were judged"
        head={['Why', 'Calls', 'What for']}
        numeric={[1]}
        rows={Slice.options.map((slice) => [
          SLICE_WORDS[slice].name,
          formatCount(counts.slices[slice]),
          SLICE_WORDS[slice].use,
        ])}
      />
    </Section>
  )
}
