import type { Review, Shown, Slice, Verdict } from '@vouch/contracts/review'

/** Why a call stands in the queue, and what it is good for. */
export const SLICE_WORDS = {
  random: { name: 'Drawn by chance', use: 'The only ones that tell how good all calls are.' },
  uncertain: { name: 'Near the threshold', use: 'Where a little more knowledge changes the call.' },
  disagreement: { name: 'Called otherwise by another model', use: 'One of the two models is wrong.' },
  diverse: { name: 'Unlike what was judged', use: 'What nobody has looked at yet.' },
  asked: { name: 'Asked for', use: 'Somebody chose these rows.' },
} as const satisfies Record<Slice, { name: string; use: string }>

export const VERDICT_WORDS = {
  accept: 'Accept',
  correct: 'Correct',
  reject: 'Reject',
  unsure: 'Unsure',
} as const satisfies Record<Verdict, string>

/** What an expert had been shown before a verdict. */
export const SHOWN_WORDS = {
  nothing: 'blind',
  call: 'after seeing the call',
  reasons: 'after seeing the call and its reasons',
} as const satisfies Record<Shown, string>

/** `FALSE POSITIVE` → `False positive`. */
export function labelWords(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1).toLowerCase()
}

/** What a review comes to, in one line. */
export function saidWords({ said, verdict, call }: Pick<Review, 'said' | 'verdict' | 'call'>): string {
  if (said !== null) return labelWords(said)
  return verdict === 'unsure' ? 'Unsure' : `Not ${labelWords(call.label).toLowerCase()}`
}
