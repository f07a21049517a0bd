import { describe, expect, it } from 'vitest'
import { INPUT, LAYER, pictureManifest, pictureModel, SCORES } from '../explain/fixtures/picture-manifest.ts'
import { squareNetwork, squaresOf, STEPS } from '../explain/fixtures/square-network.ts'
import { mirrorImages, mirrorPicture } from '../image/mirror-picture.ts'
import { drawPicture } from '../image/draw-picture.ts'
import { pictureTensor } from '../image/picture-tensor.ts'
import { OnnxGraph } from '../learn/onnx-graph.ts'
import { energyOf } from './class-probabilities.ts'
import { openPictureModel } from './open-picture-model.ts'
import { selfTestPictures } from './self-test.ts'

const SIZE = { width: 20, height: 14 }
const steps = STEPS['taps of 4 and 2 that go on by 2'].slice(0, 2)
const picture = pictureModel(SIZE)
const graph = squareNetwork(steps, picture)
const tensors = [1, 2, 3].map((seed) => pictureTensor(drawPicture(seed, 20, 14), picture))
const joined = Float32Array.from(tensors.flatMap((tensor) => [...tensor]))

/** A graph of which each score is a mean of the picture’s left half, and how bright it is at its brightest. */
function leftGraph(): Uint8Array {
  const made = new OnnxGraph()
  const list = (...values: number[]) => made.integers(values, [values.length])
  const left = made.node('Slice', [INPUT, list(0), list(10), list(3)])
  const axes = { attributes: { axes: { ints: [1, 2, 3] }, keepdims: { int: 0 } } }
  const mean = made.node('Unsqueeze', [made.node('ReduceMean', [left], axes), list(1)])
  made.node('MatMul', [mean, made.floats([1, 2], [1, 2])], { outputs: [SCORES] })
  made.node('ReduceMax', [left], { ...axes, outputs: ['strange'] })
  return made.finish({
    name: 'left',
    producer: { name: 'test', version: '1' },
    input: { name: INPUT, shape: [3, 14, 20] },
    outputs: [
      { name: SCORES, columns: 2 },
      { name: 'strange', shape: [] },
    ],
  })
}

describe('a model of pictures', () => {
  it('scores several pictures as it scores each', async () => {
    const model = await openPictureModel(pictureManifest(graph, picture), graph)
    const together = await model.scores(joined, 3)
    for (const [i, tensor] of tensors.entries())
      expect([...(await model.scores(tensor, 1))]).toEqual([...together.subarray(2 * i, 2 * i + 2)])
    expect(await model.scores(new Float32Array(0), 0)).toHaveLength(0)
    await model.close()
  })

  it('gives the mean over mirror images where it says so, of its scores and of what tells a strange picture', async () => {
    const bytes = leftGraph()
    const novelty = { tensor: 'strange', limit: 1, chosen_on: 'nothing' }
    const [plain, mean] = [false, true].map((mirrored) => pictureManifest(bytes, { ...picture, mirrored, novelty }))
    const [one, other] = [await openPictureModel(plain!, bytes), await openPictureModel(mean!, bytes)]
    const images = mirrorImages({ mirrored: true }).map((mirror) => mirrorPicture(tensors[0]!, picture, mirror))
    const each = await Promise.all(images.map((image) => one.run(image, 1)))
    const own = await other.run(tensors[0]!, 1)
    const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value / 4, 0)
    for (const at of [0, 1]) expect(own.scores[at]).toBeCloseTo(meanOf(each.map(({ scores }) => scores[at]!)), 6)
    expect(own.novelty![0]).toBeCloseTo(meanOf(each.map(({ novelty }) => novelty![0]!)), 6)
    expect(each[0]!.scores[0]).not.toBeCloseTo(each[1]!.scores[0]!, 3)
    await one.close()
    await other.close()
  })

  it('tells a strange picture by the energy of its scores where it names no tensor, and by nothing where it has no limit', async () => {
    const strange = { ...picture, novelty: { tensor: null, limit: 0, chosen_on: 'nothing' } }
    const [one, other] = [
      await openPictureModel(pictureManifest(graph, strange), graph),
      await openPictureModel(pictureManifest(graph, picture), graph),
    ]
    const { scores, novelty } = await one.run(joined, 3)
    expect([...novelty!].map((value) => value.toFixed(5))).toEqual(
      [0, 1, 2].map((i) => energyOf(scores.subarray(2 * i, 2 * i + 2)).toFixed(5)),
    )
    expect((await other.run(joined, 3)).novelty).toBeNull()
    await one.close()
    await other.close()
  })

  it('sees red where red is, and blue where blue is', async () => {
    const model = await openPictureModel(pictureManifest(graph, picture), graph)
    const square = { left: 3, top: 4, width: 5, height: 5 }
    const [red, blue] = [0, 2].map((colour) => squaresOf(picture, [{ ...square, colour }]))
    const [ofRed, ofBlue] = [await model.scores(red!, 1), await model.scores(blue!, 1)]
    expect(ofRed[0]).toBeGreaterThan(ofRed[1]!)
    expect(ofBlue[1]).toBeGreaterThan(ofBlue[0]!)
    await model.close()
  })

  it('is held against its golden pictures, and the first that does not come back is named', async () => {
    const model = await openPictureModel(pictureManifest(graph, picture), graph)
    const scores = [...(await model.scores(tensors[0]!, 1))]
    const golden = (more: number) => ({
      tolerance: 1e-4,
      rows: [],
      pictures: [{ seed: 1, scores: scores.map((score) => score + more) }],
    })
    await expect(selfTestPictures(model, golden(0))).resolves.toBeUndefined()
    await expect(selfTestPictures(model, golden(0.01))).rejects.toThrow(/Golden picture 1 of model made-up/)
    const short = { ...golden(0), pictures: [{ seed: 1, scores: scores.slice(1) }] }
    await expect(selfTestPictures(model, short)).rejects.toThrow(/Golden picture 1/)
    await model.close()
  })
})

