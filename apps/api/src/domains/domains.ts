import type { DomainId } from '@vouch/contracts/domain'
import type { TableDomain } from '../prediction/table-domain.ts'
import { exoplanet } from './exoplanet/domain.ts'

/** Every domain, in the one place where they are listed; the compiler finds the one that is missing. */
export const DOMAINS = { exoplanet } as const satisfies Record<DomainId, TableDomain>
