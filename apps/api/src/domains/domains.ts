import type { DomainId } from '@vouch/contracts/domain'
import type { Manifest } from '@vouch/contracts/model'
import type { TableDomain } from '../prediction/table-domain.ts'
import { byColumns } from './exoplanet/by-columns.ts'
import { exoplanet } from './exoplanet/domain.ts'

/** Every domain, in the one place where they are listed; the compiler finds the one that is missing. */
export const DOMAINS = { exoplanet } as const satisfies Record<DomainId, TableDomain>

/** The domain of a model, as that model sees it. */
export function domainOf(manifest: Manifest): TableDomain {
  const domain = DOMAINS[manifest.domain]
  return manifest.takes === 'columns' ? byColumns(domain, manifest) : domain
}
