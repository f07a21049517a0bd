import { describe, expect, it } from 'vitest'
import { completenessCurve } from './completeness-curve.tsx'
import { completenessFigure, rangeWords } from './completeness-map.tsx'

const SHARE = { value: 0.5, interval: [0.2, 0.8] } as const

describe('figures of completeness', () => {
  it('name cells of which nothing is known, and count the others', () => {
    const cell = { period: [1, 2], radius: [1, 4], injected: 4, counted: 2, share: SHARE } as const
    const empty = { ...cell, period: [2, 4] as const, injected: 0, counted: 0, share: null }
    const { numbers } = completenessFigure({ title: 'Found', note: 'n', cells: [cell, empty] })
    expect(numbers.rows.map((row) => [row[2], row[4]])).toEqual([
      [4, '0.50'],
      [0, 'not measured'],
    ])
  })

  it('have a place on a logarithmic axis for a bin that begins at 0', () => {
    const bins = [
      { range: [0, 8], injected: 3, shares: [['found', SHARE]] },
      { range: [8, 32], injected: 0, shares: [['found', null]] },
    ] as const
    const { options, numbers } = completenessCurve({ name: 'c', title: 't', note: 'n', axis: 'Signal to noise', bins })
    expect(options(400).x).toMatchObject({ domain: [4, 32] })
    expect(numbers.rows).toHaveLength(2)
  })

  it('write ranges shortly', () => {
    expect(rangeWords([1.23456, 20])).toBe('1.23 to 20')
  })
})
