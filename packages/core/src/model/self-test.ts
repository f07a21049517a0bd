import type { Golden } from '@vouch/contracts/model'
import { VouchError } from '../error.ts'
import { drawPicture } from '../image/draw-picture.ts'
import { pictureTensor } from '../image/picture-tensor.ts'
import { graphWidth } from './graph-width.ts'
import type { OpenPictureModel } from './open-picture-model.ts'
import type { OpenModel } from './session.ts'

/**
 * Scores the golden rows and compares.
 * @throws VouchError `unavailable` naming the first row that does not come back
 */
export async function selfTest(model: OpenModel, golden: Golden): Promise<void> {
  const width = graphWidth(model.manifest)
  const features = new Float32Array(golden.rows.length * width)
  for (const [r, row] of golden.rows.entries()) {
    if (row.features.length !== width)
      throw new VouchError(
        'unavailable',
        `Golden row ${r} of model ${model.manifest.id} has ${row.features.length} features, not ${width}.`,
      )
    for (const [f, value] of row.features.entries()) features[r * width + f] = value ?? Number.NaN
  }
  const scores = await model.run(features, golden.rows.length)
  for (const [r, row] of golden.rows.entries()) {
    const difference = Math.abs((scores.probability[r] ?? Number.NaN) - row.probability)
    if (!(difference <= golden.tolerance))
      throw new VouchError(
        'unavailable',
        `Golden row ${r} of model ${model.manifest.id} scores ${scores.probability[r]}, not ${row.probability}.`,
      )
  }
}

/**
 * Draws the golden pictures, scores them and compares.
 * @throws VouchError `unavailable` naming the first picture that does not come back
 */
export async function selfTestPictures(
  model: Pick<OpenPictureModel, 'manifest' | 'picture' | 'scores'>,
  golden: Golden,
): Promise<void> {
  const { manifest, picture } = model
  const { width, height } = picture
  for (const { seed, scores } of golden.pictures ?? []) {
    const found = await model.scores(pictureTensor(drawPicture(seed, width, height), picture), 1)
    const close = scores.every((score, at) => Math.abs((found[at] ?? Number.NaN) - score) <= golden.tolerance)
    if (scores.length !== found.length || !close)
      throw new VouchError(
        'unavailable',
        `Golden picture ${seed} of model ${manifest.id} scores ${found.join(', ')}, not ${scores.join(', ')}.`,
      )
  }
}
