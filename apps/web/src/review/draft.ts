import type { QueueState, Review, Verdict } from '@vouch/contracts/review'

/** What an expert is about to say of a call. */
export interface Draft {
  readonly verdict: Verdict | null
  /** with `correct` alone */
  readonly label: string | null
  /** codes */
  readonly reasons: readonly string[]
  readonly note: string
  /** 0 to 1; null: not said */
  readonly confidence: number | null
}

/** What may be said of a call. */
export interface Choices {
  readonly labels: QueueState['labels']
  readonly reasons: QueueState['reasons']
  /** the label it was called; null: it is judged before that is shown */
  readonly called: string | null
}

export const EMPTY_DRAFT: Draft = { verdict: null, label: null, reasons: [], note: '', confidence: null }

/** Labels that a correction may name: of a call that was not shown, any. */
export function labelsToName({ labels, called }: Pick<Choices, 'labels' | 'called'>): readonly string[] {
  return labels.filter((label) => label !== called)
}

/** Chooses a verdict; `correct` names the only other label at once, and chosen again the next one. */
export function chooseVerdict(draft: Draft, verdict: Verdict, choices: Choices): Draft {
  if (verdict !== 'correct') return { ...draft, verdict, label: null }
  const names = labelsToName(choices)
  if (draft.verdict === 'correct')
    return { ...draft, label: names[(names.indexOf(draft.label ?? '') + 1) % names.length] ?? null }
  return { ...draft, verdict, label: names.length === 1 ? (names[0] ?? null) : null }
}

export function nameLabel(draft: Draft, label: string): Draft {
  return { ...draft, verdict: 'correct', label }
}

export function toggleReason(draft: Draft, code: string): Draft {
  const reasons = draft.reasons.includes(code) ? draft.reasons.filter((one) => one !== code) : [...draft.reasons, code]
  return { ...draft, reasons }
}

/** What a number chooses: labels first where there is no call to accept, then reasons. Counted from 1. */
export function chooseNumber(draft: Draft, number: number, choices: Choices): Draft {
  const labels = choices.called === null ? labelsToName(choices) : []
  const label = labels[number - 1]
  if (label !== undefined) return nameLabel(draft, label)
  const reason = choices.reasons[number - 1 - labels.length]
  return reason === undefined ? draft : toggleReason(draft, reason.code)
}

/** What is missing before it can be sent; null: nothing. */
export function missingIn({ verdict, label, reasons, note }: Draft): string | null {
  if (verdict === null) return 'Choose a verdict.'
  if (verdict === 'correct' && label === null) return 'Say what it is.'
  if (verdict === 'reject' && reasons.length === 0 && note.trim() === '')
    return 'A call is rejected for a reason: choose one, or write a note.'
  return null
}

/** As it is sent. */
export function saidIn({ verdict, label, reasons, note, confidence }: Draft) {
  return {
    verdict,
    ...(label === null ? {} : { label }),
    reasons,
    note,
    ...(confidence === null ? {} : { confidence }),
  }
}

/** What was said, to be said anew by one who now knows the call. */
export function draftOf({ verdict, said, call, reasons, note, confidence }: Review): Draft {
  const rest = { reasons, note, confidence }
  if (verdict === 'correct' && said === call.label) return { verdict: 'accept', label: null, ...rest }
  return { verdict, label: verdict === 'correct' ? said : null, ...rest }
}
