import type { Mission } from '@vouch/contracts/domains/exoplanet'
import { MISSIONS } from './missions.ts'
import { QUANTITIES, type QuantityName } from './quantities.ts'

/** A quantity, and the column under which a table's header is understood to hold it, in the unit of `QUANTITIES`. */
export interface OwnColumn {
  readonly key: QuantityName
  readonly column: string
}

/**
 * The columns of a table of some missions' signals: of one mission by that mission's names, so that whoever reads it sees
 * whose they are; of several as of a table of nobody's, which has fewer quantities.
 */
export function ownColumns(missions: readonly Mission[]): OwnColumn[] {
  const [first = 'generic', ...others] = new Set(missions)
  const mission = others.length > 0 ? 'generic' : first
  const found = new Map<QuantityName, string>()
  for (const [column, { quantity, unit }] of MISSIONS[mission].columns) {
    const own = QUANTITIES[quantity].unit
    if (!found.has(quantity)) found.set(quantity, unit === own ? column : `${column} [${own}]`)
  }
  // the other names of a star's number are those of a mission's catalogue
  if (mission === 'generic') found.set('star', 'star_id')
  return [...found].map(([key, column]) => ({ key, column }))
}
