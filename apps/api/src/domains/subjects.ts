import { PredictTableOptions } from '@vouch/contracts/domains/exoplanet'
import type { DomainId } from '@vouch/contracts/domain'
import type { Subjects } from '../prediction/predict.ts'
import { findContext } from './exoplanet/catalogue.ts'
import { exoplanet } from './exoplanet/domain.ts'

type Served = Omit<Subjects, 'options' | 'accountId' | 'patientId' | 'newId' | 'later'>

/** What each domain takes in at the one door that they share. */
export const SUBJECTS = {
  exoplanet: { domain: exoplanet, findContext },
} as const satisfies Record<DomainId, Served>

/** The options that a submission may come with, whatever its domain. */
export const SubmitOptions = PredictTableOptions

/** A table whose sender names no model is taken for this domain's. */
export const TABLE_DOMAIN: DomainId = 'exoplanet'
