import type { DomainId } from '@vouch/contracts/domain'
import type { Subjects } from '../prediction/predict.ts'
import { findContext } from './exoplanet/catalogue.ts'
import { exoplanet } from './exoplanet/domain.ts'
import { heart } from './heart/domain.ts'
import { other } from './other/domain.ts'
import { skin } from './skin/domain.ts'

type Served = Omit<Subjects, 'options' | 'accountId' | 'patientId' | 'newId' | 'later'>

/** What each domain takes in at the one door that they share. */
export const SUBJECTS = {
  exoplanet: { domain: exoplanet, findContext },
  heart: { domain: heart, findContext: () => Promise.resolve(null) },
  skin: { domain: skin, findContext: () => Promise.resolve(null) },
  other: { domain: other, findContext: () => Promise.resolve(null) },
} as const satisfies Record<DomainId, Served>
