import type { Metric } from '@vouch/contracts/metric'
import { asMetric } from './as-metric.ts'
import { benjaminiHochberg } from './benjamini-hochberg.ts'
import { chiSquaredTest } from './chi-squared.ts'
import { compareShares } from './compare-shares.ts'
import { byName } from './judged-call.ts'
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts'
import {
  type BinCounts,
  countInQuantiles,
  countNames,
  populationStability,
  presentNumbers,
} from './population-stability.ts'

interface Samples<Value> {
  readonly feature: string
  /** what the model was trained on, or another time; null where missing */
  readonly reference: readonly Value[]
  readonly current: readonly Value[]
}

/** Two samples of a feature. A number of few values (a count, a code) is `categorical`: name its values. */
export type FeatureSamples =
  | ({ readonly kind: 'continuous' } & Samples<number | null>)
  | ({ readonly kind: 'categorical' } & Samples<string | null>)

export interface DriftTest {
  readonly test: 'kolmogorov-smirnov' | 'chi-squared' | 'fisher'
  /** the distance of Kolmogorov and Smirnov, or chi-squared; null of Fisher's test, which has none */
  readonly statistic: number | null
  readonly p: number
  /** among all features (Benjamini & Hochberg 1995) */
  readonly pAdjusted: number
}

export interface FeatureDrift {
  readonly feature: string
  readonly kind: FeatureSamples['kind']
  /** `population_stability_index`; n counts current rows; without an interval, as the index is never below 0 */
  readonly stability: Metric
  /** what chance alone keeps that index below in about 95 of 100 samples; null where it was not measured */
  readonly chance: number | null
  /** null where samples are empty or have one value between them */
  readonly test: DriftTest | null
  /** `missing_difference`: the share missing now less that of the reference (Newcombe 1998) */
  readonly missing: Metric
}

/**
 * How far the distribution of each feature has moved, in the order given. Numbers are tested by Kolmogorov and Smirnov among
 * the rows that have them, names by Pearson's chi-squared or, of two names of which few are expected, Fisher's exact test, with
 * what is missing as a name of its own. Rows are taken as independent: give one row of each group.
 */
export function measureDrift(
  features: readonly FeatureSamples[],
  { split }: { readonly split: string },
): FeatureDrift[] {
  const tests = features.map((samples) =>
    samples.kind === 'continuous' ? testNumbers(samples) : testNames(countNames(samples.reference, samples.current)),
  )
  const adjusted = benjaminiHochberg(tests.map((test) => test?.p ?? null))
  return features.map((samples, f) => {
    const bins =
      samples.kind === 'continuous'
        ? countInQuantiles(samples.reference, samples.current)
        : countNames(samples.reference, samples.current).values()
    const stability = populationStability(bins)
    const [test, pAdjusted] = [tests[f], adjusted[f]]
    const n = samples.current.length
    const index = stability && { value: stability.value, interval: null, n, groups: n }
    return {
      feature: samples.feature,
      kind: samples.kind,
      stability: { ...asMetric('population_stability_index', index, { split, notes: againstOf(samples) }), n },
      chance: stability?.chance ?? null,
      test: test && typeof pAdjusted === 'number' ? { ...test, pAdjusted } : null,
      missing: measureMissing(samples, split),
    }
  })
}

type Tested = Omit<DriftTest, 'pAdjusted'> | null

function testNumbers({ reference, current }: Samples<number | null>): Tested {
  const found = kolmogorovSmirnov(presentNumbers(reference), presentNumbers(current))
  return found === null || found.p === null
    ? null
    : { test: 'kolmogorov-smirnov', statistic: found.statistic, p: found.p }
}

function testNames(counts: ReadonlyMap<string | null, BinCounts>): Tested {
  const bins = [...counts].sort(([a], [b]) => byName(a ?? '', b ?? '')).map(([, pair]) => pair)
  const [n, m] = [sumOf(bins, 0), sumOf(bins, 1)]
  if (n === 0 || m === 0 || bins.length < 2) return null
  if (bins.length === 2) {
    const shares = compareShares({ count: bins[0]![0], n }, { count: bins[0]![1], n: m })
    if (shares.test === 'exact') return { test: 'fisher', statistic: null, p: shares.p }
  }
  const pooled = bins.length === 2 ? bins : poolRare(bins, Math.min(n, m) / (n + m))
  const found = chiSquaredTest(pooled)
  return found && { test: 'chi-squared', statistic: found.statistic, p: found.p }
}

/** Expected counts below this are too few for Pearson's test (Cochran 1954). */
const LEAST_EXPECTED = 5

/**
 * Names of which fewer than five are expected in the smaller sample become one, and if that is still too few the next rarest
 * go with them. Which they are depends on both samples together, so that p stays what it says.
 */
function poolRare(bins: readonly BinCounts[], smaller: number): BinCounts[] {
  const rarest = [...bins].sort((a, b) => a[0] + a[1] - (b[0] + b[1]))
  const expected = ([reference, current]: BinCounts) => (reference + current) * smaller
  const kept: BinCounts[] = []
  let pool: BinCounts = [0, 0]
  for (const bin of rarest) {
    const tooFew =
      expected(bin) < LEAST_EXPECTED || (sumOf([pool], 0) + sumOf([pool], 1) > 0 && expected(pool) < LEAST_EXPECTED)
    if (tooFew) pool = [pool[0] + bin[0], pool[1] + bin[1]]
    else kept.push(bin)
  }
  return pool[0] + pool[1] > 0 ? [...kept, pool] : kept
}

function sumOf(bins: readonly BinCounts[], side: 0 | 1): number {
  return bins.reduce((sum, bin) => sum + bin[side], 0)
}

function measureMissing({ reference, current }: FeatureSamples, split: string): Metric {
  const missing = (values: readonly (number | string | null)[]) => ({
    count: values.filter((value) => value === null || (typeof value === 'number' && !Number.isFinite(value))).length,
    n: values.length,
  })
  const measured = reference.length > 0 && current.length > 0
  const { difference, interval } = compareShares(missing(current), missing(reference))
  const n = current.length
  const estimate = measured ? { value: difference, interval, n, groups: n } : null
  return { ...asMetric('missing_difference', estimate, { split, notes: againstOf({ reference }) }), n }
}

function againstOf({ reference }: { readonly reference: readonly unknown[] }): string[] {
  return [`Against ${reference.length} rows of the reference.`]
}
