/** More rows that are chosen already say nothing new of where the unlike ones are. */
const MOST_CENTRES = 2000

/**
 * Greedy k-center (Gonzalez 1985, "Clustering to minimize the maximum intercluster distance"): each time the candidate that
 * is farthest from all that were chosen.
 * @param columns one a feature, by place
 * @param candidates places to choose from
 */
export function farthestPoints(
  columns: readonly Float64Array[],
  candidates: readonly number[],
  { centres, count }: { readonly centres: readonly number[]; readonly count: number },
): number[] {
  const distance = new Float64Array(candidates.length).fill(Number.POSITIVE_INFINITY)
  const near = (centre: number) => {
    for (const [c, place] of candidates.entries()) {
      let squared = 0
      for (const column of columns) squared += (column[place]! - column[centre]!) ** 2
      if (squared < distance[c]!) distance[c] = squared
    }
  }
  for (const centre of centres.slice(0, MOST_CENTRES)) near(centre)
  const chosen: number[] = []
  while (chosen.length < Math.min(count, candidates.length)) {
    let farthest = -1
    for (let c = 0; c < distance.length; c++)
      if (distance[c]! >= 0 && (farthest < 0 || distance[c]! > distance[farthest]!)) farthest = c
    const place = candidates[farthest]!
    chosen.push(place)
    near(place)
    // chosen, and never again
    distance[farthest] = -1
  }
  return chosen
}

/** A missing value is as far from every other as they are from each other. */
const MISSING = -1

/** Columns as the share of values below each, ties counted half: every unit and spread weighs alike. */
export function toRanks(columns: readonly Float64Array[]): Float64Array[] {
  return columns.map((column) => {
    const sorted = column.filter((value) => !Number.isNaN(value)).sort()
    return column.map((value) =>
      Number.isNaN(value)
        ? MISSING
        : (firstFrom(sorted, value, false) + firstFrom(sorted, value, true)) / (2 * sorted.length),
    )
  })
}

/** How many sorted values are below a value, or at it too. */
function firstFrom(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value || (orEqual && sorted[middle] === value)) low = middle + 1
    else high = middle
  }
  return low
}
