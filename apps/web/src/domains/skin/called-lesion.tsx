import { DIAGNOSES, NOT_A_DERMATOSCOPE, type PictureQuality, type SkinCall } from '@vouch/contracts/domains/skin'
import { formatProbability, formatThreshold } from '../../ui/format.ts'
import { LabelMark } from '../../ui/label-mark.tsx'
import { Notice } from '../../ui/notice.tsx'
import { callWords, upperFirst } from './call-words.ts'
import { ClassBars } from './class-bars.tsx'

interface CalledLesionProps {
  call: SkinCall
  threshold: number | null
  /** between which probabilities the model does not tell; null: there are none, or they are not known here */
  abstain: { readonly from: number; readonly to: number } | null
  /** null: not known here */
  quality: PictureQuality | null
}

/** A call of a lesion: first why it is not to be gone by, then what it is, in words and in numbers. */
export function CalledLesion({ call, threshold, abstain, quality }: CalledLesionProps) {
  const malignant = call.prediction === 'MALIGNANT'
  return (
    <div className="@container space-y-5">
      {call.abstained && <Abstention call={call} abstain={abstain} quality={quality} />}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-6 @3xl:grid-cols-2">
        <div className="min-w-0 space-y-4">
          <div className="space-y-1">
            <h3 className="text-2xl">{upperFirst(DIAGNOSES[call.diagnosis].words)}</h3>
            <p className="flex flex-wrap items-baseline gap-x-3 text-sm" data-numeric>
              <LabelMark words={malignant ? 'Malignant' : 'Benign'} positive={malignant} abstained={call.abstained} />
              <span>
                malignant score {formatProbability(call.probability)}
                {threshold !== null && `, threshold ${formatThreshold(threshold)}`}
              </span>
            </p>
          </div>
          <div className="max-w-prose space-y-1.5 text-sm" data-numeric>
            {callWords(call, threshold).map((words) => (
              <p key={words}>{words}</p>
            ))}
          </div>
          <p className="max-w-prose text-sm font-medium text-caution">{SHORTLY}</p>
        </div>
        <div className="min-w-0 space-y-3">
          <ClassBars classes={call.classes} called={call.diagnosis} />
          <p className="text-sm text-muted">
            The malignant score is the sum of the probabilities of the malignant classes: melanoma, basal cell
            carcinoma, and actinic keratosis or Bowen’s disease.
          </p>
        </div>
      </div>
    </div>
  )
}

/** What such a call is not: the first and the last sentence of what stands at the top of the screen. */
const SHORTLY = [NOT_A_DERMATOSCOPE.split('. ')[0], NOT_A_DERMATOSCOPE.split('. ').at(-1)].join('. ')

function Abstention({ call, abstain, quality }: Pick<CalledLesionProps, 'call' | 'abstain' | 'quality'>) {
  const warnings = quality?.warnings ?? []
  return (
    <Notice tone="caution" title="The model abstains: do not go by this call">
      {warnings.length > 0 && (
        <ul className="list-disc space-y-1 pl-5">
          {warnings.map(({ code, message }) => (
            <li key={code}>{message}</li>
          ))}
        </ul>
      )}
      {warnings.length === 0 && (
        <p data-numeric>
          {abstain === null
            ? 'The picture is not one that it judges, or its number lies too near to the threshold to tell.'
            : `Its number, ${formatProbability(call.probability)}, lies between ${formatThreshold(abstain.from)} and ${formatThreshold(abstain.to)}: too near to the threshold to tell.`}
        </p>
      )}
      <p>What it would say is below.</p>
    </Notice>
  )
}
