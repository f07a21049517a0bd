import { execFileSync, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { drawPicture } from '../image/draw-picture.ts'
import { pictureShape } from '../image/picture-shape.ts'
import { pictureTensor } from '../image/picture-tensor.ts'
import { exposeTensors } from '../learn/expose-tensors.ts'
import { readOnnx } from '../learn/read-onnx.ts'
import { openPictureModel, pictureOf } from '../model/open-picture-model.ts'
import { openTensors } from '../model/session.ts'
import { backPropagate, neededTensors } from './back-propagate.ts'
import { explainablePicture } from './explain-picture.ts'
import { INPUT } from './fixtures/picture-manifest.ts'
import { drawTinyNetwork, LOGITS, tinyModel, type TinyStyle } from './fixtures/tiny-efficient-net.ts'

const SIZE = { width: 38, height: 27 }
const STYLES: readonly TinyStyle[] = [
  { ...SIZE, layout: 'nchw', activation: 'silu', padding: 'numbers' },
  { ...SIZE, layout: 'nhwc', activation: 'silu', padding: 'same' },
  { ...SIZE, layout: 'nchw', activation: 'hard', padding: 'same' },
  { ...SIZE, layout: 'nhwc', activation: 'hard', padding: 'numbers' },
]

/** The greatest distance between two lists, by the greatest number of the second. */
function apart(own: ArrayLike<number>, other: readonly number[]): number {
  expect(own).toHaveLength(other.length)
  const greatest = other.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  expect(greatest).toBeGreaterThan(0)
  return other.reduce((most, value, i) => Math.max(most, Math.abs(own[i]! - value)), 0) / greatest
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0)

describe.each(STYLES)('a network of $activation, $layout, padded by $padding,', (style) => {
  it.each([false, true])('adds up over pixels to the score that is served (mirror images %s)', async (mirrored) => {
    const { manifest, graph } = tinyModel(style, { mirrored })
    const tensor = pictureTensor(drawPicture(1, SIZE.width, SIZE.height), pictureOf(manifest))
    const explained = await explainablePicture(manifest, graph)
    const served = await openPictureModel(manifest, graph)
    const scores = await served.scores(tensor, 1)
    const plain = await served.scores(new Float32Array(tensor.length), 1)
    for (const at of [0, 6]) {
      const found = await explained.integratedGradients(tensor, at)
      expect(found).toMatchObject({ rows: SIZE.height, columns: SIZE.width, covers: { left: 0, top: 0, ...SIZE } })
      expect(found.score).toBeCloseTo(scores[at]!, 4)
      expect(found.baselineScore).toBeCloseTo(plain[at]!, 4)
      expect(found.score - found.baselineScore).toBeCloseTo(sum(found.values) - found.residual, 6)
      expect(Math.abs(found.residual)).toBeLessThan(0.05 * Math.max(1, Math.abs(found.score - found.baselineScore)))
    }
    await explained.close()
    await served.close()
  })

  it('loses of a score what it loses with a part covered, and nothing where that is the mean colour already', async () => {
    const { manifest, graph } = tinyModel(style, { mirrored: true })
    const explained = await explainablePicture(manifest, graph)
    const served = await openPictureModel(manifest, graph)
    const picture = pictureOf(manifest)
    const tensor = pictureTensor(drawPicture(2, SIZE.width, SIZE.height), picture)
    const { values, rows, columns, score } = await explained.occlusion(tensor, 3)
    // cells of half a sixth of the height: the first square reaches over one cell and a half
    expect([rows, columns]).toEqual([12, 17])
    expect(score).toBeCloseTo((await served.scores(tensor, 1))[3]!, 4)
    const shape = pictureShape(picture)
    const covered = tensor.map((value, i) => {
      const [a, b, c] = [Math.floor(i / (shape[1]! * shape[2]!)), Math.floor(i / shape[2]!) % shape[1]!, i % shape[2]!]
      const [y, x] = style.layout === 'nchw' ? [b, c] : [a, b]
      return y + 0.5 <= 27 / 24 + 27 / 12 && x + 0.5 <= 38 / 34 + 27 / 12 ? 0 : value
    })
    expect(values[0]).toBeCloseTo(score - (await served.scores(covered, 1))[3]!, 4)
    const flat = await explained.occlusion(new Float32Array(tensor.length), 3)
    for (const value of flat.values) expect(value).toBeCloseTo(0, 6)
    await explained.close()
    await served.close()
  })
})

/** The first Python that has PyTorch. */
const PYTHON = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import torch']).status === 0)

interface TorchPicture {
  readonly scores: number[]
  readonly shape: number[]
  readonly classes: { readonly gradient: number[]; readonly map: number[] }[]
}

function torchPicture(style: TinyStyle, picture: Float32Array): TorchPicture {
  const { activation, padding } = style
  const shape = [3, style.height, style.width]
  const input = JSON.stringify({ network: drawTinyNetwork('tiny'), activation, padding, picture: [...picture], shape })
  const script = resolve(import.meta.dirname, 'fixtures/torch-pictures.py')
  return JSON.parse(execFileSync(PYTHON!, [script], { input, encoding: 'utf8', maxBuffer: 1e8 }))
}

describe(PYTHON ? 'PyTorch' : 'PyTorch (skipped: no python3 has torch)', () => {
  it.skipIf(!PYTHON).each(STYLES.filter(({ layout }) => layout === 'nchw'))(
    'has the same scores, and of each class the same map and the same gradient of each pixel: $activation, $padding',
    async (style) => {
      const { manifest, graph } = tinyModel(style)
      const tensor = pictureTensor(drawPicture(3, SIZE.width, SIZE.height), pictureOf(manifest))
      const theirs = torchPicture(style, tensor)
      const explained = await explainablePicture(manifest, graph)
      const { scores, rows, columns, maps } = await explained.cams(tensor)
      await explained.close()
      expect([rows, columns]).toEqual(theirs.shape)
      expect(apart(scores, theirs.scores)).toBeLessThan(1e-4)
      const document = readOnnx(graph)
      const needed = neededTensors(document, { from: LOGITS, wanted: [INPUT] }).filter((name) => name !== INPUT)
      const spec = { id: 'tiny', shape: [3, SIZE.height, SIZE.width], graph: manifest.graph }
      const open = await openTensors(spec, exposeTensors(graph, needed), needed)
      const values = await open.run(tensor, 1, needed)
      await open.close()
      values.set(INPUT, { shape: [1, ...spec.shape], values: tensor })
      for (const [at, { map, gradient }] of theirs.classes.entries()) {
        expect(apart(maps[at]!, map)).toBeLessThan(1e-4)
        const own = backPropagate(document, values, { from: LOGITS, at, wanted: [INPUT] }).get(INPUT)!
        expect(apart(own, gradient)).toBeLessThan(1e-4)
      }
    },
  )
})
