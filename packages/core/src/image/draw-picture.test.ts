import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { drawPicture } from './draw-picture.ts'

const sha256 = (pixels: Uint8Array) => createHash('sha256').update(pixels).digest('hex')

describe('a drawn picture', () => {
  it('is the same for the same seed, on every machine and in every version: golden scores hang on it', () => {
    expect([0, 1, 4294967296].map((seed) => sha256(drawPicture(seed, 192, 144)))).toEqual([
      '0a4e08b6ba831dc72f5feb3807a24854d43aa8c731270a282f38cc639816dd7f',
      '65fe933f0b00433084322c207798c02bb2cd375ea3492b875f6b1a1ca01c028a',
      '688ba85c03a49daddf433e5ac9632678af4a3996127a556ac74ebd5e9c1fcd7d',
    ])
  })

  it('is another for another seed, has all its pixels, and many colours', () => {
    const pictures = [1, 2, 3, 4, 5].map((seed) => drawPicture(seed, 40, 30))
    expect(new Set(pictures.map(sha256)).size).toBe(5)
    for (const picture of pictures) {
      expect(picture).toHaveLength(40 * 30 * 3)
      expect(new Set(picture).size).toBeGreaterThan(60)
    }
  })

  it('is smooth but for its noise: neighbours are alike, and far places are not', () => {
    const picture = drawPicture(7, 192, 144)
    const apart = (pixels: number) => {
      let sum = 0
      for (let i = 0; i + 3 * pixels < picture.length; i++) sum += Math.abs(picture[i]! - picture[i + 3 * pixels]!)
      return sum / picture.length
    }
    expect(apart(1)).toBeLessThan(10)
    expect(apart(60)).toBeGreaterThan(3 * apart(1))
  })

  it('may be of a single pixel', () => {
    expect(drawPicture(1, 1, 1)).toHaveLength(3)
  })
})
