import { DIAGNOSES, DiagnosisCode } from '@vouch/contracts/domains/skin'
import { explainablePicture } from '@vouch/core/explain/explain-picture'
import { drawPicture } from '@vouch/core/image/draw-picture'
import { mirrorImages, mirrorMap, mirrorPicture } from '@vouch/core/image/mirror-picture'
import { pictureTensor } from '@vouch/core/image/picture-tensor'
import { calledClass, classProbabilities, positiveScore } from '@vouch/core/model/class-probabilities'
import { type OpenPictureModel, openPictureModel, pictureOf } from '@vouch/core/model/open-picture-model'
import { selfTestPictures } from '@vouch/core/model/self-test'
import { createRandom } from '@vouch/core/random'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ReadFolder } from './read-folder.ts'

/** Larger graphs do not come with Vouch. */
const MOST_BYTES = 20_000_000

/** What every model must do that looks at pictures. */
export function conformsOnPictures({ manifest, golden, graph, outOfFold }: ReadFolder): void {
  const picture = pictureOf(manifest)
  const { width, height, classes } = picture
  const { pictures = [] } = golden
  let model: OpenPictureModel
  beforeAll(async () => {
    model = await openPictureModel(manifest, graph)
  })
  afterAll(() => model.close())

  const tensors = pictures.map(({ seed }) => pictureTensor(drawPicture(seed, width, height), picture))
  const score = async (places: readonly number[]) => {
    const size = tensors[0]?.length ?? 0
    const joined = new Float32Array(places.length * size)
    for (const [i, place] of places.entries()) joined.set(tensors[place] ?? [], i * size)
    const { scores, novelty } = await model.run(joined, places.length)
    return places.map((_, i) => ({
      scores: [...scores.subarray(i * classes.length, (i + 1) * classes.length)],
      novelty: novelty?.[i] ?? null,
    }))
  }
  const all = pictures.map((_, place) => place)

  it('scores its golden pictures as its trainer did', async () => {
    await expect(selfTestPictures(model, golden)).resolves.toBeUndefined()
    expect(pictures.length).toBeGreaterThanOrEqual(20)
  })

  it('gives each class a probability, their sum is one, and the called class and label follow from them', async () => {
    for (const { scores } of await score(all)) {
      const probabilities = classProbabilities(scores, picture.calibration)
      expect(probabilities).toHaveLength(classes.length)
      expect(Math.min(...probabilities)).toBeGreaterThanOrEqual(0)
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9)
      expect(classes[calledClass(scores, picture)]).toBeDefined()
      expect(positiveScore(probabilities, classes)).toBeLessThanOrEqual(1)
    }
  })

  it('scores pictures together as it scores them one by one', async () => {
    const singles = []
    for (const place of all) singles.push(...(await score([place])))
    expect(await score(all)).toEqual(singles)
  })

  it('scores a picture the same wherever it stands', async () => {
    const shuffled = createRandom('order').shuffle([...all])
    const inOrder = await score(all)
    expect(await score(shuffled)).toEqual(shuffled.map((place) => inOrder[place]))
  })

  it('does not score all pictures alike', async () => {
    const scored = await score(all)
    expect(new Set(scored.map(({ scores }) => scores.join())).size).toBe(new Set(pictures.map(({ seed }) => seed)).size)
  })

  it('refuses pictures of another size', async () => {
    await expect(model.run(new Float32Array(3 * width * height + 1), 1)).rejects.toThrow('numbers a picture')
  })

  it.skipIf(manifest.domain !== 'skin')('names diagnoses of lesions, of which the malignant ones are positive', () => {
    for (const { name, positive } of classes) {
      const { data } = DiagnosisCode.safeParse(name)
      expect(data && DIAGNOSES[data].malignant, name).toBe(positive)
    }
  })

  it('names each class once, and at least one on either side of the call', () => {
    expect(new Set(classes.map(({ name }) => name)).size).toBe(classes.length)
    expect(new Set(classes.map(({ positive }) => positive)).size).toBe(2)
    expect(manifest.inputs).toEqual([])
    expect(manifest.labels).toHaveLength(2)
    expect(manifest.labels).toContain(manifest.positive)
  })

  it('has called pictures of its training either way', () => {
    const called = Object.values(outOfFold.calls).map((probability) => probability >= manifest.decision.threshold)
    expect(new Set(called)).toEqual(new Set([true, false]))
  })

  it('is small', () => {
    expect(graph.length).toBeLessThanOrEqual(MOST_BYTES)
  })

  it('shows of each class where it looked, over the whole picture, with the scores that it serves', async () => {
    const explained = await explainablePicture(manifest, graph)
    const [served] = await score([0])
    const { layer, rows, columns, covers, scores, maps } = await explained.cams(tensors[0] ?? new Float32Array(0))
    await explained.close()
    expect(layer).toBe(picture.layer)
    expect(maps).toHaveLength(classes.length)
    for (const map of maps) {
      expect(map).toHaveLength(rows * columns)
      expect(map.every(Number.isFinite)).toBe(true)
      expect(new Set(map).size).toBeGreaterThan(1)
    }
    expect(new Set(maps.map((map) => map.join())).size).toBe(classes.length)
    const [across, down] = [covers.width / columns, covers.height / rows]
    for (const beyond of [covers.left, covers.left + covers.width - width])
      expect(Math.abs(beyond)).toBeLessThanOrEqual(across)
    for (const beyond of [covers.top, covers.top + covers.height - height])
      expect(Math.abs(beyond)).toBeLessThanOrEqual(down)
    for (const [at, value] of scores.entries())
      expect(Math.abs(value - (served?.scores[at] ?? Number.NaN))).toBeLessThan(golden.tolerance)
  })

  it.runIf(picture.mirrored)(
    'scores a mirrored picture the same, and shows the mirror image of where it looked',
    async () => {
      const explained = await explainablePicture(manifest, graph)
      const tensor = tensors[0] ?? new Float32Array(0)
      const own = await explained.cams(tensor)
      for (const mirror of mirrorImages(picture).slice(1)) {
        const other = await explained.cams(mirrorPicture(tensor, picture, mirror))
        for (const [at, map] of own.maps.entries()) {
          expect(other.scores[at]).toBeCloseTo(own.scores[at] ?? Number.NaN, 4)
          const most = map.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
          const back = mirrorMap(other.maps[at] ?? [], own, mirror)
          for (const [cell, value] of map.entries())
            expect(Math.abs(value - (back[cell] ?? Number.NaN))).toBeLessThanOrEqual(1e-4 * most)
        }
      }
      await explained.close()
    },
  )
}
