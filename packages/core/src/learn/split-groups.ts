import type { Random } from '../random.ts'
import { groupFolds } from './group-folds.ts'

export interface Parts {
  readonly kept: Uint32Array
  readonly heldBack: Uint32Array
}

/** Most folds that a share is made from: a hundredth is the least that can be held back. */
const MOST_FOLDS = 100

/**
 * Holds back about a share of some rows, whole groups at a time, with as many positives as the share has.
 * @param groups the group of each row of the table, as whole numbers from 0
 * @throws RangeError when there are too few groups for it
 */
export function splitGroups(
  rows: Uint32Array,
  { labels, groups }: { readonly labels: ArrayLike<number>; readonly groups: ArrayLike<number> },
  { share, random }: { readonly share: number; readonly random: Random },
): Parts {
  if (share <= 0) return { kept: rows, heldBack: new Uint32Array(0) }
  const folds = Math.min(MOST_FOLDS, Math.max(2, Math.round(1 / share)))
  const seen = new Map<number, number>()
  const own = Uint32Array.from(rows, (row) => {
    const group = groups[row]!
    const number = seen.get(group) ?? seen.size
    seen.set(group, number)
    return number
  })
  const fold = groupFolds(
    own,
    Uint8Array.from(rows, (row) => labels[row]!),
    { folds, random },
  )
  return { kept: rows.filter((_, i) => fold[i] !== 0), heldBack: rows.filter((_, i) => fold[i] === 0) }
}
