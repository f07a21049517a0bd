import type { DomainId } from '@vouch/contracts/domain'
import type { Manifest } from '@vouch/contracts/model'
import type { TableDomain } from '../prediction/table-domain.ts'
import { byColumns } from './by-columns.ts'
import { exoplanet } from './exoplanet/domain.ts'
import { heart } from './heart/domain.ts'
import { other } from './other/domain.ts'
import { skin } from './skin/domain.ts'

/** Every domain, in the one place where they are listed; the compiler finds the one that is missing. */
export const DOMAINS = { exoplanet, heart, skin, other } as const satisfies Record<DomainId, TableDomain>

/** A table to be called whose sender names no model is taken for this domain's. */
export const TABLE_DOMAIN: DomainId = 'exoplanet'

/** The domain whose table this is, by its columns' names. */
export function domainOfTable(columns: readonly string[]): DomainId {
  return Object.values<TableDomain>(DOMAINS).find((domain) => domain.recognises(columns))?.id ?? 'other'
}

/** The domain of a model, as that model sees it. */
export function domainOf(manifest: Manifest): TableDomain {
  const domain = DOMAINS[manifest.domain]
  return manifest.takes === 'columns' ? byColumns(domain, manifest) : domain
}
