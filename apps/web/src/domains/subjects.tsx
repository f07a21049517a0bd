import type { DomainId } from '@vouch/contracts/domain'
import type { ComponentType } from 'react'
import { ExoplanetSubject } from './exoplanet/exoplanet-subject.tsx'
import { HeartSubject } from './heart/heart-subject.tsx'

/** A call whose subject an expert looks at. */
export interface SubjectProps {
  id: string
  row: number
  model: string
  threshold: number | null
  /** the model’s reasons too; that they were seen is noted by the server */
  why: boolean
}

/** A subject as its field looks at it. */
export const SUBJECTS = {
  exoplanet: ExoplanetSubject,
  heart: HeartSubject,
} as const satisfies Record<DomainId, ComponentType<SubjectProps>>
