import { describe, expect, it } from 'vitest'
import { gradCam, stretch } from './grad-cam.ts'

describe('Grad-CAM', () => {
  // two channels, three positions: means of the gradients are 2 and -1
  const maps = { shape: [1, 2, 3], values: [1, 0, 2, 3, 1, 0] }
  const gradient = [3, 0, 3, -1, -1, -1]

  it('weighs each channel by the mean of its gradients, and keeps what speaks for the target', () => {
    const found = gradCam(maps, gradient, 'positive')
    expect(found.shape).toEqual([3])
    expect([...found.weights]).toEqual([2, -1])
    expect([...found.signed]).toEqual([2 - 3, 0 - 1, 4])
    expect([...found.map]).toEqual([0, 0, 4])
  })

  it('of the negative class is that of the logit’s opposite', () => {
    const found = gradCam(maps, gradient, 'negative')
    expect([...found.weights]).toEqual([-2, 1])
    expect([...found.signed]).toEqual([1, 1, -4])
    expect([...found.map]).toEqual([1, 1, 0])
  })

  it('of a picture has its lines and columns', () => {
    const found = gradCam({ shape: [1, 1, 2, 3], values: [1, 2, 3, 4, 5, 6] }, [0, 0, 0, 0, 0, 6], 'positive')
    expect(found.shape).toEqual([2, 3])
    expect([...found.map]).toEqual([1, 2, 3, 4, 5, 6])
  })

  it.each([
    ['of several rows', [2, 1, 3]],
    ['without positions', [1, 6]],
    ['of three dimensions', [1, 1, 1, 2, 3]],
  ])('is refused for a layer %s', (_, shape) => {
    expect(() => gradCam({ shape, values: maps.values }, gradient, 'positive')).toThrow(shape.join(' × '))
  })
})

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
