import type { DomainId } from '@vouch/contracts/domain'
import type { ComponentType } from 'react'
import { ExoplanetSubject } from './exoplanet/exoplanet-subject.tsx'
import { HeartSubject } from './heart/heart-subject.tsx'
import { OtherSubject } from './other/other-subject.tsx'
import { SkinSubject } from './skin/skin-subject.tsx'
import type { SubjectProps } from './subject-props.ts'

/** A subject as its field looks at it. */
export const SUBJECTS = {
  exoplanet: ExoplanetSubject,
  heart: HeartSubject,
  skin: SkinSubject,
  other: OtherSubject,
} as const satisfies Record<DomainId, ComponentType<SubjectProps>>
