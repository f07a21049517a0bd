import { describe, expect, it } from 'vitest'
import { mirrorImages, mirrorMap, mirrorPicture } from './mirror-picture.ts'

const SIZE = { width: 3, height: 2 }
const line = [1, 2, 3, 4, 5, 6]
const mirrors = mirrorImages({ mirrored: true })
const EXPECTED = [
  [1, 2, 3, 4, 5, 6],
  [3, 2, 1, 6, 5, 4],
  [4, 5, 6, 1, 2, 3],
  [6, 5, 4, 3, 2, 1],
]

describe('a mirror image', () => {
  it('turns columns, lines or both, and leaves colours where they are', () => {
    const first = Float32Array.from([...line, ...line.map((v) => v + 10), ...line.map((v) => v + 20)])
    const last = Float32Array.from(line.flatMap((v) => [v, v + 10, v + 20]))
    for (const [i, mirror] of mirrors.entries()) {
      const expected = EXPECTED[i]!
      expect([...mirrorMap(line, { rows: 2, columns: 3 }, mirror)]).toEqual(expected)
      expect([...mirrorPicture(first, { ...SIZE, layout: 'nchw' }, mirror)]).toEqual(
        [0, 10, 20].flatMap((more) => expected.map((v) => v + more)),
      )
      expect([...mirrorPicture(last, { ...SIZE, layout: 'nhwc' }, mirror)]).toEqual(
        expected.flatMap((v) => [v, v + 10, v + 20]),
      )
    }
  })

  it('of a mirror image is the picture', () => {
    const tensor = Float32Array.from({ length: 18 }, (_, i) => i * i)
    for (const mirror of mirrors) {
      const shape = { ...SIZE, layout: 'nchw' } as const
      expect(mirrorPicture(mirrorPicture(tensor, shape, mirror), shape, mirror)).toEqual(tensor)
    }
  })

  it('is not looked at where the model is no mean over them', () => {
    expect(mirrorImages({ mirrored: false })).toEqual([{ horizontal: false, vertical: false }])
    expect(new Set(mirrors.map((mirror) => JSON.stringify(mirror))).size).toBe(4)
  })

  it('is not made of a tensor of another length', () => {
    expect(() => mirrorPicture(new Float32Array(17), { ...SIZE, layout: 'nchw' }, mirrors[0]!)).toThrow(
      /18 numbers, not 17/,
    )
  })
})
