import type { AccuracyVsFeedback } from '@vouch/contracts/clinic'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { counted } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { FigureBlock } from './figure-block.tsx'
import { DRAWN } from './figure-words.ts'

/** Accuracy, agreement and skill: three blocks, and what stands between them. */
export function FiguresSection({ daysBack }: { daysBack: number }) {
  const found = trpc.clinic.accuracyVsFeedback.useQuery({ days_back: daysBack }, { staleTime: 0 })
  return (
    <Section id="figures" title="Accuracy, agreement and skill">
      {found.error !== null && <ProblemNotice problem={problemOf(found.error)} />}
      {found.isPending && <p role="status">Measuring…</p>}
      {found.data !== undefined && <Figures found={found.data} />}
    </Section>
  )
}

function Figures({ found }: { found: AccuracyVsFeedback }) {
  const { calls, reviewed, with_outcome, accuracy, agreement, skill, influence } = found
  const noOutcome = with_outcome === 0 ? 'Not measured: no outcome is known yet of these calls.' : null
  const noVerdict = reviewed === 0 ? 'Not measured: no verdict is in yet on these calls.' : null
  const drawn = [...accuracy, ...agreement].some(({ split, n }) => split === DRAWN && n > 0)
  return (
    <div className="space-y-8">
      <p className="text-sm" data-numeric>
        {counted(calls, 'call')}, of which {reviewed} judged by a doctor and {with_outcome} with an outcome that is
        known.
        {!drawn && ' None of these was drawn by chance: the figures hold of those that were judged, and of no others.'}
      </p>
      <FigureBlock
        title="Accuracy"
        question="The model’s calls against what was found in the end. It needs outcomes."
        figures={accuracy}
        empty={noOutcome}
      />
      <FigureBlock
        title="Agreement"
        question="The model’s calls against doctors’ verdicts. It is no accuracy: who has seen a call agrees with it more."
        figures={agreement}
        empty={noVerdict}
      />
      <FigureBlock
        title="Skill"
        question="Doctors’ verdicts against what was found in the end. It needs both."
        figures={skill}
        empty={noVerdict ?? noOutcome}
      />
      {influence.some(({ value }) => value !== null) && (
        <FigureBlock
          title="Influence"
          question="What seeing the call does to verdicts: blind ones beside those that were given with the call in sight."
          figures={influence}
          empty={null}
        />
      )}
    </div>
  )
}
