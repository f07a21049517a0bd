import {
  lowerError,
  QUANTITY_NAMES,
  type Quantities,
  type QuantityName,
  upperError,
} from '@vouch/core/domains/exoplanet/quantities'
import type { Random } from '@vouch/core/random'

/**
 * Each measured value moved by itself, by its uncertainty times a normal draw times `scale`. Not what a measurement does
 * (a radius moves with its star, see fragility.ts), but what keeps trees from leaning on how two columns agree to a digit.
 */
export function moveEach(
  train: Quantities,
  scale: number,
  random: Random,
  names: readonly QuantityName[] = QUANTITY_NAMES,
): Quantities {
  const values = { ...train.values }
  for (const name of names) {
    const [upper, lower] = [upperError(name), lowerError(name)]
    const [column, above] = [values[name], upper && values[upper]]
    // where a table gives one uncertainty for both sides, it is that of the upper
    const below = (lower && values[lower]) ?? above
    if (!column || !above || !below) continue
    values[name] = column.map((value, row) => {
      const draw = random.normal() * scale
      const error = draw > 0 ? above[row]! : below[row]!
      const next = Number.isNaN(error) ? value : value + draw * error
      if (name === 'impact') return Math.abs(next)
      return value > 0 && name !== 'epoch' ? Math.max(next, value / 20) : next
    })
  }
  return { rows: train.rows, values }
}

/** What goes missing together: a list of quantities each. */
export type Gaps = readonly (readonly QuantityName[])[]

/** The rows again with gaps: `draw` says for each row which of the lists go missing. */
export function mask(
  train: Quantities,
  { gaps, random, draw }: { gaps: Gaps; random: Random; draw: (random: Random) => readonly number[] },
): Quantities {
  const values = Object.fromEntries(Object.entries(train.values).map(([name, column]) => [name, column.slice()]))
  for (let row = 0; row < train.rows; row++)
    for (const [g, hidden] of draw(random).entries())
      if (hidden) for (const name of gaps[g]!) if (values[name]) values[name][row] = Number.NaN
  return { rows: train.rows, values }
}

/** The rows again, each list of quantities missing by a chance drawn for the row between 0 and `most`. */
export function patchy(
  train: Quantities,
  { gaps, random, most }: { gaps: Gaps; random: Random; most: number },
): Quantities {
  const draw = (chance: Random) => {
    const rate = chance.uniform() * most
    return gaps.map(() => (chance.uniform() < rate ? 1 : 0))
  }
  return mask(train, { gaps, random, draw })
}
