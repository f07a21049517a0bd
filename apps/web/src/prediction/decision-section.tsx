import type { AbstainBand } from '@vouch/core/model/decide'
import { useMemo } from 'react'
import { HISTOGRAM_MARGIN, ProbabilityHistogram } from '../charts/probability-histogram.tsx'
import { binCalls, countCalls, type DecidedCall } from '../domains/exoplanet/decide-calls.ts'
import { Button } from '../ui/button.tsx'
import { CallMark } from '../ui/call-mark.tsx'
import { counted, formatCount, formatThreshold } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { ThresholdSlider, THUMB_PX } from '../ui/threshold-slider.tsx'

interface DecisionSectionProps {
  decided: readonly DecidedCall[]
  notAssessed: number
  threshold: number
  /** the model's own, chosen on calls it had not been trained on */
  own: number
  abstain: AbstainBand | null
  onThreshold: (value: number) => void
  onCommit: (value: number) => void
}

/** Bins of width .025, so that most thresholds fall on an edge. */
const BINS = 40

/** The counts, the histogram and the threshold beneath it on the same scale. Nothing here asks the server. */
export function DecisionSection(props: DecisionSectionProps) {
  const { decided, notAssessed, threshold, own, abstain, onThreshold, onCommit } = props
  const counts = useMemo(() => countCalls(decided), [decided])
  const bins = useMemo(() => binCalls(decided, BINS), [decided])
  const moved = threshold !== own
  const set = (value: number) => {
    onThreshold(value)
    onCommit(value)
  }
  return (
    <Section
      id="decision"
      title="The decision"
      aside={
        <span className="flex items-center gap-3 text-sm">
          <output data-numeric>
            Threshold <strong>{formatThreshold(threshold)}</strong>
          </output>
          <Button disabled={!moved} onClick={() => set(own)}>
            Model’s own, {formatThreshold(own)}
          </Button>
        </span>
      }
    >
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4" aria-live="polite">
        <Count name={<CallMark planet />} value={counts.planets} testId="planets" />
        <Count name={<CallMark planet={false} />} value={counts.falsePositives} testId="false-positives" />
        <Count name="Abstained, of these" value={counts.abstained} testId="abstained" />
        <Count name="Not assessed" value={notAssessed} testId="not-assessed" />
      </dl>
      <div>
        <ProbabilityHistogram
          bins={bins}
          threshold={threshold}
          abstain={abstain}
          label={`Histogram of ${counted(decided.length, 'probability', 'probabilities')} in ${BINS} bins. At threshold ${formatThreshold(threshold)}: ${formatCount(counts.planets)} planets, ${formatCount(counts.falsePositives)} false positives.`}
        />
        <div
          style={{
            marginLeft: HISTOGRAM_MARGIN.left - THUMB_PX / 2,
            marginRight: HISTOGRAM_MARGIN.right - THUMB_PX / 2,
          }}
        >
          <ThresholdSlider value={threshold} onChange={onThreshold} onCommit={onCommit} describedBy="threshold-note" />
        </div>
      </div>
      <p id="threshold-note" className="max-w-[70ch] text-sm text-muted">
        A probability at or above the threshold is called a planet. Moving it decides anew here in the page; what was
        stored stays as it was scored.
        {abstain !== null &&
          ` The shaded band, ${formatThreshold(abstain.from)} to ${formatThreshold(abstain.to)}, is where the model abstains: the call stands, and says so.`}
      </p>
    </Section>
  )
}

function Count({ name, value, testId }: { name: React.ReactNode; value: number; testId: string }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="font-serif text-3xl" data-numeric data-count={testId}>
        {formatCount(value)}
      </dd>
    </div>
  )
}
