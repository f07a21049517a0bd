import { describe, expect, it } from 'vitest'
import { gradCam } from './grad-cam.ts'

describe('Grad-CAM', () => {
  // two channels, three positions: means of the gradients are 2 and -1
  const maps = { shape: [1, 2, 3], values: [1, 0, 2, 3, 1, 0] }
  const gradient = [3, 0, 3, -1, -1, -1]

  it('weighs each channel by the mean of its gradients, and keeps what speaks for the class', () => {
    const found = gradCam(maps, gradient)
    expect(found.shape).toEqual([3])
    expect([...found.weights]).toEqual([2, -1])
    expect([...found.signed]).toEqual([2 - 3, 0 - 1, 4])
    expect([...found.map]).toEqual([0, 0, 4])
  })

  it('of a picture has its lines and columns', () => {
    const found = gradCam({ shape: [1, 1, 2, 3], values: [1, 2, 3, 4, 5, 6] }, [0, 0, 0, 0, 0, 6])
    expect(found.shape).toEqual([2, 3])
    expect([...found.map]).toEqual([1, 2, 3, 4, 5, 6])
  })

  it.each([
    ['of several rows', [2, 1, 3]],
    ['without positions', [1, 6]],
    ['of three dimensions', [1, 1, 1, 2, 3]],
  ])('is refused for a layer %s', (_, shape) => {
    expect(() => gradCam({ shape, values: maps.values }, gradient)).toThrow(shape.join(' × '))
  })
})
