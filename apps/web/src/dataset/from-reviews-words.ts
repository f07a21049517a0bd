import type { FromReviewsOutput, LabelSource, SourceWeight } from '@vouch/contracts/feedback'
import { counted, formatCount } from '../ui/format.ts'

/** Where a call’s label is known from. */
export const LABEL_SOURCE_WORDS = {
  outcome: 'What it came to',
  adjudicated: 'The last word of an expert',
  agreed: 'Experts who had not seen the call and agree',
} as const satisfies Record<LabelSource, string>

/** Why rows of a source count as much as they do. */
export function basisWords({ basis, right }: Pick<SourceWeight, 'basis' | 'right'>): string {
  const known = right === null || right.n === 0 ? '' : `${formatCount(right.count)} of ${formatCount(right.n)}`
  switch (basis) {
    case 'declared':
      return 'It is what is to be learned.'
    case 'measured':
      return `Measured: ${known} were right where the outcome is known.`
    case 'assumed':
      return `Assumed: too few outcomes are known to measure it${known === '' ? '' : ` (${known} right)`}.`
    case 'given':
      return 'As you said.'
  }
}

/** What did not get into the table, and why; a reason that kept nothing out is not told. */
export function leftOutWords({
  gone,
  withheld,
  repeated,
  other_label: other,
}: FromReviewsOutput['left_out']): string[] {
  return [
    gone > 0 ? `${counted(gone, 'call')}: the submission was deleted, or its time was over.` : null,
    withheld > 0 ? `${counted(withheld, 'call')}: of somebody whose values you may not see.` : null,
    repeated > 0 ? `${counted(repeated, 'call')}: the same row of the same upload, called by another model too.` : null,
    other > 0 ? `${counted(other, 'call')}: the label is none of the two that are learned.` : null,
  ].filter((words) => words !== null)
}
