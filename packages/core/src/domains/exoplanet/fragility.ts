import { createRandom } from '../../random.ts'
import type { Random } from '../../random.ts'
import { lowerError, type Quantities, QUANTITY_NAMES, type QuantityName, upperError } from './quantities.ts'

/** How many draws a flip rate is made of, and above which rate a call is fragile. */
export const DRAWS = 64
export const FRAGILE_ABOVE = 0.1

/** What a fit measures by itself: drawn each on its own. */
const FITTED = ['period', 'epoch', 'duration', 'depth', 'impact'] as const

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

/** The quantities of a row that such draws move: those with an uncertainty, and those that move with their star. */
export function movableQuantities({ values }: Quantities, row: number): QuantityName[] {
  const known = (name: QuantityName) => !Number.isNaN(errorOf(values, name, row, 1))
  const filled = (name: QuantityName) => !Number.isNaN(values[name]?.[row] ?? Number.NaN)
  const star = known('stellar_radius') && filled('stellar_radius')
  const heat = known('stellar_temperature') && filled('stellar_temperature')
  const moved: Partial<Record<QuantityName, boolean>> = {
    ...Object.fromEntries(FITTED.map((name) => [name, known(name)])),
    stellar_radius: star,
    stellar_temperature: heat,
    radius: star || known('radius'),
    insolation: star || heat,
    equilibrium_temperature: star || heat,
    stellar_gravity: star || known('stellar_gravity'),
  }
  return QUANTITY_NAMES.filter((name) => moved[name] === true && filled(name))
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

/**
 * Every measured value moved by its uncertainty times a normal draw times `scale`; the uncertainties stay. What comes from
 * the star moves with the star: a radius is a ratio times the star's radius, and its own error is what is left of the
 * catalogue's when the star's is taken off; at a given mass the gravity falls with the square of the radius; insolation
 * and equilibrium temperature follow radius and temperature.
 */
export function jitter(quantities: Quantities, scale: number, random: Random): Quantities {
  const values: Partial<Record<QuantityName, Float64Array>> = {}
  for (const name of QUANTITY_NAMES) {
    const column = quantities.values[name]
    if (column) values[name] = column.slice()
  }
  for (let row = 0; row < quantities.rows; row++) moveRow(values, row, () => random.normal() * scale)
  return { rows: quantities.rows, values }
}

type Values = Partial<Record<QuantityName, Float64Array>>

function moveRow(values: Values, row: number, draw: () => number): void {
  const at = (name: QuantityName) => values[name]?.[row] ?? Number.NaN
  const scaleBy = (name: QuantityName, factor: number) => {
    const column = values[name]
    if (column) column[row] = column[row]! * factor
  }
  for (const name of FITTED) move(values, name, row, draw())
  const star = relativeError(values, 'stellar_radius', row, draw())
  const grown = Math.max(1 + star.step, LEAST_SHARE)
  const heat = Math.max(1 + relativeError(values, 'stellar_temperature', row, draw()).step, LEAST_SHARE)
  const own = relativeError(values, 'radius', row, draw())
  const left = Math.sqrt(Math.max(own.error ** 2 - star.error ** 2, 0)) * own.draw
  const gravity = draw()
  scaleBy('stellar_radius', grown)
  scaleBy('stellar_temperature', heat)
  scaleBy('radius', grown * Math.max(1 + left, LEAST_SHARE))
  scaleBy('insolation', grown ** 2 * heat ** 4)
  scaleBy('equilibrium_temperature', Math.sqrt(grown) * heat)
  const column = values.stellar_gravity
  if (column && star.error > 0) column[row] = at('stellar_gravity') - 2 * Math.log10(grown)
  else move(values, 'stellar_gravity', row, gravity)
}

/** What is positive keeps at least this share of itself. */
const LEAST_SHARE = 0.05

/** The uncertainty on the side of a draw over the value, and the draw times that; 0 where the catalogue gives none. */
function relativeError(values: Values, name: QuantityName, row: number, draw: number) {
  const error = errorOf(values, name, row, draw) / Math.abs(values[name]?.[row] ?? Number.NaN)
  const known = Number.isFinite(error) ? error : 0
  return { error: known, draw, step: known * draw }
}

function errorOf(values: Values, name: QuantityName, row: number, draw: number): number {
  const [upper, lower] = [upperError(name), lowerError(name)]
  const above = (upper && values[upper]?.[row]) ?? Number.NaN
  const below = (lower && values[lower]?.[row]) ?? Number.NaN
  const [side, other] = draw > 0 ? [above, below] : [below, above]
  return Number.isNaN(side) ? other : side
}

/** Impact parameters are folded at zero; what must be positive stays so. */
function move(values: Values, name: QuantityName, row: number, draw: number): void {
  const column = values[name]
  const error = errorOf(values, name, row, draw)
  if (!column || Number.isNaN(error)) return
  const value = column[row]!
  const next = value + draw * error
  if (name === 'impact') column[row] = Math.abs(next)
  else if (name === 'epoch' || name === 'stellar_gravity') column[row] = next
  else column[row] = value > 0 ? Math.max(next, value * LEAST_SHARE) : next
}
