import type { DomainId } from '@vouch/contracts/domain'
import type { Catalogue } from '@vouch/contracts/domains/exoplanet'

/** The table a reader chose to have scored: a file of his own, the simulated sample, or the archive's table kept by the server. */
export type TableSource =
  | { kind: 'file'; file: File }
  | { kind: 'sample'; file: File; note: string }
  | { kind: 'catalogue'; catalogue: Catalogue }

/** Whose tables the first screen takes in. */
export const TABLE_DOMAIN: DomainId = 'exoplanet'
