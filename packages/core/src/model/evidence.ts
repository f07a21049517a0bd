import { type Distribution, type Manifest, QUANTILE_LEVELS } from '@vouch/contracts/model'
import type { EvidenceOf } from '@vouch/contracts/submission'

/** One input of one row among the training rows of either label: the share of them at or below its value. */
export interface PlacedInput extends EvidenceOf {
  readonly percentilePositive: number | null
  readonly percentileNegative: number | null
}

/**
 * Where one row lies among the rows the model was trained on, feature by feature, the most important first.
 * @param features the row's features as the graph takes them, NaN where missing
 */
export function evidence(manifest: Manifest, features: ArrayLike<number>): PlacedInput[] {
  const rank = new Map(byFirstMethod(manifest).map((item) => [item.name, item.rank]))
  return manifest.inputs
    .map((input, i): PlacedInput => {
      const value = features[i] ?? Number.NaN
      const missing = Number.isNaN(value)
      return {
        name: input.name,
        unit: input.unit,
        description: input.description,
        value: missing ? null : value,
        percentilePositive: missing ? null : percentile(input.distribution.positive, value),
        percentileNegative: missing ? null : percentile(input.distribution.negative, value),
        outside_training: !missing && input.range !== null && (value < input.range[0] || value > input.range[1]),
        importance_rank: rank.get(input.name) ?? null,
      }
    })
    .sort((a, b) => (a.importance_rank ?? Infinity) - (b.importance_rank ?? Infinity))
}

/** Inputs as the model's own measure of importance ranks them: there may be others beside it. */
function byFirstMethod({ importance }: Manifest): Manifest['importance'] {
  return importance.filter(({ method }) => method === importance[0]?.method)
}

/** Share of a distribution at or below a value, between its quantiles by straight lines; null without a distribution. */
export function percentile({ quantiles }: Distribution, value: number): number | null {
  if (!quantiles) return null
  if (value < quantiles[0]!) return 0
  for (let i = quantiles.length - 1; i >= 0; i--) {
    const [here, level] = [quantiles[i]!, QUANTILE_LEVELS[i]!]
    if (value < here) continue
    const [next, nextLevel] = [quantiles[i + 1], QUANTILE_LEVELS[i + 1]]
    if (next === undefined || nextLevel === undefined || next === here) return level
    return level + ((value - here) / (next - here)) * (nextLevel - level)
  }
  return 0
}
