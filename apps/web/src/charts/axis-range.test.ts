import { describe, expect, it } from 'vitest'
import { panRange, rangeWithin, withRoom, zoomRange } from './axis-range.ts'

const WHOLE = { from: 100, to: 200 }

describe('what of an axis is in sight', () => {
  it('moves by a share of itself and stops at the ends of the whole', () => {
    expect(panRange({ from: 120, to: 140 }, 0.5, WHOLE)).toEqual({ from: 130, to: 150 })
    expect(panRange({ from: 120, to: 140 }, -5, WHOLE)).toEqual({ from: 100, to: 120 })
    expect(panRange({ from: 120, to: 140 }, 50, WHOLE)).toEqual({ from: 180, to: 200 })
  })

  it('comes nearer about the point that is pointed at', () => {
    const near = zoomRange({ from: 100, to: 200 }, { factor: 0.5, at: 0.25 }, WHOLE)
    expect(near).toEqual({ from: 112.5, to: 162.5 })
    expect(near.from + 0.25 * (near.to - near.from)).toBe(125)
  })

  it('is never more than the whole, nor so little that nothing can be told apart', () => {
    expect(zoomRange({ from: 120, to: 140 }, { factor: 100, at: 0.5 }, WHOLE)).toEqual(WHOLE)
    const { from, to } = zoomRange({ from: 120, to: 140 }, { factor: 1e-12, at: 0.5 }, WHOLE)
    expect(to - from).toBeCloseTo(1e-3, 9)
  })

  it('has the least and the most of what is within, with room for both', () => {
    expect(rangeWithin([1, 2, 3, 4], [9, 1, 5, -9], { from: 2, to: 3 })).toEqual({ low: 1, high: 5 })
    expect(rangeWithin([1], [1], { from: 2, to: 3 })).toBeNull()
    const { from, to } = withRoom({ low: 1, high: 1 })
    expect(from).toBeLessThan(1)
    expect(to).toBeGreaterThan(1)
  })
})
