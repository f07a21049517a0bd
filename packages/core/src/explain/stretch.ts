import type { PictureMap } from '../image/picture.ts'

/** Where a map lies along one dimension of what it is stretched over: its positions divide `length` evenly, from `start` on. */
export interface Extent {
  /** how many values the stretched map has, the middle of the first at ½ */
  readonly to: number
  readonly start: number
  readonly length: number
}

/**
 * A map of a layer stretched over what the layer was made of, line by line and column by column where it has two
 * dimensions. Bin b of n, whose middle is at b + ½, is a straight line between the two positions around that, and the nearest
 * beyond the outer ones. Where no more is said than how many bins there are, the map is taken to cover all of them evenly. That
 * is exact in the middle. At its ends a layer lies further in by half of what its windows lost where they were not padded, such
 * as 4.5 of 2001 bins behind two pools of 5 that go on by 2.
 * @param from lengths of the map along its dimensions, `GradCam.shape`
 * @param to lengths that it is stretched to, such as [2001] bins, or what the map covers of them
 */
export function stretch(
  map: ArrayLike<number>,
  from: readonly number[],
  to: readonly (number | Extent)[],
): Float64Array<ArrayBuffer> {
  let values = Float64Array.from(map)
  const shape = [...from]
  for (const [axis, given] of to.entries()) {
    const extent = typeof given === 'number' ? { to: given, start: 0, length: given } : given
    values = stretchAxis(values, shape, { axis, extent })
    shape[axis] = extent.to
  }
  return values
}

/** A map over a picture at each of its pixels, line by line. */
export function stretchOver(
  { rows, columns, covers, values }: PictureMap,
  { width, height }: { readonly width: number; readonly height: number },
): Float64Array<ArrayBuffer> {
  return stretch(
    values,
    [rows, columns],
    [
      { to: height, start: covers.top, length: covers.height },
      { to: width, start: covers.left, length: covers.width },
    ],
  )
}

function stretchAxis(
  values: Float64Array,
  shape: readonly number[],
  { axis, extent }: { readonly axis: number; readonly extent: Extent },
): Float64Array<ArrayBuffer> {
  const positions = shape[axis]!
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1)
  const outer = values.length / (positions * inner)
  const stretched = new Float64Array(outer * extent.to * inner)
  for (let block = 0, to = 0; block < outer; block++)
    for (let bin = 0; bin < extent.to; bin++) {
      const middle = ((bin + 0.5 - extent.start) * positions) / extent.length - 0.5
      const at = Math.min(Math.max(middle, 0), positions - 1)
      const low = Math.floor(at)
      const high = Math.min(low + 1, positions - 1)
      const start = block * positions * inner
      for (let i = 0; i < inner; i++, to++)
        stretched[to] =
          values[start + low * inner + i]! * (1 - at + low) + values[start + high * inner + i]! * (at - low)
    }
  return stretched
}