describe('a model of pictures is not opened, or gives nothing, in words, where', () => {
  const manifest = pictureManifest(graph, picture)
  const outputs = { margin: SCORES, probability: SCORES }

  it.each([
    ['it does not look at pictures', { ...manifest, modality: 'table' as const }, /does not look at pictures/],
    ['the graph has another input', { ...manifest, graph: { ...manifest.graph, input: 'x' } }, /other inputs/],
    [
      'nothing of the graph gives its scores',
      { ...manifest, graph: { ...manifest.graph, outputs: { ...outputs, margin: 'logits' } } },
      /other outputs than declared/,
    ],
    [
      'the graph takes pictures of another size',
      pictureManifest(graph, { ...picture, height: 15 }),
      /3 × 14 × 20, and not rows × 3 × 15 × 20/,
    ],
    [
      'the graph takes colours elsewhere',
      pictureManifest(graph, { ...picture, layout: 'nhwc' }),
      /and not rows × 14 × 20 × 3/,
    ],
    [
      'its offsets are not those of its classes',
      pictureManifest(graph, { ...picture, calibration: { factor: 1, offsets: [0] } }),
      /other offsets than its 2 classes/,
    ],
  ])('%s', async (_, given, told) => {
    await expect(openPictureModel(given, graph)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(openPictureModel(given, graph)).rejects.toThrow(told)
  })

  it('the graph is none', async () => {
    await expect(openPictureModel(manifest, graph.slice(0, 100))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it.each([
    [
      'the graph scores other classes',
      {
        ...picture,
        classes: ['a', 'b', 'c'].map((name) => ({ name, positive: name === 'a' })),
        calibration: { factor: 1, offsets: [0, 0, 0] },
        called: { offsets: [0, 0, 0], chosen_on: '' },
      },
      /scores of model made-up is 1 × 2 of one picture, not 3 scores/,
    ],
    [
      'what tells a strange picture is a map',
      { ...picture, novelty: { tensor: LAYER, limit: 0, chosen_on: '' } },
      /maps of model made-up is 1 × 2 × 3 × 5 of one picture, not one number/,
    ],
  ])('%s, at the first run', async (_, given, told) => {
    const model = await openPictureModel(pictureManifest(graph, given), graph)
    await expect(model.scores(tensors[0]!, 1)).rejects.toThrow(told)
    await expect(model.scores(tensors[0]!.slice(1), 1)).rejects.toThrow(/takes 840 numbers a picture/)
    await model.close()
  })
})
