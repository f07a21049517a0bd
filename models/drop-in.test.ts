import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawPicture } from '@vouch/core/image/draw-picture'
import { pictureTensor } from '@vouch/core/image/picture-tensor'
import { tinyModel, type TinyStyle } from '@vouch/core/explain/fixtures/tiny-efficient-net'
import { drawCurves } from '@vouch/core/measure/draw-curves'
import { measureCalls } from '@vouch/core/measure/measure-calls'
import { classProbabilities, positiveScore } from '@vouch/core/model/class-probabilities'
import { openPictureModel } from '@vouch/core/model/open-picture-model'
import { createRandom } from '@vouch/core/random'
import { afterAll, describe } from 'vitest'
import { conforms } from './conformance.ts'
import { readFolder } from './read-folder.ts'
import { writeModel } from './write-model.ts'

/** So many made-up pictures, of half as many lesions, of which half are called positive by lot. */
const PICTURES = 60
const SPLIT = 'all of them: nothing was learned'

/** A classifier of pictures as another program would leave it, and its folder as its maker would write it. */
async function dropIn(root: string, style: TinyStyle, mirrored: boolean): Promise<string> {
  const { manifest, graph } = tinyModel(style, { mirrored, channels: style.activation === 'hard' ? 'bgr' : 'rgb' })
  const { picture } = manifest
  if (!picture) throw new Error('It has no pictures.')
  const model = await openPictureModel(manifest, graph)
  const scored = []
  for (let seed = 0; seed < PICTURES; seed++)
    scored.push([...(await model.scores(pictureTensor(drawPicture(seed, style.width, style.height), picture), 1))])
  await model.close()
  const probabilities = scored.map((scores) =>
    positiveScore(classProbabilities(scores, picture.calibration), picture.classes),
  )
  const threshold = probabilities.toSorted((a, b) => a - b)[PICTURES / 2] ?? 0.5
  const labels = createRandom('labels').shuffle(Uint8Array.from({ length: PICTURES }, (_, i) => i % 2))
  const judged = {
    labels,
    groups: labels.map((_, i) => i >> 1),
    passes: [
      { probabilities: Float64Array.from(probabilities), thresholds: new Float64Array(PICTURES).fill(threshold) },
    ],
  }
  await writeModel(join(root, 'other/made-up'), {
    graph,
    manifest: {
      ...manifest,
      decision: { threshold, abstain: null, chosen_on: 'the middle of the pictures that it was measured on' },
      training: { ...manifest.training, rows: PICTURES, groups: PICTURES / 2, positives: PICTURES / 2, split: SPLIT },
      evaluation: measureCalls(judged, { split: SPLIT, note: 'Labels were drawn by lot.' }),
      curves: drawCurves(labels, probabilities, SPLIT),
      licence: 'CC BY-NC 4.0',
      intended_use: 'To try what takes models of pictures: non-commercial use only.',
    },
    golden: { tolerance: 1e-4, rows: [], pictures: scored.slice(0, 20).map((scores, seed) => ({ seed, scores })) },
    outOfFold: { split: SPLIT, calls: Object.fromEntries(probabilities.map((value, i) => [`picture ${i}`, value])) },
  })
  return 'other/made-up'
}

const SIZE = { width: 46, height: 33 }
const STYLES: readonly (readonly [TinyStyle, boolean])[] = [
  [{ ...SIZE, layout: 'nchw', activation: 'silu', padding: 'numbers' }, false],
  [{ ...SIZE, layout: 'nhwc', activation: 'silu', padding: 'same' }, true],
  [{ ...SIZE, layout: 'nchw', activation: 'hard', padding: 'numbers' }, true],
]

for (const [style, mirrored] of STYLES) {
  const root = mkdtempSync(join(tmpdir(), 'drop-in-'))
  const path = await dropIn(root, style, mirrored)
  describe(`a classifier of another program, ${style.activation}, ${style.layout}, padded by ${style.padding}, that is dropped in`, () => {
    conforms(readFolder(path, root))
    afterAll(() => rmSync(root, { recursive: true }))
  })
}
