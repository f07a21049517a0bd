import type { LeasedItem } from '@vouch/contracts/review'
import { LabelMark } from '../ui/label-mark.tsx'
import { formatProbability, formatThreshold } from '../ui/format.ts'
import { labelWords } from './review-words.ts'

interface CallLineProps {
  call: NonNullable<LeasedItem['call']>
  /** of the domain, the positive one first */
  labels: readonly string[]
  threshold: number | null
}

/** What the model called it, how probable it holds the positive label, and from where on it calls so. */
export function CallLine({ call, labels, threshold }: CallLineProps) {
  const positive = labels[0] ?? ''
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-3 text-sm" data-numeric>
      <LabelMark words={labelWords(call.label)} positive={call.label === positive} abstained={call.abstained} />
      <span>
        probability of “{labelWords(positive).toLowerCase()}” {formatProbability(call.probability)}
        {threshold !== null && `, threshold ${formatThreshold(threshold)}`}
      </span>
    </span>
  )
}
