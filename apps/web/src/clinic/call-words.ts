import type { ClinicReason, Recommendation, RecommendationStatus } from '@vouch/contracts/clinic'
import type { HeartLabel } from '@vouch/contracts/domains/heart'
import type { Metric } from '@vouch/contracts/metric'
import { LABEL_WORDS, otherLabel } from './value-words.ts'

type Call = NonNullable<Recommendation['call']>

const HUNDRED = 100

/** A share as people of a hundred, and never none or all that it is not. */
export function ofHundred(share: number): string {
  const people = Math.round(share * HUNDRED)
  if (people === 0 && share > 0) return 'fewer than 1 of 100'
  if (people === HUNDRED && share < 1) return 'more than 99 of 100'
  return `about ${people} of 100`
}

/** A call for whom it is about: what the model estimates, and what it makes of that. */
export function callInWords({ label, probability, abstained }: Call): string {
  const estimate = `The model’s estimate: ${ofHundred(probability)} people with values like these had a narrowed coronary artery.`
  return abstained
    ? `The model abstained: it makes no call of this. ${estimate}`
    : `${estimate} So its call is: ${LABEL_WORDS[label]}.`
}

/** Who “people with values like these” were, from the model's card. */
export const WHO_THEY_WERE =
  'They were patients of four hospitals in the 1980s, whom a doctor suspected of the disease before, and most of them men. How often an artery was narrowed differed much from hospital to hospital: the number is not your own risk.'

/** How often calls of its kind were right where the model was tested; null where that was not measured. */
export function rightBefore({ abstained }: Call, evaluation: readonly Metric[]): string | null {
  const name = abstained ? 'accuracy_when_abstained' : 'accuracy_when_not_abstained'
  const found = evaluation.find(({ metric }) => metric === name)
  if (!found || found.value === null) return null
  const kind = abstained ? 'Where it abstains, what it leans to' : 'Such a call'
  return `${kind} was right ${ofHundred(found.value)} times in its test (n = ${found.n}; ${found.split}).`
}

/** Whether a doctor has looked at a call, and what came of it. */
export function statusForPatient(status: RecommendationStatus, label: HeartLabel | null): string {
  switch (status) {
    case 'pending':
      return 'No doctor has looked at it yet.'
    case 'approved':
      return 'A doctor has looked at it and agrees.'
    case 'rejected':
      return 'A doctor has looked at it and does not agree.'
    case 'corrected':
      return label === null
        ? 'A doctor has looked at it and says otherwise.'
        : `A doctor has looked at it and says: ${LABEL_WORDS[otherLabel(label)]}.`
    case 'unsure':
      return 'A doctor has looked at it and cannot tell.'
    case 'disputed':
      return 'Doctors have looked at it and judged it differently.'
  }
}

export const STATUS_WORDS = {
  pending: 'waits for a verdict',
  approved: 'approved',
  rejected: 'rejected',
  corrected: 'corrected',
  unsure: 'judged as unsure',
  disputed: 'judged differently',
} as const satisfies Record<RecommendationStatus, string>

/** What adds less than this to the log-odds is named to nobody: the API's sentences leave it out, too. */
const LEAST = 0.05
const NAMED = 4

/** The weightiest reasons of each side, for a reader without log-odds. */
export function reasonSides(reasons: readonly ClinicReason[]): { towards: ClinicReason[]; against: ClinicReason[] } {
  const side = (sign: 1 | -1) => reasons.filter(({ log_odds }) => log_odds * sign >= LEAST).slice(0, NAMED)
  return { towards: side(1), against: side(-1) }
}
