/** Figures that many listen to: computed once for all of them, and kept for a moment. */
export interface SharedFigures<Value> {
  get(key: string, make: () => Promise<Value>): Promise<Value>
}

/** More windows than anybody watches at a time. */
const MOST_KEYS = 200

/** @param holdMs how old a figure may be that is told once more */
export function createSharedFigures<Value>(holdMs: number): SharedFigures<Value> {
  const held = new Map<string, { readonly atMs: number; readonly value: Promise<Value> }>()
  return {
    get(key, make) {
      const known = held.get(key)
      if (known && performance.now() - known.atMs < holdMs) return known.value
      const value = make()
      held.delete(key)
      held.set(key, { atMs: performance.now(), value })
      // one that could not be computed is tried again
      value.catch(() => held.delete(key))
      const [oldest] = held.keys()
      if (held.size > MOST_KEYS && oldest !== undefined) held.delete(oldest)
      return value
    },
  }
}
