import type { FurtherValues } from '../further-values.ts'
import type { QuantityName } from '../quantities.ts'
import type { Signal } from '../signal.ts'

export interface FeatureSpec {
  readonly name: string
  readonly unit: string
  readonly description: string
  /** paper and section, or the law it follows from */
  readonly source: string
  /** quantities it is made of */
  readonly needs: readonly QuantityName[]
  of(signal: Signal, values: FurtherValues): number
}

/** Logarithm to base 10; missing for what has none. */
export const log = (value: number): number => (value > 0 ? Math.log10(value) : Number.NaN)
/** mean of an upper and a lower uncertainty; one of them is enough */
export const mean = (upper: number, lower: number): number =>
  Number.isNaN(upper) ? lower : Number.isNaN(lower) ? upper : (upper + lower) / 2

export const MEASURED = 'as measured'
export const WINN = 'Winn 2010 (arXiv:1001.2010)'
/** what density and a/R* are made of */
export const STAR = ['stellar_gravity', 'stellar_radius'] as const
/** what the radius is made of */
export const RADIUS = ['radius', 'radius_ratio', 'stellar_radius'] as const
/** what the ratio of the radii is made of */
export const RATIO = [...RADIUS, 'depth'] as const

export function spec(
  name: string,
  unit: string,
  description: string,
  source: string,
  needs: readonly QuantityName[],
  of: (signal: Signal, values: FurtherValues) => number,
): FeatureSpec {
  return { name, unit, description, source, needs, of }
}
