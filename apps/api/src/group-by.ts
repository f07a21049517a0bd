/** Things by a key of theirs, in the order in which keys and things come. */
export function groupBy<Key, Thing>(
  things: Iterable<Thing>,
  keyOf: (thing: Thing) => Key,
): ReadonlyMap<Key, readonly Thing[]> {
  const groups = new Map<Key, Thing[]>()
  for (const thing of things) {
    const key = keyOf(thing)
    const before = groups.get(key)
    if (before) before.push(thing)
    else groups.set(key, [thing])
  }
  return groups
}
