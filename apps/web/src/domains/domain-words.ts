import type { DomainId } from '@vouch/contracts/domain'

/** What a domain is called, and who judges its calls. */
export const DOMAIN_WORDS = {
  exoplanet: { name: 'Exoplanets', expert: 'an astronomer' },
  heart: { name: 'Heart disease', expert: 'a doctor' },
} as const satisfies Record<DomainId, { name: string; expert: string }>
