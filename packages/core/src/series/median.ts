/** Median of some numbers, by selection in place of a copy; NaN of none. */
export function median(values: ArrayLike<number>, count = values.length): number {
  const copy = new Float64Array(count)
  for (let i = 0; i < count; i++) copy[i] = values[i]!
  return medianInPlace(copy, count)
}

/** The same of the first `count` of an array, whose order it changes. */
export function medianInPlace(values: Float64Array, count = values.length): number {
  if (count === 0) return Number.NaN
  const half = count >> 1
  const upper = select(values, half, count)
  if (count % 2 === 1) return upper
  let lower = values[0]!
  for (let i = 1; i < half; i++) if (values[i]! > lower) lower = values[i]!
  return (lower + upper) / 2
}

/** The value of a rank among the first `count`, those below it before its place (Hoare 1961, Algorithm 65). */
function select(values: Float64Array, rank: number, count: number): number {
  let [left, right] = [0, count - 1]
  while (left < right) {
    const pivot = values[(left + right) >> 1]!
    let [i, j] = [left, right]
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i <= j) {
        const swapped = values[i]!
        values[i] = values[j]!
        values[j] = swapped
        i++
        j--
      }
    }
    if (rank <= j) right = j
    else if (rank >= i) left = i
    else break
  }
  return values[rank]!
}

/** 1.4826 times this is one sigma of normal noise. */
export const MAD_TO_SIGMA = 1.482602218505602

/** Robust spread: the median of the distances from the median, as one sigma of normal noise (Huber 1981, §5.1). */
export function robustSigma(values: ArrayLike<number>): number {
  const centre = median(values)
  return MAD_TO_SIGMA * median(Float64Array.from(values, (value) => Math.abs(value - centre)))
}
