import { medianInPlace } from './median.ts'

export interface Bins {
  readonly count: number
  /** the first bin begins there and the last one ends here */
  readonly from: number
  readonly to: number
  /** of one bin; wider than their distance, they overlap */
  readonly width: number
}

/** Values of bins, and how many points each is the median of. */
export interface Binned {
  readonly values: Float64Array
  readonly counts: Uint32Array
}

/**
 * Medians of sorted points in evenly spaced bins, each of [its beginning, its end); a bin without a point has the median of
 * them all (Shallue & Vanderburg 2018, §3.4; as `median_filter` of AstroNet does).
 * @param x ascending
 */
export function binMedian(x: Float64Array, y: Float64Array, { count, from, to, width }: Bins): Binned {
  const spacing = count > 1 ? (to - from - width) / (count - 1) : 0
  const values = new Float64Array(count)
  const counts = new Uint32Array(count)
  const usual = medianInPlace(y.slice())
  const window = new Float64Array(y.length)
  let first = lowerBound(x, from)
  for (let bin = 0; bin < count; bin++) {
    const begin = from + bin * spacing
    const end = begin + width
    while (first < x.length && x[first]! < begin) first++
    let n = 0
    for (let i = first; i < x.length && x[i]! < end; i++) window[n++] = y[i]!
    counts[bin] = n
    values[bin] = n === 0 ? usual : medianInPlace(window, n)
  }
  return { values, counts }
}

/** The first place whose value is not below the wanted one, among ascending values. */
export function lowerBound(values: Float64Array, wanted: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}
