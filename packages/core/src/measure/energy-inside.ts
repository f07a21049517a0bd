import type { PictureMap } from '../image/picture.ts'
import { type PictureMask, stretched } from './pointing-game.ts'

/**
 * How much of what speaks for a class lies within a mask: the share of the map's part above 0 (Wang et al. 2020, “Score-CAM”, §4.2).
 * The map is stretched over the mask's pixels by what it covers.
 * @returns null where nothing of the map lies above 0
 * @throws RangeError for a mask of another size than it says
 */
export function energyInside(map: PictureMap, mask: PictureMask): number | null {
  let [whole, within] = [0, 0]
  for (const [pixel, value] of stretched(map, mask).entries()) {
    if (!(value > 0)) continue
    whole += value
    within += value * mask.inside[pixel]!
  }
  return whole > 0 ? within / whole : null
}
