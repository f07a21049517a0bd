import type { Golden } from '@vouch/contracts/model'
import { VouchError } from '../error.ts'
import { graphWidth } from './graph-width.ts'
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
