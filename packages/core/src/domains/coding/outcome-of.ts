import type { PullRequest, SuggestionOutcome } from '@vouch/contracts/domains/coding'
import { DAY_MS } from './utc-days.ts'

/** A pull request that was opened later than this after a suggestion is not taken for its outcome. */
export const FOLLOWS_WITHIN_DAYS = 7

/**
 * What became of a suggestion: of the first pull request that its developer opened in its repository within seven days. That it
 * is that suggestion’s is not known, only that it is the next one; so it is an outcome of many, and never a proof of one.
 * @param following pull requests of the same repository and author, in any order
 * @param reverted the numbers of those that another one takes back
 * @returns null where none followed
 */
export function outcomeOf(
  at: string,
  following: readonly PullRequest[],
  reverted: ReadonlySet<number>,
): SuggestionOutcome | null {
  const from = Date.parse(at)
  const until = from + FOLLOWS_WITHIN_DAYS * DAY_MS
  const first = following
    .map((pull) => ({ pull, opened: Date.parse(pull.created_at) }))
    .filter(({ opened }) => opened >= from && opened <= until)
    .reduce<{ pull: PullRequest; opened: number } | null>(
      (least, one) => (least === null || one.opened < least.opened ? one : least),
      null,
    )?.pull
  if (!first) return null
  if (first.merged_at === null) return first.state
  if (reverted.has(first.number)) return 'reverted'
  return first.reopened === true ? 'reworked' : 'merged'
}
