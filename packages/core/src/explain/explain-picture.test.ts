import type { PictureModel } from '@vouch/contracts/model'
import { describe, expect, it } from 'vitest'
import { mirrorMap, mirrorPicture } from '../image/mirror-picture.ts'
import { openPictureModel } from '../model/open-picture-model.ts'
import { createRandom } from '../random.ts'
import { explainablePicture, type PictureCams } from './explain-picture.ts'
import { pictureManifest, pictureModel } from './fixtures/picture-manifest.ts'
import { type SquareStep, squareNetwork, squaresOf, STEPS } from './fixtures/square-network.ts'
import type { Rectangle } from '../image/picture.ts'

/** Neither is a multiple of a stride, and they are not the same: a map that is turned or cut shows. */
const SIZES = [
  { width: 64, height: 48 },
  { width: 50, height: 37 },
  { width: 45, height: 63 },
]
const SIDE = 9
const BLUE = 2

const random = createRandom('squares')

/** In the corners, at the edges and anywhere. */
function placesIn({ width, height }: { width: number; height: number }): Rectangle[] {
  const [right, bottom] = [width - SIDE, height - SIDE]
  const anywhere = Array.from({ length: 4 }, () => [random.int(right + 1), random.int(bottom + 1)] as const)
  const corners = [
    [0, 0],
    [right, 0],
    [0, bottom],
    [right, bottom],
    [right >> 1, 0],
    [0, bottom >> 1],
  ] as const
  return [...corners, ...anywhere].map(([left, top]) => ({ left, top, width: SIDE, height: SIDE }))
}

/** Middle of the cell with the greatest value, in pixels; and how far cells lie apart. */
function greatest(
  { rows, columns, covers, maps }: Pick<PictureCams, 'rows' | 'columns' | 'covers' | 'maps'>,
  at: number,
) {
  const map = maps[at]!
  const cell = map.indexOf(Math.max(...map))
  const step = [covers.width / columns, covers.height / rows] as const
  return {
    x: covers.left + ((cell % columns) + 0.5) * step[0],
    y: covers.top + (Math.floor(cell / columns) + 0.5) * step[1],
    step,
  }
}

function outside(value: number, from: number, length: number): number {
  return Math.max(0, from - value, value - from - length)
}

const open = (steps: readonly SquareStep[], picture: PictureModel) => {
  const graph = squareNetwork(steps, picture)
  return explainablePicture(pictureManifest(graph, picture), graph)
}

const VARIANTS = Object.entries(STEPS).flatMap(([name, steps]) =>
  SIZES.flatMap((size) =>
    (['nchw', 'nhwc'] as const).flatMap((layout) =>
      [false, true].map((mirrored) => ({ name, steps, picture: pictureModel({ ...size, layout, mirrored }) })),
    ),
  ),
)

describe.each(VARIANTS)(
  'Grad-CAM behind $name of $picture.width × $picture.height, $picture.layout, mirror images $picture.mirrored,',
  ({ steps, picture }) => {
    it('is greatest on the square of the class’ own colour, within half a step, wherever it lies', async () => {
      const explained = await open(steps, picture)
      for (const red of placesIn(picture))
        for (const blue of placesIn(picture).slice(0, 4)) {
          const apart = outside(red.left, blue.left - SIDE, 2 * SIDE) + outside(red.top, blue.top - SIDE, 2 * SIDE)
          if (apart < 2 * SIDE) continue
          const cams = await explained.cams(
            squaresOf(picture, [
              { ...red, colour: 0 },
              { ...blue, colour: BLUE },
            ]),
          )
          for (const [at, square] of [red, blue].entries()) {
            const { x, y, step } = greatest(cams, at)
            expect(outside(x, square.left, SIDE)).toBeLessThanOrEqual(step[0] / 2)
            expect(outside(y, square.top, SIDE)).toBeLessThanOrEqual(step[1] / 2)
          }
        }
      await explained.close()
    })
  },
)

