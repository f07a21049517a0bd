import { describe, expect, it } from 'vitest'
import { type DifferentiableOutput, integratedGradients } from './integrated-gradients.ts'

/** x₀² · x₁ + 3 x₂, where a missing x₂ counts as 7. */
const polynomial: DifferentiableOutput = {
  output: async ([a = 0, b = 0, c = 0]) => a * a * b + 3 * (Number.isNaN(c) ? 7 : c),
  gradient: async ([a = 0, b = 0, c = 0]) => [2 * a * b, a * a, Number.isNaN(c) ? Number.NaN : 3],
}

describe('integrated gradients', () => {
  it('are the integrals along the straight line', async () => {
    const found = await integratedGradients(polynomial, [2, 3, 1], { baseline: [0, 0, -1], nodes: 3 })
    // ∫ 2·(2t)·(3t)·2 dt = 8, ∫ (2t)²·3 dt = 4
    expect(found.contributions[0]).toBeCloseTo(8, 5)
    expect(found.contributions[1]).toBeCloseTo(4, 5)
    expect(found.contributions[2]).toBeCloseTo(6, 5)
    expect(found).toMatchObject({ output: 15, baselineOutput: -3 })
    expect(found.residual).toBeCloseTo(0, 5)
  })

  it.each([
    ['the row', [2, 3, Number.NaN], [0, 0, 4], 21],
    ['the baseline', [2, 3, 1], [0, 0, Number.NaN], 3],
  ])('leave a value that is missing from %s as the row has it, and give it 0', async (_, row, baseline, level) => {
    const found = await integratedGradients(polynomial, row, { baseline })
    expect(found.contributions[2]).toBe(0)
    expect(found).toMatchObject({ output: 12 + level, baselineOutput: level })
    expect(found.residual).toBeCloseTo(0, 5)
  })

  it('say what they leave unexplained', async () => {
    const kink: DifferentiableOutput = {
      output: async ([x = 0]) => Math.max(0, x - 0.3),
      gradient: async ([x = 0]) => [x > 0.3 ? 1 : 0],
    }
    const few = await integratedGradients(kink, [1], { baseline: [0], nodes: 2 })
    expect(few.contributions[0]).toBeCloseTo(0.5, 6)
    expect(few.residual).toBeCloseTo(0.5 - 0.7, 6)
    const many = await integratedGradients(kink, [1], { baseline: [0], nodes: 200 })
    expect(Math.abs(many.residual)).toBeLessThan(0.01)
  })

  it('are refused for a baseline of other columns', async () => {
    await expect(integratedGradients(polynomial, [1, 2, 3], { baseline: [0] })).rejects.toThrow(/1 columns.* 3/)
  })
})
