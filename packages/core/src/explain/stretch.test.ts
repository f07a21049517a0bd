import { describe, expect, it } from 'vitest'
import { stretch } from './stretch.ts'

describe('a map that is stretched', () => {
  it('stays as it is where nothing is to be stretched', () => {
    expect([...stretch([1, 5, 2], [3], [3])]).toEqual([1, 5, 2])
  })

  it('has each position in the middle of its bins, and straight lines between', () => {
    expect([...stretch([0, 4], [2], [4])]).toEqual([0, 1, 3, 4])
    const middle = stretch([0, 9, 0], [3], [9])
    expect([...middle].map((value) => Math.round(value))).toEqual([0, 0, 3, 6, 9, 6, 3, 0, 0])
  })

  it('is the same from either end', () => {
    const map = [3, 1, 4, 1, 5]
    const there = stretch(map, [5], [2001])
    const back = stretch(map.toReversed(), [5], [2001]).toReversed()
    for (const [bin, value] of there.entries()) expect(value).toBeCloseTo(back[bin]!, 12)
  })

  it('goes over lines and columns of a picture', () => {
    expect([...stretch([0, 4, 8, 12], [2, 2], [4, 2])]).toEqual([0, 4, 2, 6, 6, 10, 8, 12])
    expect([...stretch([0, 4, 8, 12], [2, 2], [2, 4])]).toEqual([0, 1, 3, 4, 8, 9, 11, 12])
  })
})
