import type { Review } from '@vouch/contracts/review'

/**
 * What each expert among some reviews is called, by account: `You`, and the others by numbers, the first to speak first. An
 * account's id is no name.
 */
export function expertWords(newestFirst: readonly Pick<Review, 'expert'>[], own: string | null): Map<string, string> {
  const words = new Map<string, string>()
  let others = 0
  for (const { expert } of newestFirst.toReversed())
    if (!words.has(expert)) words.set(expert, expert === own ? 'You' : `Expert ${(others += 1)}`)
  return words
}
