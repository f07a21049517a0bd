import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { accuracy, confusion, f1, precision, recall } from './accuracy.ts'
import { brier, expectedCalibrationError, reliability } from './calibration.ts'
import { groupBootstrap, quantile, wilson } from './interval.ts'
import { averagePrecision, precisionRecallCurve, recallAtPrecision, rocAuc, rocCurve } from './ranking.ts'

const random = createRandom('ranking')
const labels = Array.from({ length: 400 }, () => random.int(2))
/** coarse, so that there are ties */
const scores = labels.map((label) => Math.round(10 * (label + random.normal())) / 10)

describe('ROC AUC', () => {
  it('is the share of pairs in the right order, ties half', () => {
    let [right, pairs] = [0, 0]
    for (const [i, a] of labels.entries())
      for (const [j, b] of labels.entries()) {
        if (a !== 1 || b !== 0) continue
        pairs++
        right += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0
      }
    expect(rocAuc(labels, scores)).toBeCloseTo(right / pairs, 12)
  })

  it('is not a number where a label is absent', () => {
    expect(rocAuc([1, 1], [0.2, 0.3])).toBeNaN()
    expect(rocAuc([], [])).toBeNaN()
  })

  it('is the area under its curve', () => {
    const { x, y } = rocCurve(labels, scores, 1e6)
    const area = x.slice(1).reduce((sum, right, i) => sum + ((right - x[i]!) * (y[i + 1]! + y[i]!)) / 2, 0)
    expect(area).toBeCloseTo(rocAuc(labels, scores), 12)
  })
})

describe('average precision', () => {
  it('is that of the textbook example', () => {
    // positives at ranks 1, 3, 4 of 5: (1 + 2/3 + 3/4) / 3
    expect(averagePrecision([1, 0, 1, 1, 0], [5, 4, 3, 2, 1])).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3, 12)
  })

  it('does not hang on the order of tied rows', () => {
    expect(averagePrecision([1, 0, 0, 1], [1, 1, 1, 1])).toBe(averagePrecision([0, 1, 1, 0], [1, 1, 1, 1]))
  })

  it('has a curve that ends at the share of positives', () => {
    const { x, y } = precisionRecallCurve(labels, scores)
    expect(x.at(-1)).toBe(1)
    expect(y.at(-1)).toBeCloseTo(labels.filter((label) => label === 1).length / labels.length, 12)
  })
})

describe('calls against outcomes', () => {
  const counts = confusion([1, 1, 1, 0, 0], [0.9, 0.5, 0.4, 0.5, 0.1], 0.5)

  it('count a probability at the threshold as positive', () => {
    expect(counts).toEqual({ truePositives: 2, falsePositives: 1, trueNegatives: 1, falseNegatives: 1 })
    expect([accuracy(counts), precision(counts), recall(counts), f1(counts)]).toEqual([3 / 5, 2 / 3, 2 / 3, 2 / 3])
  })

  it('have no precision where nothing was called', () => {
    expect(precision(confusion([1, 0], [0.1, 0.1], 0.5))).toBeNaN()
  })
})

describe('calibration', () => {
  it('has an error of zero when what is said is what is so', () => {
    expect(expectedCalibrationError([1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5])).toBe(0)
    expect(brier([1, 0], [1, 0])).toBe(0)
    expect(brier([1, 0], [0, 1])).toBe(1)
  })

  it('puts every row into one bin, those at 1 too', () => {
    const bins = reliability([1, 0, 1], [1, 0, 0.999])
    expect(bins.reduce((sum, { n }) => sum + n, 0)).toBe(3)
    for (const { observed, interval } of bins) {
      expect(interval[0]).toBeLessThanOrEqual(observed)
      expect(interval[1]).toBeGreaterThanOrEqual(observed)
    }
  })
})

describe('intervals', () => {
  it('of a share are Wilson’s', () => {
    const [low, high] = wilson(8, 10)
    expect(low).toBeCloseTo(0.4902, 4)
    expect(high).toBeCloseTo(0.9433, 4)
    expect(wilson(0, 0)).toEqual([0, 1])
  })

  it('from whole groups are as wide as groups are few, not as rows are many', () => {
    const group = Array.from({ length: 1000 }, (_, row) => row % 10)
    const value = group.map((g) => g / 10)
    const mean = (rows: Uint32Array) => [rows.reduce((sum, row) => sum + value[row]!, 0) / rows.length]
    const width = (groups: number[]) => {
      const [interval] = groupBootstrap(groups, mean, { draws: 400, random: createRandom('width') })
      return interval![1] - interval![0]
    }
    expect(width(group)).toBeGreaterThan(5 * width(group.map((_, row) => row)))
  })

  it('have quantiles between the values', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5)
    expect(quantile([], 0.5)).toBeNaN()
  })
})

describe('recall at a precision', () => {
  it('is the largest share of the positives found at a threshold that keeps the precision', () => {
    const order = [1, 1, 0, 1, 1, 0, 0]
    const falling = order.map((_, i) => -i)
    expect(recallAtPrecision(order, falling, { precision: 1 })).toBe(0.5)
    expect(recallAtPrecision(order, falling, { precision: 0.8 })).toBe(1)
    const { x, y } = precisionRecallCurve(labels, scores, Infinity)
    const best = Math.max(...x.filter((_, i) => i > 0 && (y[i] ?? 0) >= 0.9))
    expect(recallAtPrecision(labels, scores, { precision: 0.9 })).toBeCloseTo(best, 12)
  })

  it('is zero where no threshold keeps it, takes rows of one score together, and is none without positives', () => {
    expect(recallAtPrecision([0, 1], [2, 1], { precision: 0.99 })).toBe(0)
    expect(recallAtPrecision([1, 0, 1], [1, 1, 0], { precision: 0.99 })).toBe(0)
    expect(recallAtPrecision([0, 0], [1, 2], { precision: 0.99 })).toBeNaN()
  })
})
