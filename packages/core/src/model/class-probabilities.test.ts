import { describe, expect, it } from 'vitest'
import { calledClass, classProbabilities, energyOf, positiveScore } from './class-probabilities.ts'

const FLAT = { factor: 1, offsets: [0, 0, 0] }
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0)

describe('probabilities of classes', () => {
  it('are the softmax of the scores times a factor and moved by offsets', () => {
    const found = classProbabilities([1, 2, 3], { factor: 0.5, offsets: [0.25, 0, -0.25] })
    const raised = [0.75, 1, 1.25].map(Math.exp)
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(raised[i]! / sum(raised), 14)
  })

  it('sum to one, however great or small the scores', () => {
    for (const scores of [
      [1000, 999, 998],
      [-1000, -1001, -2000],
      [0, 0, 0],
    ])
      expect(sum(classProbabilities(scores, FLAT))).toBeCloseTo(1, 12)
    expect([...classProbabilities([1000, 0, 0], FLAT)]).toEqual([1, 0, 0])
  })

  it('add up over the positive classes to the probability of the label, wherever they stand', () => {
    const classes = [true, false, true].map((positive, i) => ({ name: `${i}`, positive }))
    expect(positiveScore([0.5, 0.3, 0.2], classes)).toBeCloseTo(0.7, 15)
    expect(positiveScore([0.6, 0, 0.4000000001], classes)).toBe(1)
  })
})

describe('the class that is called', () => {
  const plain = { offsets: [0, 0, 0], chosen_on: '' }

  it('is the most probable one after calibration, and the first of equals', () => {
    expect(calledClass([1, 3, 2], { calibration: FLAT, called: plain })).toBe(1)
    expect(calledClass([2, 3, 3], { calibration: FLAT, called: plain })).toBe(1)
    expect(calledClass([1, 3, 2], { calibration: { factor: 1, offsets: [0, -2, 0] }, called: plain })).toBe(2)
  })

  it('is another where its offset makes up for what it lacks, however improbable', () => {
    expect(calledClass([1, 3, 2], { calibration: FLAT, called: { offsets: [2.1, 0, 0], chosen_on: '' } })).toBe(0)
    expect(calledClass([0, 1000, 0], { calibration: FLAT, called: { offsets: [1001, 0, 0], chosen_on: '' } })).toBe(0)
  })
})

describe('the energy of scores', () => {
  it('is less the log of the sum of their exponentials, and grows where no class is likely', () => {
    expect(energyOf([0, 0])).toBeCloseTo(-Math.log(2), 15)
    expect(energyOf([1000, 0])).toBe(-1000)
    expect(energyOf([0.1, 0.2])).toBeGreaterThan(energyOf([5, 0.2]))
  })
})
