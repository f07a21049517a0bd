import { describe, expect, it } from 'vitest'
import { mirrorImages } from '../image/mirror-picture.ts'
import { coveredBy, mapAxis, unmirror } from './mirrored-maps.ts'
import { occlusionSquares } from './occlusion-squares.ts'

/** Places of a layer behind steps of 3 taps padded by 1, of 4 and 2 taps, and of some that lose a part at the end. */
const LAYERS = [
  { start: 0.5, step: 32, length: 7, pixels: 224 },
  { start: 8, step: 16, length: 12, pixels: 192 },
  { start: 3.5, step: 4, length: 9, pixels: 40 },
  { start: 7.25, step: 8, length: 6, pixels: 61 },
  { start: 5, step: 10, length: 1, pixels: 10 },
  { start: 2, step: 10, length: 1, pixels: 10 },
]

describe.each(LAYERS)('the map of a layer from $start on by $step in $pixels pixels', ({ pixels, ...layer }) => {
  const axis = mapAxis(layer, pixels, true)
  const { start, step, length } = axis.map
  const symmetric = Math.abs(pixels - (2 * layer.start + layer.step * (layer.length - 1))) < 1e-9

  it('lies symmetrically in the picture, as near to the layer as can be, and reaches as far', () => {
    expect(start).toBeCloseTo(pixels - (start + step * (length - 1)), 9)
    const away = (start - layer.start) / step
    expect(Math.abs(away - Math.round(away))).toBeLessThanOrEqual(0.25 + 1e-9)
    expect(start).toBeLessThanOrEqual(layer.start + step / 4 + 1e-9)
    expect(step).toBe(layer.step)
    if (symmetric) expect(axis.map).toBe(layer)
    expect(mapAxis(layer, pixels, false).map).toBe(layer)
  })

  it('has a straight line where the layer has one, in every mirror image', () => {
    const line = (place: number) => 3 + 0.5 * place
    const values = Array.from({ length: layer.length }, (_, j) => line(layer.start + layer.step * j))
    const flipped = Array.from({ length: layer.length }, (_, j) => line(pixels - (layer.start + layer.step * j)))
    const one = mapAxis({ start: 0.5, step: 1, length: 1 }, 1, true)
    for (const { horizontal, vertical } of mirrorImages({ mirrored: true })) {
      const made = unmirror(horizontal ? flipped : values, [one, axis], { horizontal, vertical })
      const ends = [0, layer.length - 1].map((j) => layer.start + layer.step * j)
      const [first = 0, last = 0] = horizontal ? ends.map((end) => pixels - end).toReversed() : ends
      for (const [j, value] of made.entries())
        expect(value).toBeCloseTo(line(Math.min(last, Math.max(first, start + step * j))), 9)
    }
  })

  it('covers a rectangle that its cells divide evenly', () => {
    const covers = coveredBy([axis, axis])
    expect(covers.left + step / 2).toBeCloseTo(start, 9)
    expect(covers.width / length).toBeCloseTo(step, 9)
    expect(covers).toMatchObject({ top: covers.left, height: covers.width })
  })
})

describe('squares that cover a picture', () => {
  it.each([
    [192, 144],
    [38, 27],
    [5, 7],
    [1, 1],
  ])('of %i × %i leave no pixel out, and are the same from either end', (width, height) => {
    const { rows, columns, squares } = occlusionSquares({ width, height })
    expect(squares).toHaveLength(rows * columns)
    const often = new Uint8Array(width * height)
    for (const { left, top, width: wide, height: high } of squares) {
      expect(Math.min(wide, high)).toBeGreaterThan(0)
      for (let y = top; y < top + high; y++) for (let x = left; x < left + wide; x++) often[y * width + x]!++
    }
    expect(Math.min(...often)).toBeGreaterThan(0)
    expect(often.toReversed()).toEqual(often)
  })

  it('are a sixth of the height to a side', () => {
    const { squares, columns } = occlusionSquares({ width: 192, height: 144 })
    expect(squares[columns + 1]).toEqual({ left: 6, top: 6, width: 24, height: 24 })
    expect(squares[0]).toEqual({ left: 0, top: 0, width: 18, height: 18 })
  })
})
