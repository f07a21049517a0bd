import { describe, expect, it } from 'vitest'
import type { PictureMap } from '../image/picture.ts'
import { createRandom } from '../random.ts'
import { energyInside } from './energy-inside.ts'
import { estimateMean } from './estimate-mean.ts'
import { chanceInside, pointingGame, type PictureMask } from './pointing-game.ts'

const SIZE = { width: 12, height: 8 }

/** A mask that is a rectangle. */
const maskOf = (left: number, top: number, width: number, height: number): PictureMask => ({
  ...SIZE,
  inside: Uint8Array.from({ length: 96 }, (_, pixel) => {
    const [x, y] = [pixel % 12, Math.floor(pixel / 12)]
    return x >= left && x < left + width && y >= top && y < top + height ? 1 : 0
  }),
})
/** A map of 2 × 3 cells over the whole picture, unless it covers something else. */
const mapOf = (values: readonly number[], covers = { left: 0, top: 0, ...SIZE }): PictureMap => ({
  rows: 2,
  columns: 3,
  covers,
  values,
})

describe('the pointing game', () => {
  it('is won where the greatest value lies within, however small the mask, and lost elsewhere', () => {
    const map = mapOf([0, 0, 0, 0, 0, 5])
    expect(pointingGame(map, maskOf(8, 4, 4, 4))).toBe(1)
    expect(pointingGame(map, maskOf(0, 0, 8, 8))).toBe(0)
    expect(pointingGame(map, maskOf(0, 0, 12, 4))).toBe(0)
  })

  it('is played where the map lies in the picture, and not where it would if it covered it evenly', () => {
    const values = [0, 5, 0, 0, 5, 0]
    const shifted = { left: -4, top: 0, width: 12, height: 8 }
    expect(pointingGame(mapOf(values, shifted), maskOf(0, 0, 4, 8))).toBe(1)
    expect(pointingGame(mapOf(values), maskOf(0, 0, 4, 8))).toBe(0)
    expect(pointingGame(mapOf(values), maskOf(4, 0, 4, 8))).toBe(1)
  })

  it('is won in part where a map is as great to the edge of the picture, and the mask holds some of that', () => {
    expect(pointingGame(mapOf([9, 0, 0, 0, 0, 0]), maskOf(1, 0, 11, 8))).toBe(0.5)
  })

  it('counts a map below 0 by its greatest value too', () => {
    expect(pointingGame(mapOf([-1, -9, -9, -9, -9, -9]), maskOf(0, 0, 4, 4))).toBe(1)
  })

  it('is a matter of chance with a map that says nothing', () => {
    const mask = maskOf(3, 2, 5, 4)
    expect(pointingGame(mapOf([1, 1, 1, 1, 1, 1]), mask)).toBe(20 / 96)
    expect(chanceInside(mask)).toBe(20 / 96)
  })

  it('is not played with a mask of another size', () => {
    expect(() => pointingGame(mapOf([1, 1, 1, 1, 1, 1]), { ...maskOf(0, 0, 1, 1), height: 7 })).toThrow(/12 × 7/)
  })
})

describe('the energy within a mask', () => {
  it('is the share of what lies above 0', () => {
    // of each line the cells’ middles lie at 2, 6 and 10, and straight lines between
    const map = mapOf([0, 4, 0, 0, 4, 0])
    expect(energyInside(map, maskOf(4, 0, 4, 8))).toBeCloseTo((0.875 + 0.625) / (0.875 + 0.625 + 0.375 + 0.125), 12)
    expect(energyInside(mapOf([0, 4, 0, 0, 4, 0].map((value) => 2 * value)), maskOf(4, 0, 4, 8))).toBeCloseTo(0.75, 12)
    expect(energyInside(mapOf([-8, -8, -8, 1, 1, 1]), maskOf(0, 5, 12, 3))).toBe(1)
  })

  it('is chance with a map that is the same everywhere, and not measured with one that is nowhere above 0', () => {
    expect(energyInside(mapOf([2, 2, 2, 2, 2, 2]), maskOf(3, 2, 5, 4))).toBeCloseTo(20 / 96, 12)
    expect(energyInside(mapOf([0, 0, -1, 0, 0, 0]), maskOf(3, 2, 5, 4))).toBeNull()
  })
})

describe('a mean over pictures', () => {
  const random = createRandom('means')
  const lesions = Array.from({ length: 150 }, (_, lesion) => ({ lesion: `${lesion}`, value: random.normal() }))
  const options = () => ({ draws: 400, random: createRandom('draws') })

  it('has an interval that is as wide as lesions leave it, however many pictures each has', () => {
    const once = lesions.map(({ lesion, value }) => ({ group: lesion, value }))
    const copied = once.flatMap((row) => [row, row, row, row])
    const [few, many] = [estimateMean(once, options()), estimateMean(copied, options())]
    expect(many).toMatchObject({ n: 600, groups: 150 })
    for (const end of [0, 1]) expect(many!.interval![end]).toBeCloseTo(few!.interval![end]!, 12)
    const spread = Math.sqrt(once.reduce((sum, { value }) => sum + (value - few!.value) ** 2, 0)) / 150
    expect((few!.interval![1] - few!.interval![0]) / (2 * 1.96 * spread)).toBeCloseTo(1, 1)
  })

  it('has none of few lesions, or of pictures that are all alike; and there is no mean of none', () => {
    const rows = lesions.map(({ lesion, value }) => ({ group: lesion, value }))
    expect(estimateMean(rows.slice(0, 19), options())).toMatchObject({ interval: null, n: 19, groups: 19 })
    expect(
      estimateMean(
        rows.map((row) => ({ ...row, value: 1 })),
        options(),
      ),
    ).toMatchObject({ value: 1, interval: null })
    expect(estimateMean([], options())).toBeNull()
  })
})
