import type { Commit } from '@vouch/contracts/domains/coding'
import type { Reading } from './coding-entry.ts'
import { revertedCommit } from './read-reverts.ts'
import { isRecord, kindOf, needTime, readText, readWords, show, type Faults } from './read-value.ts'
import { repoSlug } from './repo-slug.ts'

const SHA = /^[0-9a-z]{1,64}$/i
/** As the contract has it: a longer first line is cut, for it is there to be read. */
const MAX_MESSAGE = 1000

/**
 * A commit of GitHub's REST interface (https://docs.github.com/rest/commits/commits), or flat: `sha`, `author`, `timestamp`.
 * Its moment is the author's, for a rebase or a merge by button moves the committer's; its author the account, else the
 * address that Git holds.
 */
export function readCommit(record: unknown): Reading<Commit> {
  if (!isRecord(record)) return { reason: `it is ${kindOf(record)}, not an object` }
  const faults: Faults = []
  const git = isRecord(record['commit']) ? record['commit'] : record
  const written = isRecord(git['author']) ? git['author'] : {}
  const committed = isRecord(git['committer']) ? git['committer'] : {}
  const account = isRecord(record['author']) ? record['author']['login'] : record['author']
  const message = typeof git['message'] === 'string' ? git['message'] : ''
  const repo = readText(record['repo_slug'] ?? record['html_url'] ?? record['url'], 'repository', faults)
  const sha = readText(record['sha'], 'sha', faults)
  if (sha === null || !SHA.test(sha)) faults.push(sha === null ? 'there is no sha' : `sha is ${show(sha)}, no hash`)
  const value: Commit = {
    sha: (sha ?? '').toLowerCase(),
    repo_slug: repo === null ? null : repoSlug(repo),
    author: readText(account ?? written['email'] ?? written['name'], 'author', faults),
    timestamp: needTime(record['timestamp'] ?? written['date'] ?? committed['date'], 'date', faults),
    message: readWords(message.trim().split('\n', 1)[0], MAX_MESSAGE),
    reverts: revertedCommit(message),
    simulated: record['simulated'] === true,
  }
  return faults.length > 0 ? { reason: faults.join('; ') } : { value }
}
