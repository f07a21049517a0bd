/** GitHub’s own words in the text of a pull request that its "Revert" button made. */
const REVERTS = /^[ \t]*Reverts[ \t]+(?:([\w.-]+\/[\w.-]+))?#(\d{1,9})\b/im
/** And in its title, which quotes that of the one taken back; a squashed one’s ends with its number. */
const REVERT_TITLE = /^\s*Revert\s+"(.*)"(?:\s*\(#\d+\))?\s*$/is
const LAST_NUMBER = /\(#(\d{1,9})\)\s*$/
/** Git's own words in the message of `git revert`. */
const REVERTED_COMMIT = /\bThis reverts commit ([0-9a-f]{7,64})\b/i

/** The number of the pull request that this one takes back, by GitHub's wording; null where it names none of its repository. */
export function revertedNumber(title: string | null, body: string | null, repo: string | null): number | null {
  const [, named, number] = REVERTS.exec(body ?? '') ?? []
  const own = named === undefined || repo === null || named.toLowerCase() === repo.toLowerCase()
  if (number !== undefined && own) return toNumber(number)
  const quoted = REVERT_TITLE.exec(title ?? '')?.[1] ?? ''
  return toNumber(LAST_NUMBER.exec(quoted)?.[1] ?? '0')
}

/** The commit that this one takes back, by Git's wording. */
export function revertedCommit(message: string): string | null {
  return REVERTED_COMMIT.exec(message)?.[1]?.toLowerCase() ?? null
}

function toNumber(digits: string): number | null {
  const number = Number(digits)
  return number >= 1 ? number : null
}
