import { describe, expect, it } from 'vitest'
import { meanLogLoss } from './log-loss.ts'

const set = (labels: number[], weights?: number[]) => ({
  matrix: new Float32Array(labels.length),
  rows: labels.length,
  features: 1,
  labels: Uint8Array.from(labels),
  ...(weights ? { weights: Float64Array.from(weights) } : {}),
})

describe('log loss', () => {
  it('is the mean of −log of the probability that the true label was given', () => {
    const margins = [Math.log(3), Math.log(3)]
    expect(meanLogLoss(set([1, 0]), margins)).toBeCloseTo((-Math.log(0.75) - Math.log(0.25)) / 2, 12)
  })

  it('counts a row by its weight', () => {
    expect(meanLogLoss(set([1, 0], [3, 1]), [1, 1])).toBeCloseTo(meanLogLoss(set([1, 1, 1, 0]), [1, 1, 1, 1]), 12)
  })

  it('stays finite where a probability rounds to nought or one', () => {
    expect(meanLogLoss(set([0, 1]), [1000, 1000])).toBe(500)
  })
})
