import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { aucInterval, bootstrapAuc, compareAuc } from './compare-auc.ts'
import { groupBootstrap } from './interval.ts'
import { rocAuc } from './ranking.ts'

/** Sixteen rows with ties, and what their definition gives in NumPy and SciPy 1.10 (the areas also in scikit-learn 1.2). */
const small = {
  labels: [1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1],
  first: [0.9, 0.3, 0.7, 0.7, 0.4, 0.7, 0.8, 0.1, 0.35, 0.2, 0.95, 0.6, 0.3, 0.55, 0.45, 0.5],
  second: [0.6, 0.5, 0.7, 0.2, 0.4, 0.6, 0.9, 0.3, 0.45, 0.1, 0.75, 0.7, 0.2, 0.35, 0.45, 0.65],
}

/** Groups of one to four rows, whose scores share half of their noise; both labels may be in a group. */
function grouped(count: number, seed: string) {
  const random = createRandom(seed)
  const labels: number[] = []
  const groups: number[] = []
  const first: number[] = []
  const second: number[] = []
  for (let g = 0; g < count; g++) {
    const shared = random.normal()
    const label = random.int(2)
    for (let k = 1 + random.int(4); k > 0; k--) {
      labels.push(random.uniform() < 0.9 ? label : 1 - label)
      groups.push(g)
      first.push(label + shared + 0.3 * random.normal())
      second.push(0.7 * label + shared + 0.3 * random.normal())
    }
  }
  return { labels, groups, first, second }
}

describe('DeLong', () => {
  it('gives the areas, errors, z and p of the definition', () => {
    const found = compareAuc(small.labels, [small.first, small.second])
    expect(found.first.auc).toBeCloseTo(0.859375, 12)
    expect(found.second.auc).toBeCloseTo(0.71875, 12)
    expect(found.first.standardError).toBeCloseTo(0.0933772351042495, 12)
    expect(found.second.standardError).toBeCloseTo(0.13467056365177102, 12)
    expect(found.z).toBeCloseTo(1.2119867644072875, 10)
    expect(found.p).toBeCloseTo(0.2255174471548097, 10)
    expect(found.interval[0]).toBeLessThan(0)
    expect(found.interval[1]).toBeCloseTo(found.difference + 1.959963984540054 * found.standardError, 12)
  })

  it('is the same for groups of one row', () => {
    const groups = small.labels.map((_, row) => row)
    const alone = compareAuc(small.labels, [small.first, small.second], groups)
    expect(alone.standardError).toBeCloseTo(compareAuc(small.labels, [small.first, small.second]).standardError, 12)
  })

  it('is not fooled by rows that are copies: four of each, in one group, are as sure as one', () => {
    const four = (values: readonly number[]) => values.flatMap((value) => [value, value, value, value])
    const groups = four(small.labels.map((_, row) => row))
    const copied = aucInterval(four(small.labels), four(small.first), groups)
    const single = aucInterval(small.labels, small.first)
    expect(copied.auc).toBeCloseTo(single.auc, 12)
    expect(copied.standardError).toBeCloseTo(single.standardError, 12)
    expect(aucInterval(four(small.labels), four(small.first)).standardError).toBeLessThan(0.6 * single.standardError)
  })

  it('swaps its sign with the models, and finds no difference between a model and itself', () => {
    const there = compareAuc(small.labels, [small.first, small.second])
    const back = compareAuc(small.labels, [small.second, small.first])
    expect(back.z).toBeCloseTo(-there.z, 12)
    expect(back.p).toBeCloseTo(there.p, 12)
    // the same ranking under another scale
    const same = compareAuc(small.labels, [small.first, small.first.map((score) => Math.exp(score))])
    expect(same).toMatchObject({ difference: 0, standardError: 0, z: Number.NaN, p: 1 })
  })

  it('covers the truth in 95 of 100 samples by group, and does not when rows pass for independent', () => {
    const truth = aucInterval(grouped(20_000, 'truth').labels, grouped(20_000, 'truth').first).auc
    const hits = (byGroup: boolean): number => {
      let count = 0
      for (let s = 0; s < 300; s++) {
        const { labels, first, groups } = grouped(120, `sample ${s}`)
        const [low, high] = aucInterval(labels, first, byGroup ? groups : undefined).interval
        if (low <= truth && truth <= high) count++
      }
      return count / 300
    }
    expect(hits(true)).toBeGreaterThan(0.91)
    expect(hits(false)).toBeLessThan(0.88)
  })

  it('rejects equal models in one of twenty samples', () => {
    let rejected = 0
    for (let s = 0; s < 400; s++) {
      const random = createRandom(`null ${s}`)
      const labels = Array.from({ length: 80 }, () => random.int(2))
      const shared = labels.map((label) => label + random.normal())
      const model = () => shared.map((score) => score + random.normal())
      if (compareAuc(labels, [model(), model()]).p < 0.05) rejected++
    }
    expect(rejected / 400).toBeGreaterThan(0.02)
    expect(rejected / 400).toBeLessThan(0.085)
  })

  it('does not claim certainty where every pair is in order', () => {
    const { auc, interval } = aucInterval([1, 1, 1, 0, 0, 0, 0], [7, 6, 5, 4, 3, 2, 1])
    expect(auc).toBe(1)
    expect(interval[0]).toBeLessThan(0.5)
    expect(interval[1]).toBe(1)
    expect(aucInterval([1, 1, 1, 0, 0, 0, 0], [1, 2, 3, 4, 5, 6, 7]).interval[0]).toBeCloseTo(0, 12)
  })

  it('is not a number where a label is absent', () => {
    for (const labels of [[1, 1], [0, 0], []]) {
      const { auc, standardError } = aucInterval(labels, [0.1, 0.2])
      expect([auc, standardError]).toEqual([Number.NaN, Number.NaN])
      expect(
        compareAuc(labels, [
          [0.1, 0.2],
          [0.2, 0.3],
        ]).p,
      ).toBeNaN()
    }
  })
})

