import type { Manifest } from '@vouch/contracts/model'
import { isQuantity, QUANTITIES, type Quantities, type QuantityName } from './quantities.ts'

/** Quantities that only make sense above zero. */
const POSITIVE: ReadonlySet<QuantityName> = new Set(['period', 'depth', 'radius', 'radius_ratio', 'snr', 'duration'])

/** Why a model cannot judge a row; null when it can: of each list in `requires` the row must have one quantity. */
export function whyNotAssessed(
  { requires }: Pick<Manifest, 'requires'>,
  quantities: Quantities,
  row: number,
): string | null {
  for (const list of requires) {
    const names = list.filter(isQuantity)
    if (names.some((name) => usable(name, quantities.values[name]?.[row]))) continue
    return lack(names, quantities, row)
  }
  return null
}

function usable(name: QuantityName, value: number | undefined): boolean {
  return value !== undefined && Number.isFinite(value) && (value > 0 || !POSITIVE.has(name))
}

function lack(names: readonly QuantityName[], quantities: Quantities, row: number): string {
  const [name, ...others] = names
  if (name === undefined || others.length > 0)
    return `none of: ${names.map((n) => QUANTITIES[n].description).join('; ')}`
  const value = quantities.values[name]?.[row]
  if (value === undefined) return `the table has no column for the ${QUANTITIES[name].description}`
  return Number.isNaN(value)
    ? `no ${QUANTITIES[name].description}`
    : `the ${QUANTITIES[name].description} is not positive`
}
