import type { DataQuality } from '@vouch/contracts/clinic'
import { formatP } from '../model/metric-words.ts'
import { counted } from '../ui/format.ts'

type Drift = NonNullable<DataQuality['attributes'][number]['drift']>

/** Below it a difference is called one, once it is adjusted for how many were looked at. */
const SIGNIFICANT = 0.05

/** Whether a value has moved from before, in words with its figures. */
export function driftWords(drift: Drift | null): string {
  if (drift === null) return 'nothing from before'
  const { n, reference_n: reference, population_stability_index: index, chance, p_adjusted: p } = drift
  if (index === null) return 'too few values'
  const moved = p !== null && p < SIGNIFICANT && (chance === null || index > chance)
  const figures = [
    `PSI ${index.toFixed(2)}`,
    chance === null ? null : `chance alone up to ${chance.toFixed(2)}`,
    p === null ? null : `adjusted p ${formatP(p)}`,
  ]
  return `${moved ? 'has moved' : 'no more than chance'} (${figures.filter((word) => word !== null).join(', ')}; ${counted(n, 'patient')} against ${reference})`
}
