import { stretchOver } from '../explain/stretch.ts'
import type { PictureMap } from '../image/picture.ts'

/** Where something lies in a picture: 1 at its pixels and 0 elsewhere, line by line. */
export interface PictureMask {
  readonly width: number
  readonly height: number
  readonly inside: ArrayLike<number>
}

/**
 * The pointing game of one picture: whether the greatest value of a map lies within a mask (Zhang et al. 2018, §4.2, here without
 * a margin around it). The map is stretched over the mask's pixels by what it covers.
 * @returns 1 or 0; where several pixels have the greatest value, the share of them that lies within: so a map that says nothing
 *   is as good as chance
 * @throws RangeError for a mask of another size than it says
 */
export function pointingGame(map: PictureMap, mask: PictureMask): number {
  const values = stretched(map, mask)
  let [greatest, all, within] = [-Infinity, 0, 0]
  for (const [pixel, value] of values.entries()) {
    if (value < greatest) continue
    if (value > greatest) [greatest, all, within] = [value, 0, 0]
    all++
    within += mask.inside[pixel]!
  }
  return within / all
}

/** The mask's share of the picture: what a map that knows nothing gets, in the pointing game and of the energy. */
export function chanceInside({ width, height, inside }: PictureMask): number {
  let within = 0
  for (let pixel = 0; pixel < width * height; pixel++) within += inside[pixel]!
  return within / (width * height)
}

/** @throws RangeError for a mask of another size than it says */
export function stretched(map: PictureMap, mask: PictureMask): Float64Array {
  if (mask.inside.length !== mask.width * mask.height)
    throw new RangeError(`A mask of ${mask.width} × ${mask.height} has no ${mask.inside.length} pixels.`)
  return stretchOver(map, mask)
}
