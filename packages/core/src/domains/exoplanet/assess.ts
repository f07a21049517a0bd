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
    return names.map((name) => lack(name, quantities.values[name]?.[row])).join(', ')
  }
  return null
}

function usable(name: QuantityName, value: number | undefined): boolean {
  return value !== undefined && Number.isFinite(value) && (value > 0 || !POSITIVE.has(name))
}

function lack(name: QuantityName, value: number | undefined): string {
  const { description } = QUANTITIES[name]
  if (value === undefined) return `the table has no column for: ${description}`
  return Number.isNaN(value) ? `no value for: ${description}` : `not positive: ${description}`
}
