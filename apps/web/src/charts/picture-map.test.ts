import { overlayMap } from '@vouch/core/image/overlay-map'
import { describe, expect, it } from 'vitest'
import { mostOf, paintMap, type PictureMap, placeOfMost, valueAt, viridis } from './picture-map.ts'

/** Two rows of two cells over a picture of 8 × 4: the middles lie at x = 2 and 6, y = 1 and 3. */
const FOUR: PictureMap = {
  rows: 2,
  columns: 2,
  values: [0, 4, 8, 2],
  covers: { left: 0, top: 0, width: 8, height: 4 },
}

describe('a map over a picture', () => {
  it('is each cell’s value in its middle, a straight line between two, and level beyond the outer ones', () => {
    expect(valueAt(FOUR, { x: 2, y: 1 })).toBe(0)
    expect(valueAt(FOUR, { x: 6, y: 3 })).toBe(2)
    // half way from 0 to 4, and a quarter of the way from 4 down to 2
    expect(valueAt(FOUR, { x: 4, y: 1 })).toBe(2)
    expect(valueAt(FOUR, { x: 6, y: 1.5 })).toBe(3.5)
    // ¼ of 0, 4, 8 and 2 each
    expect(valueAt(FOUR, { x: 4, y: 2 })).toBe(3.5)
    expect(valueAt(FOUR, { x: 0, y: 4 })).toBe(8)
    expect(valueAt(FOUR, { x: 99, y: -5 })).toBe(4)
  })

  it('lies where the model looked, which may be a part of the picture or reach beyond it', () => {
    const part = { ...FOUR, covers: { left: 2, top: 0, width: 4, height: 4 } }
    expect(valueAt(part, { x: 3, y: 3 })).toBe(8)
    expect(valueAt(part, { x: 5, y: 1 })).toBe(4)
    const beyond = { ...FOUR, covers: { left: 0, top: -4, width: 8, height: 12 } }
    expect(valueAt(beyond, { x: 2, y: -1 })).toBe(0)
    expect(valueAt(beyond, { x: 2, y: 5 })).toBe(8)
    expect(valueAt(beyond, { x: 2, y: 2 })).toBe(4)
  })

  it('is as opaque as it matters, in the colours of viridis', () => {
    // at the middle of each cell a pixel
    const painted = paintMap(FOUR, { width: 8, height: 4 }, { width: 2, height: 2 })
    const pixel = (i: number) => Array.from(painted.subarray(4 * i, 4 * i + 4))
    // viridis begins at #440154 and ends at #fde725; half of 8 is #21918c, a quarter #3b528b
    expect(pixel(0)).toEqual([0x44, 0x01, 0x54, 0])
    expect(pixel(1)[3]).toBe(128)
    expect(pixel(2)).toEqual([0xfd, 0xe7, 0x25, 255])
    expect(pixel(3)).toEqual([...viridis(0.25), 64])
    expect(viridis(0.25)).toEqual([0x3b, 0x52, 0x8b])
  })

  it('that is nowhere above 0 covers nothing', () => {
    const none = { ...FOUR, values: [0, -1, -2, 0] }
    expect(paintMap(none, { width: 8, height: 4 }, { width: 4, height: 4 }).every((value) => value === 0)).toBe(true)
    expect([mostOf(none), placeOfMost(none)]).toEqual([0, null])
  })

  it('is greatest in the middle of its greatest cell', () => {
    expect(placeOfMost(FOUR)).toEqual({ x: 2, y: 3 })
    expect(placeOfMost({ ...FOUR, covers: { left: -4, top: 2, width: 16, height: 4 } })).toEqual({ x: 0, y: 5 })
  })

  it('looks as the server draws it', () => {
    const [width, height] = [13, 9]
    const map = {
      rows: 3,
      columns: 4,
      values: [0.2, -1, 3, 0.7, 2.2, 0, 1.5, 0.1, 0, 2.9, 0.4, 1],
      covers: { left: -2, top: 1, width: 16, height: 7 },
    }
    const grey = 100
    const opacity = 0.6
    const theirs = overlayMap({ width, height, pixels: new Uint8Array(3 * width * height).fill(grey) }, map, opacity)
    const ours = paintMap(map, { width, height }, { width, height })
    for (let i = 0; i < width * height; i += 1)
      for (let c = 0; c < 3; c += 1) {
        const cover = (opacity * (ours[4 * i + 3] ?? 0)) / 255
        const mixed = (1 - cover) * grey + cover * (ours[4 * i + c] ?? 0)
        // a canvas knows 256 steps of opacity
        expect(Math.abs(mixed - (theirs.pixels[3 * i + c] ?? 0))).toBeLessThanOrEqual(1)
      }
  })
})
