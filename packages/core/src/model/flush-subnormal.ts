/** Float32 numbers closer to zero than this slow a processor down by tens of times, and mean zero. */
const SMALLEST_NORMAL = 1.175494e-38

/** A value as a graph takes it; NaN, which is missing, stays. */
export function flushSubnormal(value: number): number {
  return Math.abs(value) < SMALLEST_NORMAL ? 0 : value
}
