import { describe, expect, it } from 'vitest'
import { fitLogistic } from './fit-logistic.ts'
import { referenceSet } from './fixtures/sample-set.ts'
import { fitPreprocessing, preprocess } from './preprocess.ts'

const set = referenceSet()
const x = preprocess(set.matrix, set.rows, fitPreprocessing(set, { scaling: 'standard' }))
const problem = { ...set, x, width: 3 }
const thirds = Float64Array.from({ length: set.rows }, (_, r) => 1 + (r % 3))

describe('logistic regression', () => {
  it.each([
    ['', 1, undefined, [1.7479687935380483, -0.4462626056455627, -1.6512351957697706], -2.0966103730122727],
    [
      ' of weighted rows',
      0.3,
      thirds,
      [1.4533437244835248, -0.2362162414851387, -1.330346458661503],
      -1.854117207149402,
    ],
  ] as const)('has the coefficients of scikit-learn%s', (_, C, weights, coefficients, intercept) => {
    const fitted = fitLogistic({ ...problem, ...(weights && { weights }) }, { C })
    expect(fitted.intercept).toBeCloseTo(intercept, 5)
    for (const [j, coefficient] of coefficients.entries()) expect(fitted.coefficients[j]).toBeCloseTo(coefficient, 5)
  })

  it('counts a row of weight two as two rows', () => {
    const twice = {
      x: Float64Array.from([...x, ...x]),
      labels: Uint8Array.from([...set.labels, ...set.labels]),
      rows: 2 * set.rows,
      width: 3,
    }
    const weighted = fitLogistic({ ...problem, weights: new Float64Array(set.rows).fill(2) }, { C: 1 })
    for (const [j, coefficient] of fitLogistic(twice, { C: 1 }).coefficients.entries())
      expect(weighted.coefficients[j]).toBeCloseTo(coefficient, 6)
  })

  it('is finite for rows that part entirely, and steeper the less it is penalised', () => {
    const parted = { x: Float64Array.of(-2, -1, 1, 2), labels: Uint8Array.of(0, 0, 1, 1), rows: 4, width: 1 }
    const slopes = [1, 100, 1e6].map((C) => fitLogistic(parted, { C }).coefficients[0]!)
    expect(slopes.every(Number.isFinite)).toBe(true)
    expect([...slopes].sort((a, b) => a - b)).toEqual(slopes)
  })

  it('tells of each step, with the loss of rows held back, and never a higher loss at the end than before it', () => {
    const losses: number[] = []
    const held: (number | null)[] = []
    fitLogistic(problem, {
      C: 1e6,
      validation: problem,
      onRound: ({ loss, validationLoss }) => {
        losses.push(loss ?? Number.NaN)
        held.push(validationLoss)
        return true
      },
    })
    expect(losses.length).toBeGreaterThan(3)
    expect(held).toEqual(losses)
    expect(losses.at(-1)).toBe(Math.min(...losses))
  })

  it.each([0, -1, Number.NaN, Infinity])('refuses C = %d', (C) => {
    expect(() => fitLogistic(problem, { C })).toThrow(RangeError)
  })
})
