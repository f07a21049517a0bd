import { describe, expect, it } from 'vitest'
import { packColour, rasterPoints } from './point-raster.ts'

const BOX = { width: 10, height: 5, xFrom: 0, xTo: 10, yFrom: 0, yTo: 5 }

function draw(x: readonly number[], y: readonly number[], size = 1): [number, number][] {
  const pixels = new Uint32Array(BOX.width * BOX.height)
  rasterPoints(pixels, BOX, { x, y }, { size, colour: 7 })
  return Array.from(pixels.entries())
    .filter(([, value]) => value === 7)
    .map(([at]) => [at % BOX.width, Math.floor(at / BOX.width)])
}

describe('points in pixels', () => {
  it('a point lies where its axes say, counted from above', () => {
    expect(draw([2.5], [1.5])).toEqual([[2, 3]])
  })

  it('one that is beyond the edge or is no number sets nothing, and one half beyond it the half that is within', () => {
    expect(draw([-3, 12, 4, Number.NaN], [2, 2, 9, 2])).toEqual([])
    expect(draw([0], [2.5], 2)).toEqual([
      [0, 2],
      [0, 3],
    ])
  })

  it('a colour has its bytes in the order of image data', () => {
    expect([...new Uint8Array(new Uint32Array([packColour('#0f62a6')]).buffer)]).toEqual([0x0f, 0x62, 0xa6, 255])
    expect(() => packColour('red')).toThrow(RangeError)
  })
})
