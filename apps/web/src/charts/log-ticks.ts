/** Steps of an axis within ten, from coarse to fine. */
const STEPS = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 7]] as const

/**
 * Numbers of a logarithmic axis, as their logarithms to base ten: as many as are wanted or a few less. Where less than a
 * factor of two is in sight they are evenly apart.
 */
export function logTicks(from: number, to: number, wanted: number): number[] {
  if (to - from < Math.log10(2)) return evenTicks(10 ** from, 10 ** to, wanted).map((value) => Math.log10(value))
  const all = STEPS.map((steps) => {
    const found: number[] = []
    for (let decade = Math.floor(from); decade <= Math.ceil(to); decade++)
      for (const step of steps) found.push(decade + Math.log10(step))
    return found.filter((value) => value >= from && value <= to)
  })
  return all.findLast((ticks) => ticks.length <= wanted) ?? all[0] ?? []
}

function evenTicks(from: number, to: number, wanted: number): number[] {
  const rough = (to - from) / Math.max(1, wanted)
  const decade = 10 ** Math.floor(Math.log10(rough))
  const step = decade * ([1, 2, 5].find((factor) => factor * decade >= rough) ?? 10)
  const first = Math.ceil(from / step)
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
}
