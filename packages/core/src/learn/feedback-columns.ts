import type { LeakRule } from './audit-column.ts'

/** The columns of a data set that was made of judged calls, beside the values of their rows. */
export const FEEDBACK = {
  label: 'feedback_label',
  /** what rows belong together by: a patient, a star; no name or number of theirs */
  group: 'feedback_group',
  weight: 'feedback_weight',
  source: 'feedback_source',
  observedOn: 'feedback_observed_on',
} as const

const REASONS: ReadonlyMap<string, string> = new Map([
  [FEEDBACK.label, 'the label that outcomes and verdicts gave'],
  [FEEDBACK.group, 'it names whom or what a row is of'],
  [FEEDBACK.weight, 'how sure the label is, which is known only once it is there'],
  [FEEDBACK.source, 'where the label is from, which is known only once it is there'],
  [FEEDBACK.observedOn, 'when the label became known'],
])

/** Why such a column is never learned from, in whatever table it stands. */
export function feedbackRules(columns: readonly string[]): ReadonlyMap<string, LeakRule> {
  return new Map(
    columns.flatMap((column) => {
      const reason = REASONS.get(column)
      return reason === undefined ? [] : [[column, { verdict: 'refused', reason }] as const]
    }),
  )
}
