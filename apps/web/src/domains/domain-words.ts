import type { DomainId } from '@vouch/contracts/domain'

/** What a domain is called, who judges its calls, and which of them are counted in a list: the key of a summary, and a word. */
export const DOMAIN_WORDS = {
  exoplanet: { name: 'Exoplanets', expert: 'an astronomer', counts: ['predicted_planets', 'planet'] },
  heart: {
    name: 'Heart disease',
    expert: 'a doctor',
    counts: ['predicted_disease', 'call of disease', 'calls of disease'],
  },
  other: { name: 'Other tables', expert: 'somebody who knows them', counts: ['predicted_positive', 'positive call'] },
} as const satisfies Record<DomainId, { name: string; expert: string; counts: readonly [string, string, string?] }>
