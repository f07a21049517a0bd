import { createRandom } from '../../random.ts'
import type { Random } from '../../random.ts'
import { lowerError, type Quantities, QUANTITY_NAMES, type QuantityName, upperError } from './quantities.ts'

/** How many draws a flip rate is made of, and above which rate a call is fragile. */
export const DRAWS = 64
export const FRAGILE_ABOVE = 0.1

/** The quantities that have uncertainties in the catalogues. */
const UNCERTAIN: readonly [QuantityName, QuantityName, QuantityName][] = QUANTITY_NAMES.flatMap((name) => {
  const [upper, lower] = [upperError(name), lowerError(name)]
  return upper && lower ? [[name, upper, lower] as [QuantityName, QuantityName, QuantityName]] : []
})

/**
 * The row again, `draws` times, each measured value drawn from a normal distribution of two halves with the catalogue's
 * upper and lower uncertainty. The chance is seeded by the row's own values: the same row gives the same draws wherever
 * it stands.
 */
export function drawWithinErrors(quantities: Quantities, row: number, draws = DRAWS): Quantities {
  const present = QUANTITY_NAMES.filter((name) => quantities.values[name] !== undefined)
  const random = createRandom(present.map((name) => `${name}=${quantities.values[name]![row]}`).join(' '))
  const rows = new Array<number>(draws).fill(row)
  return jitter(takeRows(quantities, rows), 1, random)
}

/** Some rows of some quantities, in the order asked for. */
export function takeRows(quantities: Quantities, rows: ArrayLike<number>): Quantities {
  const values: Partial<Record<QuantityName, Float64Array>> = {}
  for (const name of QUANTITY_NAMES) {
    const column = quantities.values[name]
    if (column) values[name] = Float64Array.from(rows, (r) => column[r]!)
  }
  return { rows: rows.length, values }
}

/** Every measured value moved by its uncertainty times a normal draw times `scale`; the uncertainties stay. */
export function jitter(quantities: Quantities, scale: number, random: Random): Quantities {
  const values = { ...quantities.values }
  for (const [name, upperName, lowerName] of UNCERTAIN) {
    const column = quantities.values[name]
    const upper = quantities.values[upperName]
    const lower = quantities.values[lowerName] ?? upper
    if (!column || !upper || !lower) continue
    values[name] = column.map((value, r) => moved(name, value, random.normal() * scale, upper[r]!, lower[r]!))
  }
  return { rows: quantities.rows, values }
}

/** Impact parameters are folded at zero; what must be positive keeps at least a twentieth of itself. */
function moved(name: QuantityName, value: number, draw: number, upper: number, lower: number): number {
  const error = draw > 0 ? upper : lower
  if (Number.isNaN(error)) return value
  const next = value + draw * error
  if (name === 'impact') return Math.abs(next)
  return value > 0 && name !== 'epoch' ? Math.max(next, value / 20) : next
}
