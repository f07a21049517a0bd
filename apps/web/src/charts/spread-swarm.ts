/** Slots along the axis: about as many as discs fit beside each other. */
const SLOTS = 90

/**
 * How far each of some values moves off its line, so that those at one place lie beside each other: −1 to 1, the same each
 * time. What is widest touches the edge.
 * @param from the axis' ends, which all lines of a plot share
 */
export function spreadSwarm(values: readonly number[], { from, to }: { from: number; to: number }): number[] {
  const slotOf = (value: number) => (to > from ? Math.round(((value - from) / (to - from)) * SLOTS) : 0)
  const taken = new Map<number, number>()
  const places = values.map((value) => {
    const slot = slotOf(value)
    const place = taken.get(slot) ?? 0
    taken.set(slot, place + 1)
    // 0, 1, −1, 2, −2 …
    return Math.ceil(place / 2) * (place % 2 === 1 ? 1 : -1)
  })
  const widest = places.reduce((most, place) => Math.max(most, Math.abs(place)), 0)
  // a few are not flung to the edge
  return places.map((place) => (place === 0 ? 0 : place / Math.max(widest, 6)))
}
