/** At most `most` points of a curve, its first and its last among them: a table that can still be read. */
export function thinCurve<P>(points: readonly P[], most = 26): P[] {
  if (points.length <= most) return [...points]
  const step = (points.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, index) => points[Math.round(index * step)]).filter(
    (point) => point !== undefined,
  )
}
