import type { Recommendation } from '@vouch/contracts/clinic'
import { formatProbability, formatThreshold } from '../ui/format.ts'
import { LABEL_WORDS } from './value-words.ts'

/** A call in the clinic's words, told by shape and word as well as by colour. */
export function CallLine({ call, threshold }: Pick<Recommendation, 'call' | 'threshold'>) {
  if (call === null)
    return <p className="font-medium">Judged blind: what the model says is shown once your verdict is in.</p>
  const disease = call.label === 'DISEASE'
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1" data-numeric>
      <svg viewBox="0 0 12 12" className="size-3 shrink-0" aria-hidden="true">
        {disease ? (
          <circle cx="6" cy="6" r="5" fill="var(--planet)" />
        ) : (
          <circle cx="6" cy="6" r="4" fill="none" stroke="var(--false-positive)" strokeWidth="2" />
        )}
      </svg>
      <span className={`font-semibold ${disease ? 'text-planet' : 'text-false-positive'}`}>
        {LABEL_WORDS[call.label].replace(/^./, (letter) => letter.toUpperCase())}
      </span>
      {call.abstained && <span className="text-sm text-caution">the model abstained</span>}
      <span className="text-sm text-muted">
        probability of disease {formatProbability(call.probability)}, threshold {formatThreshold(threshold)}
      </span>
    </p>
  )
}
