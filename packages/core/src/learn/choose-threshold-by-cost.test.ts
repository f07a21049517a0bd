import { describe, expect, it } from 'vitest'
import { confusion, precision, recall } from '../measure/accuracy.ts'
import { createRandom } from '../random.ts'
import { chooseThresholdByCost, chooseThresholdByPrecision } from './choose-threshold-by-cost.ts'

const random = createRandom('thresholds')
const labels = Array.from({ length: 500 }, () => random.int(2))
const probabilities = labels.map((label) => 1 / (1 + Math.exp(-(2 * label - 1 + random.normal()))))
const grid = Array.from({ length: 101 }, (_, step) => step / 100)

describe('a threshold by cost', () => {
  it.each([
    [1, 1],
    [10, 1],
    [1, 25],
    [0, 1],
    [1, 0],
  ])('costs no more than any other of the grid, at %d a false positive and %d a false negative', (fp, fn) => {
    const cost = (threshold: number): number => {
      const { falsePositives, falseNegatives } = confusion(labels, probabilities, threshold)
      return fp * falsePositives + fn * falseNegatives
    }
    const chosen = chooseThresholdByCost(labels, probabilities, { falsePositive: fp, falseNegative: fn })
    expect(cost(chosen)).toBe(Math.min(...grid.map(cost)))
  })

  it('rises with the cost of a false positive', () => {
    const at = (falsePositive: number) =>
      chooseThresholdByCost(labels, probabilities, { falsePositive, falseNegative: 1 })
    expect(at(10)).toBeGreaterThan(at(1))
    expect(at(1)).toBeGreaterThan(at(0.1))
  })

  it('counts a probability at the threshold as called, also where a hundred times it rounds down', () => {
    // .29 × 100 is 28.999… in doubles
    expect(chooseThresholdByCost([1, 0], [0.29, 0.28], { falsePositive: 1, falseNegative: 1 })).toBe(0.29)
    const below = 0.58 - 2 ** -54
    expect(chooseThresholdByPrecision([1, 0], [0.58, below], 1)).toBe(0.58)
  })

  it('lies in the middle of equals', () => {
    expect(chooseThresholdByCost([1, 0], [0.9, 0.1], { falsePositive: 1, falseNegative: 1 })).toBe(0.51)
  })

  it('is refused for costs that say nothing', () => {
    for (const falsePositive of [0, -1, Number.NaN, Infinity])
      expect(() => chooseThresholdByCost(labels, probabilities, { falsePositive, falseNegative: 0 })).toThrow(
        RangeError,
      )
  })
})

describe('a threshold by precision', () => {
  it('reaches the target, and no threshold that does finds more', () => {
    for (const target of [0.6, 0.8, 0.9, 0.95]) {
      const chosen = chooseThresholdByPrecision(labels, probabilities, target)
      const reaching = grid.filter((t) => precision(confusion(labels, probabilities, t)) >= target)
      expect(chosen).not.toBeNull()
      expect(reaching).toContain(chosen)
      const found = recall(confusion(labels, probabilities, chosen ?? 1))
      expect(found).toBe(Math.max(...reaching.map((t) => recall(confusion(labels, probabilities, t)))))
    }
  })

  it('is null where no threshold reaches the target', () => {
    expect(chooseThresholdByPrecision([0, 1, 0], [0.9, 0.5, 0.1], 0.9)).toBeNull()
    expect(chooseThresholdByPrecision([0, 0], [0.9, 0.5], 0.01)).toBeNull()
    expect(chooseThresholdByPrecision([], [], 0.5)).toBeNull()
  })

  it('is refused for a target that is no share', () => {
    for (const target of [0, 1.1, Number.NaN])
      expect(() => chooseThresholdByPrecision(labels, probabilities, target)).toThrow(RangeError)
  })
})
