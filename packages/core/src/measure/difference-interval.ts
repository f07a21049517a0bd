/** A figure with its interval. */
export interface Bounded {
  readonly value: number
  /** at 95 % */
  readonly interval: readonly [number, number]
}

/**
 * The interval of a difference, the first figure less the second, from the intervals of the two: the variance of each side is
 * recovered from the bound that lies that way (MOVER: Zou & Donner 2008, "Construction of confidence limits about effect
 * measures", §2). Of two of Wilson's intervals it is Newcombe's (1998, method 10).
 * @param correlation of the two figures; 0 where they are of different draws
 */
export function differenceInterval(a: Bounded, b: Bounded, correlation = 0): [number, number] {
  const twice = 2 * correlation
  const value = a.value - b.value
  const half = (x: number, y: number) => Math.sqrt(Math.max(0, x * x + y * y - twice * x * y))
  return [
    value - half(a.value - a.interval[0], b.interval[1] - b.value),
    value + half(a.interval[1] - a.value, b.value - b.interval[0]),
  ]
}
