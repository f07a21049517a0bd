import type { PictureModel } from '@vouch/contracts/model'
import { describe, expect, it } from 'vitest'
import { pictureModel } from '../explain/fixtures/picture-manifest.ts'
import { pictureTensor } from './picture-tensor.ts'

const SIZE = { width: 3, height: 2 }
/** Each value tells its line, its column and its colour. */
const pixels = Uint8Array.from(
  { length: 18 },
  (_, i) => 100 * Math.floor(i / 9) + 10 * (Math.floor(i / 3) % 3) + (i % 3),
)
const plain = { mean: [0, 0, 0], spread: [1 / 255, 1 / 255, 1 / 255] } satisfies Partial<PictureModel>
const levels = (given: Partial<PictureModel>) =>
  [...pictureTensor(pixels, pictureModel({ ...SIZE, ...plain, ...given }))].map(Math.round)

describe('the tensor of a picture', () => {
  it('has its colours one behind the other, or side by side, as the model takes them', () => {
    const red = [0, 10, 20, 100, 110, 120]
    const [green, blue] = [1, 2].map((colour) => red.map((value) => value + colour))
    expect(levels({ layout: 'nchw', channels: 'rgb' })).toEqual([...red, ...green!, ...blue!])
    expect(levels({ layout: 'nchw', channels: 'bgr' })).toEqual([...blue!, ...green!, ...red])
    expect(levels({ layout: 'nhwc', channels: 'rgb' })).toEqual([...pixels])
    expect(levels({ layout: 'nhwc', channels: 'bgr' })).toEqual(red.flatMap((value) => [value + 2, value + 1, value]))
  })

  it('has each colour less its own mean and by its own spread, whatever the order', () => {
    const own = { mean: [0.1, 0.2, 0.3], spread: [0.5, 0.25, 0.125] } satisfies Partial<PictureModel>
    const white = new Uint8Array(18).fill(255)
    const rgb = pictureTensor(white, pictureModel({ ...SIZE, ...own, layout: 'nhwc' }))
    const bgr = pictureTensor(white, pictureModel({ ...SIZE, ...own, layout: 'nhwc', channels: 'bgr' }))
    const expected = [0.9 / 0.5, 0.8 / 0.25, 0.7 / 0.125].map(Math.fround)
    expect([...rgb.subarray(0, 3)]).toEqual(expected)
    expect([...bgr.subarray(0, 3)]).toEqual(expected.toReversed())
  })

  it('holds no number so small that processors are slow with it', () => {
    const tiny = { mean: [0, 0, 0], spread: [1e38, 1, 1] } satisfies Partial<PictureModel>
    const tensor = pictureTensor(new Uint8Array(18).fill(1), pictureModel({ ...SIZE, ...tiny }))
    expect([...tensor.subarray(0, 6)]).toEqual([0, 0, 0, 0, 0, 0])
    expect(tensor[6]).toBeCloseTo(1 / 255)
  })

  it('is not made of a picture of another size', () => {
    expect(() => pictureTensor(new Uint8Array(17), pictureModel(SIZE))).toThrow(/has 18 values, not 17/)
  })
})