describe('the bootstrap by group', () => {
  const { labels, groups, first, second } = grouped(150, 'bootstrap')

  it('draws as the one that lists rows does', () => {
    const listed = groupBootstrap(
      groups,
      (rows) => {
        const label = Array.from(rows, (row) => labels[row]!)
        return [first, second].map((scores) =>
          rocAuc(
            label,
            Array.from(rows, (row) => scores[row]!),
          ),
        )
      },
      { draws: 60, random: createRandom('draws') },
    )
    const weighed = bootstrapAuc(labels, [first, second], { groups, draws: 60, random: createRandom('draws') })
    for (const [s, [low, high]] of listed.entries()) {
      expect(weighed.intervals[s]?.[0]).toBeCloseTo(low, 12)
      expect(weighed.intervals[s]?.[1]).toBeCloseTo(high, 12)
    }
    expect(weighed.differences[0]).toEqual([0, 0])
    expect(weighed.draws).toBe(60)
  })

  it('agrees with DeLong by group', () => {
    const test = compareAuc(labels, [second, first], groups)
    const drawn = bootstrapAuc(labels, [first, second], { groups, draws: 1000, random: createRandom('agree') })
    const [low, high] = drawn.differences[1]!
    expect((high - low) / (test.interval[1] - test.interval[0])).toBeCloseTo(1, 0)
    expect(Math.abs(low - test.interval[0])).toBeLessThan(0.3 * (high - low))
    expect(Math.abs(high - test.interval[1])).toBeLessThan(0.3 * (high - low))
  })

  it('is not a number where a label is absent', () => {
    const drawn = bootstrapAuc([1, 1], [[1, 2]], { groups: [0, 1], draws: 10, random: createRandom(1) })
    expect(drawn).toEqual({ intervals: [[Number.NaN, Number.NaN]], differences: [[Number.NaN, Number.NaN]], draws: 0 })
  })
})
