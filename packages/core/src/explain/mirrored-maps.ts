import { type Mirror, mirrorMap } from '../image/mirror-picture.ts'
import type { LayerAxis } from './layer-places.ts'
import type { Rectangle } from '../image/picture.ts'
import { type Extent, stretch } from './stretch.ts'

/** Positions along one axis of a picture: the middle of position j lies at start + step · j. */
type Places = Omit<LayerAxis, 'of'>

/** Along one axis: where a layer's positions lie, in a picture of so many pixels, and where those of the map that is made of it do. */
export interface MapAxis {
  readonly layer: Places
  readonly pixels: number
  readonly map: Places
}

/** How far places may be from each other's mirror images by the rounding of their sums. */
const ROUNDING = 1e-6

/**
 * Where the map of a layer lies along an axis. A mirror image's map has its places at the mirror images of the layer's. Where
 * the layer lies in its picture symmetrically these are the same places, and where no mirror images are looked at there are no
 * others: the map has the layer's own. Otherwise the map's places are symmetric ones at the same distance from each other, a
 * quarter of a step from the layer's at most and as far from those of its mirror image; so the mean of the maps of all mirror
 * images is never shifted, and that of a mirrored picture is its mirror image.
 */
export function mapAxis(layer: Places, pixels: number, mirrored: boolean): MapAxis {
  const { start, step } = layer
  const other = mirroredStart(layer, pixels)
  if (!mirrored || Math.abs(start - other) < ROUNDING * step) return { layer, pixels, map: layer }
  // symmetric places have the middle of the picture as one of them, or halfway between two of them
  const beside = away(start - pixels / 2, step)
  const between = away(start - pixels / 2 - step / 2, step)
  const shift = Math.abs(beside) <= Math.abs(between) ? beside : between
  // the layer's own place that lies next to the first of both
  const before = Math.max(0, Math.round((start - other) / step))
  const first = start - shift - before * step
  return { layer, pixels, map: { start: first, step, length: Math.round((pixels - 2 * first) / step) + 1 } }
}

/** From the nearest multiple of a step. */
function away(distance: number, step: number): number {
  return distance - Math.round(distance / step) * step
}

function mirroredStart({ start, step, length }: Places, pixels: number): number {
  return pixels - (start + step * (length - 1))
}

/** The rectangle that the cells of a map divide evenly, in pixels of the picture. */
export function coveredBy([vertical, horizontal]: readonly [MapAxis, MapAxis]): Rectangle {
  const extent = ({ map: { start, step, length } }: MapAxis) => ({ from: start - step / 2, length: step * length })
  const [down, across] = [extent(vertical), extent(horizontal)]
  return { left: across.from, top: down.from, width: across.length, height: down.length }
}

/**
 * The map of a picture from the layer's map of one of its mirror images: mirrored back, and at the map's places. Between two
 * places of the layer it is a straight line, and the nearest beyond the outer ones, as where it is stretched.
 * @param values lines × columns of the layer
 */
export function unmirror(
  values: ArrayLike<number>,
  axes: readonly [MapAxis, MapAxis],
  mirror: Mirror,
): Float64Array<ArrayBuffer> {
  const [{ length: rows }, { length: columns }] = [axes[0].layer, axes[1].layer]
  const back = mirrorMap(values, { rows, columns }, mirror)
  const sides = [mirror.vertical, mirror.horizontal]
  return stretch(
    back,
    [rows, columns],
    axes.map((axis, i) => extentOf(axis, sides[i]!)),
  )
}

/** Where the layer lies, counted in places of the map. */
function extentOf({ layer, pixels, map }: MapAxis, turned: boolean): Extent {
  const start = turned && map !== layer ? mirroredStart(layer, pixels) : layer.start
  return { to: map.length, start: (start - map.start) / map.step, length: layer.length }
}
