import { expect, it } from 'vitest'
import { effectiveRows, expertWeight, INCLUSION_CAP, inclusionWeights, weightOfLabel } from './label-weights.ts'

it('a label tells as much as it is right beyond chance, squared, and never nothing', () => {
  expect([1, 0.9, 0.75].map(weightOfLabel)).toEqual([1, 0.64000000000000012, 0.25])
  expect([0.5, 0.2, 0].map(weightOfLabel)).toEqual([0.05, 0.05, 0.05])
})

it('experts’ labels weigh what was measured of them, once enough of their outcomes are known', () => {
  expect(expertWeight({ n: 49, count: 49 })).toEqual({ weight: weightOfLabel(0.9), basis: 'assumed' })
  expect(expertWeight({ n: 0, count: 0 })).toEqual({ weight: weightOfLabel(0.9), basis: 'assumed' })
  expect(expertWeight({ n: 50, count: 40 })).toEqual({ weight: weightOfLabel(0.8), basis: 'measured' })
})

it('a row stands for those that chance left out, as far as the cap, and for one where its chance is not known', () => {
  const { weights, unknown, capped } = inclusionWeights([1, 0.5, null, 0.01, 0])
  expect([unknown, capped]).toEqual([2, 1])
  const mean = (1 + 2 + INCLUSION_CAP) / 3
  expect([...weights]).toEqual([1 / mean, 2 / mean, 1, INCLUSION_CAP / mean, 1])
  expect([...inclusionWeights([null, null]).weights]).toEqual([1, 1])
})

it('rows of one weight are as many as they are, and unequal ones fewer', () => {
  expect(effectiveRows([3, 3, 3, 3])).toBe(4)
  expect(effectiveRows([1, 3])).toBe(1.6)
  expect(effectiveRows([])).toBe(0)
})
