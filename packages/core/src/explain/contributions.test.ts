import { describe, expect, it } from 'vitest'
import { sigmoid } from '../learn/tree.ts'
import { type Contributions, reexpress } from './contributions.ts'

const inLogOdds: Contributions = {
  rows: 3,
  features: 2,
  values: Float64Array.of(2, -0.5, 0, 0, 1, -1),
  base: -1,
  residuals: Float64Array.of(1e-6, 0, 0),
}

describe('contributions in probability', () => {
  const { values, base, residuals, features, rows } = reexpress(inLogOdds, sigmoid)

  it('add up to the probability, from the probability of the base', () => {
    expect(base).toBe(sigmoid(-1))
    const outputs = [0.5 + 1e-6, -1, -1].map(sigmoid)
    for (let r = 0; r < rows; r++)
      expect(base + values[r * features]! + values[r * features + 1]! + residuals[r]!).toBeCloseTo(outputs[r]!, 12)
    expect(Math.abs(residuals[0]!)).toBeLessThan(1e-6)
  })

  it('are in the proportion and of the sign of those in log-odds', () => {
    expect(values[0]! / values[1]!).toBeCloseTo(-4, 10)
    expect(values[0]).toBeGreaterThan(0)
  })

  it('are finite where contributions cancel: by the slope of the sigmoid', () => {
    const slope = sigmoid(-1) * (1 - sigmoid(-1))
    expect(values[4]).toBeCloseTo(slope, 10)
    expect(values[5]).toBeCloseTo(-slope, 10)
  })
})