describe('the middle of what Grad-CAM shows', () => {
  const lies = ({ rows, columns, covers, maps }: PictureCams, at: number) => {
    let [sum, x, y] = [0, 0, 0]
    for (const [cell, value] of maps[at]!.entries()) {
      const positive = Math.max(0, value)
      sum += positive
      x += positive * (covers.left + (((cell % columns) + 0.5) * covers.width) / columns)
      y += positive * (covers.top + ((Math.floor(cell / columns) + 0.5) * covers.height) / rows)
    }
    return { x: x / sum, y: y / sum }
  }
  const square = { left: 20, top: 15, width: SIDE, height: SIDE, colour: 0 }

  it.each([false, true])('is the middle of the square: nothing is shifted (mirror images %s)', async (mirrored) => {
    for (const steps of [
      STEPS['taps of 3 that go on by 2, padded by 1'],
      STEPS['taps of 4 and 2 that go on by 2'].slice(0, 1),
    ]) {
      const picture = pictureModel({ width: 64, height: 48, mirrored })
      const explained = await open(steps, picture)
      const cams = await explained.cams(squaresOf(picture, [square]))
      const { x, y } = lies(cams, 0)
      expect(x).toBeCloseTo(square.left + SIDE / 2, 4)
      expect(y).toBeCloseTo(square.top + SIDE / 2, 4)
      await explained.close()
    }
  })

  it('would be off by nearly half a step if the map were taken to cover the picture evenly', async () => {
    const picture = pictureModel({ width: 64, height: 48 })
    const explained = await open(STEPS['taps of 3 that go on by 2, padded by 1'], picture)
    const cams = await explained.cams(squaresOf(picture, [square]))
    const naive = lies({ ...cams, covers: { left: 0, top: 0, width: 64, height: 48 } }, 0)
    expect(naive.x - square.left - SIDE / 2).toBeCloseTo(3.5, 4)
    expect(cams.covers).toEqual({ left: -3.5, top: -3.5, width: 64, height: 48 })
    await explained.close()
  })
})

describe.each([false, true])('what speaks for a class pixel by pixel, mirror images %s,', (mirrored) => {
  const picture = pictureModel({ width: 50, height: 37, mirrored })
  const red = { left: 4, top: 24, width: SIDE, height: SIDE }
  const blue = { left: 36, top: 5, width: SIDE, height: SIDE }
  const tensor = squaresOf(picture, [
    { ...red, colour: 0 },
    { ...blue, colour: BLUE },
  ])
  const lying = ({ left, top, width, height }: Rectangle, x: number, y: number) =>
    x >= left && x < left + width && y >= top && y < top + height

  it('is the square of its colour alone, and the other speaks against it', async () => {
    const explained = await open(STEPS['taps of 3 that go on by 2, padded by 1'], picture)
    for (const [at, [own, other]] of [
      [red, blue],
      [blue, red],
    ].entries()) {
      const { values, columns } = await explained.integratedGradients(tensor, at)
      for (const [pixel, value] of values.entries()) {
        const [x, y] = [pixel % columns, Math.floor(pixel / columns)]
        if (lying(own!, x, y)) expect(value).toBeGreaterThan(0)
        else if (lying(other!, x, y)) expect(value).toBeLessThan(0)
        else expect(value).toBe(0)
      }
    }
    await explained.close()
  })

  it('is lost where that square is covered', async () => {
    const explained = await open(STEPS['taps of 4 and 2 that go on by 2'], picture)
    for (const [at, own] of [red, blue].entries()) {
      const { values, rows, columns, covers } = await explained.occlusion(tensor, at)
      const { x, y } = greatest({ rows, columns, covers, maps: [values] }, 0)
      expect(outside(x, own.left, SIDE)).toBe(0)
      expect(outside(y, own.top, SIDE)).toBe(0)
    }
    await explained.close()
  })
})

describe('the maps of a mean over mirror images', () => {
  it.each(Object.entries(STEPS))('of a mirrored picture are the mirrored maps, behind %s', async (_, steps) => {
    const picture = pictureModel({ width: 50, height: 37, mirrored: true })
    const explained = await open(steps, picture)
    const tensor = Float32Array.from({ length: 3 * 50 * 37 }, () => random.uniform())
    const own = await explained.cams(tensor)
    for (const mirror of [
      { horizontal: true, vertical: false },
      { horizontal: false, vertical: true },
    ]) {
      const other = await explained.cams(mirrorPicture(tensor, picture, mirror))
      expect(other.covers).toEqual(own.covers)
      for (const [at, map] of other.maps.entries())
        for (const [cell, value] of mirrorMap(map, own, mirror).entries())
          expect(value).toBeCloseTo(own.maps[at]![cell]!, 6)
    }
    await explained.close()
  })

  it('come with the scores that are served', async () => {
    const picture = pictureModel({ width: 50, height: 37, mirrored: true })
    const graph = squareNetwork(STEPS['taps of 5 that go on by 2, not padded'], picture)
    const manifest = pictureManifest(graph, picture)
    const tensor = Float32Array.from({ length: 3 * 50 * 37 }, () => random.uniform())
    const served = await openPictureModel(manifest, graph)
    const explained = await explainablePicture(manifest, graph)
    const scores = await served.scores(tensor, 1)
    const cams = await explained.cams(tensor)
    for (const [at, score] of cams.scores.entries()) expect(score).toBeCloseTo(scores[at]!, 6)
    await served.close()
    await explained.close()
  })
})
