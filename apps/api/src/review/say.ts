import type { AdjudicationInput, Verdict } from '@vouch/contracts/review'
import { VouchError } from '@vouch/core/error'

/** In which words a domain's calls are judged. */
export interface Words {
  readonly labels: readonly string[]
  /** codes of reasons */
  readonly reasons: ReadonlySet<string>
}

type Said = Pick<AdjudicationInput, 'verdict' | 'label' | 'reasons' | 'note'>

/**
 * The label that a verdict on a call comes to; null where it leaves that open. Who had been shown nothing names a label, which may
 * well be the one that was called: there is nothing he could accept or reject, and no answer may tell him what it is.
 * @throws VouchError `invalid`, naming the field, for what does not fit the verdict or is no word of the domain
 */
export function labelSaid(
  said: Said,
  { called, blind }: { readonly called: string; readonly blind: boolean },
  { labels, reasons }: Words,
): string | null {
  const { verdict, label } = said
  if (blind && (verdict === 'accept' || verdict === 'reject'))
    throw refuse('verdict', 'the call has not been shown: say what it is, with “correct” and a label, or “unsure”')
  for (const [i, code] of said.reasons.entries())
    if (!reasons.has(code)) throw refuse(`reasons.${i}`, `must be one of ${[...reasons].join(', ')}`)
  if (verdict === 'correct') {
    if (label === undefined) throw refuse('label', 'says what it is instead')
    checkLabel(label, labels)
    if (!blind && label === called) throw refuse('label', 'is what it was called: accept it')
    return label
  }
  if (label !== undefined) throw refuse('label', 'goes with the verdict “correct” alone')
  if (verdict === 'reject' && said.reasons.length === 0 && said.note.trim() === '')
    throw refuse('reasons', 'a call is rejected for a reason, or with a note')
  return unsaid(verdict, called, labels)
}

/** @throws VouchError `invalid` for a word that no call of the domain has */
export function checkLabel(label: string, labels: readonly string[], field = 'label'): void {
  if (!labels.includes(label)) throw refuse(field, `must be one of ${labels.join(', ')}`)
}

function unsaid(verdict: Exclude<Verdict, 'correct'>, called: string, labels: readonly string[]): string | null {
  if (verdict === 'accept') return called
  const others = labels.filter((one) => one !== called)
  return verdict === 'reject' && others.length === 1 ? (others[0] ?? null) : null
}

function refuse(field: string, message: string): VouchError {
  return new VouchError('invalid', `${field}: ${message}`, [{ field, message }])
}
