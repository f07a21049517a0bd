import type { Call } from '@vouch/contracts/domains/exoplanet'
import { decide, type AbstainBand } from '@vouch/core/model/decide'
import type { HistogramBin } from '../../charts/probability-histogram.tsx'

/** A call as it stands at the threshold the reader chose; the stored one is in `call`. */
export interface DecidedCall {
  call: Call
  planet: boolean
  abstained: boolean
}

export interface CallCounts {
  planets: number
  falsePositives: number
  abstained: number
}

/** The same rule the server decides by, over calls that are already here. */
export function decideCalls(calls: readonly Call[], threshold: number, abstain: AbstainBand | null): DecidedCall[] {
  return calls.map((call) => {
    const { positive, abstained } = decide(call.probability, threshold, abstain)
    return { call, planet: positive, abstained }
  })
}

export function countCalls(decided: readonly DecidedCall[]): CallCounts {
  const counts = { planets: 0, falsePositives: 0, abstained: 0 }
  for (const { planet, abstained } of decided) {
    if (planet) counts.planets += 1
    else counts.falsePositives += 1
    if (abstained) counts.abstained += 1
  }
  return counts
}

/** Counts by probability in bins of equal width; 1 belongs to the last. */
export function binCalls(decided: readonly DecidedCall[], bins: number): HistogramBin[] {
  const histogram = Array.from({ length: bins }, (_, index) => ({
    from: index / bins,
    to: (index + 1) / bins,
    planets: 0,
    falsePositives: 0,
  }))
  for (const { call, planet } of decided) {
    const bin = histogram[Math.min(bins - 1, Math.floor(call.probability * bins))]
    if (bin === undefined) continue
    if (planet) bin.planets += 1
    else bin.falsePositives += 1
  }
  return histogram
}
