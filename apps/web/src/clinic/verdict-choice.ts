import type { DoctorFeedbackInput } from '@vouch/contracts/clinic'
import type { HeartLabel } from '@vouch/contracts/domains/heart'
import { LABEL_WORDS, otherLabel } from './value-words.ts'

/** A verdict that may be given: its key, its words, and what is sent. */
export interface Choice {
  readonly key: string
  readonly words: string
  readonly sent: Pick<DoctorFeedbackInput, 'doctor_feedback' | 'correction'>
}

/** Of a call that is shown one judges the call; of one that is not, the patient. */
export function choicesOf(label: HeartLabel | null): readonly Choice[] {
  if (label === null)
    return [
      { key: 'D', words: 'Disease', sent: { doctor_feedback: 'rejected', correction: 'DISEASE' } },
      { key: 'N', words: 'No disease', sent: { doctor_feedback: 'rejected', correction: 'NO DISEASE' } },
    ]
  const other = otherLabel(label)
  return [
    { key: 'A', words: `Approve: ${LABEL_WORDS[label]}`, sent: { doctor_feedback: 'approved' } },
    { key: 'R', words: 'Reject: the call does not hold', sent: { doctor_feedback: 'rejected' } },
    {
      key: 'C',
      words: `Correct: it is ${LABEL_WORDS[other]}`,
      sent: { doctor_feedback: 'rejected', correction: other },
    },
  ]
}

/** A key alone, pressed outside a field that takes letters. */
export function isShortcut(event: {
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  target: EventTarget | null
}): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return false
  const { target } = event
  return target.closest('textarea, select, input:not([type=radio])') === null
}
