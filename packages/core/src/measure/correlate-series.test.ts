import { expect, test } from 'vitest'
import { createRandom, type Random } from '../random.ts'
import { correlateSeries } from './correlate-series.ts'
import { twoSided } from './normal.ts'

const X = Array.from({ length: 35 }, (_, i) => (i * 37) % 101)
const Y = X.map((x, i) => ((i * 53 + ((i * i) % 17)) % 89) + 0.5 * x)

// numpy 1.24 and scipy 1.10: stats.pearsonr of what is left of each weekday's mean, of stats.rankdata for Spearman
test.each([
  ['pearson', 0.4856713937867519, 13.231136463265239, [-0.0821883374068784, 0.8154666618409295], 0.08979486089460406],
  [
    'spearman',
    0.41167449963725095,
    14.906562840487473,
    [-0.14612136578795798, 0.7708529625988636],
    0.14245598451463756,
  ],
] as const)('%s gives what scipy gives', (method, r, nEffective, interval, p) => {
  const found = correlateSeries(X, Y, { method })
  expect(found.r).toBeCloseTo(r, 9)
  expect(found.nEffective).toBeCloseTo(nEffective, 9)
  expect(found.interval?.[0]).toBeCloseTo(interval[0], 9)
  expect(found.interval?.[1]).toBeCloseTo(interval[1], 9)
  expect(found.p).toBeCloseTo(p, 9)
  expect(found.n).toBe(35)
})

test('of less than three weeks r is plain and p is null', () => {
  const [x, y] = [X.slice(0, 12), Y.slice(0, 12)]
  expect(correlateSeries(x, y, { method: 'pearson' })).toMatchObject({ p: null, interval: null, n: 12 })
  expect(correlateSeries(x, y, { method: 'pearson' }).r).toBeCloseTo(0.43372270636694293, 12)
  expect(correlateSeries(x, y, { method: 'spearman' }).r).toBeCloseTo(0.1328671328671329, 12)
})

test('of two pairs, and of a series that does not change, there is no r', () => {
  expect(correlateSeries([1, 2], [3, 4], { method: 'pearson' })).toMatchObject({ r: null, n: 2 })
  const flat = correlateSeries(X, Array<number>(35).fill(0.1), { method: 'spearman' })
  expect(flat).toEqual({ r: null, interval: null, p: null, n: 35, nEffective: null })
  const week = Array.from({ length: 35 }, (_, i) => 0.1 * (i % 7))
  expect(correlateSeries(X, week, { method: 'pearson' }).r).toBeNull()
})

test('days that are not known are no pairs', () => {
  const holes = X.map((x, i) => (i % 9 === 4 ? null : x))
  const found = correlateSeries(holes, Y, { method: 'pearson' })
  expect(found.n).toBe(31)
  expect(found.r).not.toBeNull()
})

test('a series goes with itself wholly', () => {
  const { r, p } = correlateSeries(Y, Y, { method: 'pearson' })
  expect(r).toBeCloseTo(1, 12)
  expect(p).toBeLessThan(1e-9)
})

/** A first-order autoregression, with a week in it. */
function draw(days: number, { phi, week }: { phi: number; week: number }, random: Random): number[] {
  let state = random.normal()
  return Array.from({ length: days }, (_, day) => {
    state = phi * state + Math.sqrt(1 - phi * phi) * random.normal()
    return state + (day % 7 < 5 ? week : -week)
  })
}

const SAMPLES = 1500

test.each([
  [90, 'pearson'],
  [90, 'spearman'],
  [180, 'pearson'],
] as const)(
  'of independent series of %i days that go on as they were about 5 in 100 are below .05: %s',
  (days, method) => {
    const random = createRandom(`${days} ${method}`)
    let [aware, naive] = [0, 0]
    for (let sample = 0; sample < SAMPLES; sample++) {
      const [x, y] = [draw(days, { phi: 0.8, week: 2 }, random), draw(days, { phi: 0.8, week: 2 }, random)]
      const { r, p } = correlateSeries(x, y, { method })
      if (p !== null && p < 0.05) aware++
      if (twoSided(Math.atanh(r ?? 0) * Math.sqrt(days - 3)) < 0.05) naive++
    }
    expect(aware / SAMPLES).toBeGreaterThan(0.025)
    expect(aware / SAMPLES).toBeLessThan(0.075)
    expect(naive / SAMPLES).toBeGreaterThan(0.25)
  },
)
