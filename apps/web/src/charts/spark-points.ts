/** Points of a spark line in a box of 100 by 100, y from above; a day without a value parts the line. */
export interface SparkPoints {
  /** of at least two points each */
  readonly lines: readonly (readonly (readonly [number, number])[])[]
  /** days between two without a value */
  readonly dots: readonly (readonly [number, number])[]
  /** of the threshold */
  readonly level: number
}

/** The threshold is always in sight, and so is nought. */
export function sparkPoints(values: readonly (number | null)[], threshold: number): SparkPoints {
  const known = values.filter((value) => value !== null)
  const top = Math.max(threshold, ...known) || 1
  const low = Math.min(0, ...known)
  const y = (value: number) => 100 - (100 * (value - low)) / (top - low)
  const x = (index: number) => (values.length < 2 ? 50 : (100 * index) / (values.length - 1))
  const runs: [number, number][][] = [[]]
  for (const [index, value] of values.entries())
    if (value === null) runs.push([])
    else runs.at(-1)?.push([x(index), y(value)])
  return {
    lines: runs.filter(({ length }) => length > 1),
    dots: runs.flatMap((run) => (run.length === 1 ? run : [])),
    level: y(threshold),
  }
}
