import { medianInPlace } from './median.ts'

/** Points farther from the middle than so many median distances have no weight (Mosteller & Tukey 1977; Hippke et al. 2019, §2.3). */
const TUNING = 5
const MOST_STEPS = 20
const SETTLED = 1e-7

/**
 * Tukey's biweight location in a window that slides over the time, at every cadence: the trend that keeps most of a transit
 * among the filters compared by Hippke et al. 2019 (AJ 158, 143, §4), for a window of three durations or more.
 * @param usable which points count; a window without one has the stretch's own median
 */
export function biweightTrend(
  timeDays: Float64Array,
  flux: Float64Array,
  { windowDays, usable }: { readonly windowDays: number; readonly usable: Uint8Array },
): Float64Array {
  const kept = Uint32Array.from(Array.from(flux.keys()).filter((i) => usable[i] === 1))
  const time = Float64Array.from(kept, (i) => timeDays[i]!)
  const values = Float64Array.from(kept, (i) => flux[i]!)
  const usual = medianInPlace(flux.slice())
  const window = new Float64Array(values.length)
  const apart = new Float64Array(values.length)
  let [from, to] = [0, 0]
  return timeDays.map((middle) => {
    while (from < time.length && time[from]! < middle - windowDays / 2) from++
    while (to < time.length && time[to]! <= middle + windowDays / 2) to++
    if (to <= from) return usual
    return locate(values.subarray(from, to), window, apart)
  })
}

function locate(values: Float64Array, window: Float64Array, apart: Float64Array): number {
  const n = values.length
  window.set(values)
  let centre = medianInPlace(window, n)
  for (let i = 0; i < n; i++) apart[i] = Math.abs(values[i]! - centre)
  const spread = TUNING * medianInPlace(apart, n)
  if (!(spread > 0)) return centre
  for (let step = 0; step < MOST_STEPS; step++) {
    let [sum, weights] = [0, 0]
    for (let i = 0; i < n; i++) {
      const u = (values[i]! - centre) / spread
      if (u <= -1 || u >= 1) continue
      const weight = (1 - u * u) ** 2
      weights += weight
      sum += weight * (values[i]! - centre)
    }
    const moved = weights > 0 ? sum / weights : 0
    centre += moved
    if (Math.abs(moved) < SETTLED * spread) break
  }
  return centre
}
