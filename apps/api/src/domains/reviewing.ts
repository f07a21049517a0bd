import type { DomainId } from '@vouch/contracts/domain'
import { exoplanetReviewing } from './exoplanet/reviewing.ts'
import { heartReviewing } from './heart/reviewing.ts'
import { otherReviewing } from './other/reviewing.ts'
import { skinReviewing } from './skin/reviewing.ts'

/** How the experts of a domain speak of its calls. */
export interface Reviewing {
  /** why a verdict is what it is: code → words; a closed list, so that reasons can be counted */
  readonly reasons: Readonly<Record<string, string>>
  /** What a row is of, by its name, so that what belongs together is drawn together; null: itself alone. */
  subjectOf(name: string): string | null
}

export const REVIEWING = {
  exoplanet: exoplanetReviewing,
  heart: heartReviewing,
  skin: skinReviewing,
  other: otherReviewing,
} as const satisfies Record<DomainId, Reviewing>
