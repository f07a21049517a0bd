import type { Random } from '../random.ts'

/**
 * Puts each row into one of `folds` folds so that a group is never in two (GroupKFold). Groups are shuffled, and each
 * goes to the fold that holds the fewest positives so far, or, where those are equal, the fewest rows: so the folds are
 * alike in both.
 * @param groups the group of each row, as whole numbers from 0
 */
export function groupFolds(
  groups: ArrayLike<number>,
  labels: ArrayLike<number>,
  { folds, random }: { folds: number; random: Random },
): Uint8Array {
  const members: number[][] = []
  for (let row = 0; row < groups.length; row++) (members[groups[row]!] ??= []).push(row)
  if (members.length < folds) throw new RangeError(`${members.length} groups cannot fill ${folds} folds.`)
  const positives = new Array<number>(folds).fill(0)
  const rows = new Array<number>(folds).fill(0)
  const fold = new Uint8Array(groups.length)
  for (const group of random.shuffle(members)) {
    const hits = group.reduce((sum, row) => sum + labels[row]!, 0)
    let best = 0
    for (let f = 1; f < folds; f++) {
      const key = hits > 0 ? positives[f]! - positives[best]! || rows[f]! - rows[best]! : rows[f]! - rows[best]!
      if (key < 0) best = f
    }
    positives[best]! += hits
    rows[best]! += group.length
    for (const row of group) fold[row] = best
  }
  return fold
}

/** Numbers groups from 0 by first appearance. */
export function groupIndex(names: readonly (string | number)[]): Uint32Array {
  const seen = new Map<string | number, number>()
  return Uint32Array.from(names, (name) => {
    const known = seen.get(name)
    if (known !== undefined) return known
    seen.set(name, seen.size)
    return seen.size - 1
  })
}
