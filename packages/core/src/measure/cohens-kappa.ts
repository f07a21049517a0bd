import { designEffect } from './design-effect.ts'
import { wilson } from './interval.ts'
import { Z95 } from './normal.ts'

/** One thing that two raters labelled. */
export interface LabelPair {
  readonly first: string
  readonly second: string
  readonly group: string
}

export interface KappaEstimate {
  readonly value: number
  /** at 95 %, within [-1, 1]; null where one rater always says the same, and kappa is 0 whatever the other says */
  readonly interval: [number, number] | null
  /** the share of things they agree on */
  readonly observed: number
  /** the share that two who label alike as often, and independently, would agree on */
  readonly expected: number
  readonly n: number
  readonly groups: number
}

/**
 * Cohen's kappa (1960) of two raters, with the asymptotic interval of Fleiss, Cohen & Everitt (1969, eq. 13). Where things
 * come in groups the interval takes groups as independent, by the sums of what each thing adds to that variance
 * (`designEffect`). Where they agree on all or on nothing that variance is 0 and says nothing: there it is Wilson's
 * interval (1927) of the agreement observed, with the expected one as it is. Where nearly all is one label kappa is small
 * however much they agree: read it beside `observed`.
 * @returns null of nothing, and where both always say the same one label
 */
export function cohensKappa(pairs: readonly LabelPair[]): KappaEstimate | null {
  const n = pairs.length
  const first = shares(pairs.map((pair) => pair.first))
  const second = shares(pairs.map((pair) => pair.second))
  const agreed = pairs.reduce((sum, pair) => sum + (pair.first === pair.second ? 1 : 0), 0)
  let expected = 0
  for (const label of [...first.keys()].sort()) expected += first.get(label)! * (second.get(label) ?? 0)
  if (n === 0 || (first.size === 1 && agreed === n)) return null
  const observed = agreed / n
  const value = agreementBeyondChance(observed, expected)
  const groups = pairs.map((pair) => pair.group)
  // what each pair adds: its label given by the *other* rater's share, as in the paper's p_.i + p_j.
  const parts = pairs.map(
    (pair) =>
      (pair.first === pair.second ? 1 - expected : 0) -
      (1 - observed) * ((second.get(pair.first) ?? 0) + (first.get(pair.second) ?? 0)),
  )
  const mean = parts.reduce((sum, part) => sum + part, 0) / n
  const residuals = parts.map((part) => part - mean)
  const effect = designEffect(residuals, groups)
  const figure = { value, observed, expected, n, groups: effect.groups }
  if (agreed === 0 || agreed === n) {
    const worth = n / designEffect(Array<number>(n).fill(0), groups).factor
    const [low, high] = wilson(observed * worth, worth)
    return {
      ...figure,
      interval: within([agreementBeyondChance(low, expected), agreementBeyondChance(high, expected)], value),
    }
  }
  if (first.size === 1 || second.size === 1) return { ...figure, interval: null }
  const variance = residuals.reduce((sum, residual) => sum + residual * residual, 0) / (n * n * (1 - expected) ** 4)
  const half = Z95 * Math.sqrt(variance * effect.factor)
  return { ...figure, interval: within([value - half, value + half], value) }
}

/** Agreement beyond chance; NaN where chance alone is agreement. */
export function agreementBeyondChance(observed: number, expected: number): number {
  return (observed - expected) / (1 - expected)
}

function shares(labels: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  for (const [label, count] of counts) counts.set(label, count / labels.length)
  return counts
}

function within([low, high]: readonly [number, number], value: number): [number, number] {
  return [Math.max(-1, Math.min(low, value)), Math.min(1, Math.max(high, value))]
}
