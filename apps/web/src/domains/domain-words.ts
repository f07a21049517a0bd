import type { DomainId } from '@vouch/contracts/domain'

/**
 * What a domain is called, who judges its calls, which of them are counted in a list (the key of a summary, and a word),
 * what its two calls are called at the ends of an axis, and whether a table can be made of its judged calls.
 */
export const DOMAIN_WORDS = {
  exoplanet: {
    name: 'Exoplanets',
    expert: 'an astronomer',
    counts: ['predicted_planets', 'planet'],
    ends: { negative: 'false positive', positive: 'planet' },
    learnedFromCalls: true,
  },
  heart: {
    name: 'Heart disease',
    expert: 'a doctor',
    counts: ['predicted_disease', 'call of disease', 'calls of disease'],
    ends: { negative: 'no disease', positive: 'disease' },
    learnedFromCalls: true,
  },
  skin: {
    name: 'Skin lesions',
    expert: 'a dermatologist',
    counts: ['predicted_malignant', 'malignant call'],
    ends: { negative: 'benign', positive: 'malignant' },
    // what is learned from are pictures, and a table holds none
    learnedFromCalls: false,
  },
  other: {
    name: 'Other tables',
    expert: 'somebody who knows them',
    counts: ['predicted_positive', 'positive call'],
    ends: { negative: 'negative', positive: 'positive' },
    // such tables share no columns
    learnedFromCalls: false,
  },
} as const satisfies Record<DomainId, DomainWords>

interface DomainWords {
  readonly name: string
  readonly expert: string
  readonly counts: readonly [string, string, string?]
  readonly ends: CallEnds
  readonly learnedFromCalls: boolean
}

export interface CallEnds {
  readonly negative: string
  readonly positive: string
}
