import type { Call, CallLabel } from '@vouch/contracts/domains/exoplanet'
import type { CandidateCurve, CurveExplanation, ViewName } from '@vouch/contracts/domains/light-curve'
import { useMemo, useState } from 'react'
import { ContributionBars } from '../../../charts/contribution-bars.tsx'
import { PlotFigure } from '../../../charts/plot-figure.tsx'
import { signed } from '../../../charts/signed.ts'
import { formatProbability, formatQuantity } from '../../../ui/format.ts'
import { ToggleChoice } from '../../../ui/toggle-choice.tsx'
import { faithfulWords } from './faithful-words.ts'
import { curveReasons, towardsPlanet } from './curve-reasons.ts'
import { stripsOf, VIEW_NAMES, viewFigure } from './view-figure.ts'

interface AttentionSectionProps {
  views: CandidateCurve['views']
  explanation: CurveExplanation
  call: Call
  onTarget: (target: CallLabel) => void
}

const VIEWS = ['local', 'global', 'secondary'] as const satisfies readonly ViewName[]

/** Where the network looked, below what it saw, and what each of its inputs added. */
export function AttentionSection({ views, explanation, call, onTarget }: AttentionSectionProps) {
  const [name, setName] = useState<ViewName>('local')
  const figure = useMemo(
    () => viewFigure(views[name], { name, strips: stripsOf(explanation, name) }),
    [views, name, explanation],
  )
  const map = explanation.grad_cam.find(({ view }) => view === name)
  const { target, output, integrated_gradients: gradients } = explanation
  return (
    <div className="min-w-0 space-y-5">
      <div className="flex flex-wrap gap-x-6 gap-y-3">
        <ToggleChoice<ViewName>
          label="Which view"
          value={name}
          options={VIEWS.map((view) => [view, VIEW_NAMES[view]] as const)}
          onChange={setName}
        />
        <ToggleChoice<CallLabel>
          label="Reasons for which class"
          value={target}
          options={[
            ['PLANET', call.prediction === 'PLANET' ? 'For planet (called)' : 'For planet'],
            [
              'FALSE POSITIVE',
              call.prediction === 'FALSE POSITIVE' ? 'For false positive (called)' : 'For false positive',
            ],
          ]}
          onChange={onTarget}
        />
      </div>
      <PlotFigure figure={figure} />
      <div className="max-w-3xl space-y-2 text-sm" data-numeric>
        <p role="status">
          Strips: the stronger, the more the network’s output for “{target.toLowerCase()}” rests there; of the gradients
          the upper half speaks for it, the lower half, in the other colour, against it. The output is{' '}
          {signed(output.log_odds)} in log-odds, a probability of {formatProbability(output.probability)}.
        </p>
        {map !== undefined && (
          <>
            <p className="text-muted">
              Grad-CAM of the logit, layer <code className="font-mono text-xs">{map.layer}</code>, {map.channels}{' '}
              channels.
            </p>
            <p>{faithfulWords(map.faithfulness)}</p>
          </>
        )}
      </div>
      <section aria-labelledby="inputs" className="space-y-2">
        <h3 id="inputs" className="text-base font-semibold">
          What each input adds
        </h3>
        <p className="text-sm text-muted" data-numeric>
          Integrated gradients, in log-odds of a planet, from {gradients.baseline} (
          {signed(towardsPlanet(gradients.base_log_odds, target))}); the sum is right to{' '}
          {formatQuantity(Math.abs(gradients.residual))}.
        </p>
        <p className="flex justify-between text-xs text-muted" aria-hidden="true">
          <span>input</span>
          <span>← false positive · log-odds · planet →</span>
        </p>
        <ContributionBars contributions={curveReasons(explanation)} unitWords={() => ''} valueWords={() => ''} />
      </section>
    </div>
  )
}
