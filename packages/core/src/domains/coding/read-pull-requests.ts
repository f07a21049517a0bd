import type { PullRequest } from '@vouch/contracts/domains/coding'
import type { TableReader } from '../../table/table.ts'
import type { Entry, Reading } from './coding-entry.ts'
import { revertedNumber } from './read-reverts.ts'
import { cellNumber, readRows, type RowColumns } from './read-rows.ts'
import {
  isRecord,
  kindOf,
  needTime,
  readPullRequestNumber,
  readFlag,
  readText,
  readTime,
  readWords,
  show,
  type Faults,
} from './read-value.ts'
import { repoSlug } from './repo-slug.ts'

/** As the contract has it: a longer title is cut, for it is there to be read. */
const MAX_TITLE = 1000
/** GitHub lists these with pull requests among them, each with its own address. */
const ISSUE = /\/issues\/\d+$/

type Column =
  | 'number'
  | 'title'
  | 'user'
  | 'state'
  | 'created_at'
  | 'closed_at'
  | 'merged_at'
  | 'updated_at'
  | 'repo_url'
  | 'html_url'
  | 'body'

export const PULL_REQUEST_COLUMNS: RowColumns<Column> = {
  needed: ['number', 'state', 'created_at', 'merged_at'],
  optional: ['title', 'user', 'closed_at', 'updated_at', 'repo_url', 'html_url', 'body'],
}

/**
 * A pull request of GitHub's REST interface (https://docs.github.com/rest/pulls/pulls), or of a table of such: there `user` is a
 * name and `repo_url` the repository's address. What a search found (`pull_request`) is read too, issues are not. Whether one was opened again is in neither. A merged one is closed.
 */
export function readPullRequest(record: unknown): Reading<PullRequest> {
  if (!isRecord(record)) return { reason: `it is ${kindOf(record)}, not an object` }
  if (typeof record['html_url'] === 'string' && ISSUE.test(record['html_url'])) return { reason: 'it is an issue' }
  const faults: Faults = []
  const repo = readText(findRepo(record), 'repository', faults)
  const slug = repo === null ? null : repoSlug(repo)
  const title = readWords(record['title'], MAX_TITLE)
  const body = typeof record['body'] === 'string' ? record['body'] : null
  const number = readPullRequestNumber(record['number'], 'number', faults)
  const user = isRecord(record['user']) ? record['user']['login'] : (record['user'] ?? record['author'])
  const found = isRecord(record['pull_request']) ? record['pull_request'] : record
  const merged = readTime(found['merged_at'], 'merged_at', faults)
  const value: PullRequest = {
    repo_slug: slug,
    number: number ?? 0,
    title,
    author: readText(user, 'user', faults),
    state: readState(record['state'], merged, faults),
    created_at: needTime(record['created_at'], 'created_at', faults),
    closed_at: readTime(record['closed_at'], 'closed_at', faults),
    merged_at: merged,
    updated_at: readTime(record['updated_at'], 'updated_at', faults),
    reopened: readFlag(record['reopened'], 'reopened', faults),
    reverts: revertedNumber(title, body, slug),
    simulated: record['simulated'] === true,
  }
  if (value.number < 1) faults.unshift(number === null ? 'there is no number' : 'number is 0, and they count from 1')
  return faults.length > 0 ? { reason: faults.join('; ') } : { value }
}

/** The pull requests of a table, one a row. */
export async function* readPullRequestTable(table: TableReader): AsyncGenerator<Entry<PullRequest>, void, undefined> {
  for await (const { place, cells, text } of readRows(table, PULL_REQUEST_COLUMNS)) {
    const reading = readPullRequest({ ...cells, number: cellNumber(cells.number) })
    if (reading.value !== undefined) yield { value: reading.value }
    else yield { dead: { line: place, reason: reading.reason, text: text() } }
  }
}

function findRepo(record: Readonly<Record<string, unknown>>): unknown {
  const base = isRecord(record['base']) ? record['base']['repo'] : null
  const full = isRecord(base) ? base['full_name'] : null
  return full ?? record['repo_slug'] ?? record['repo_url'] ?? record['html_url'] ?? record['url']
}

/** GitHub's GraphQL and old dashboards write `MERGED` for a closed one. */
function readState(value: unknown, merged: string | null, faults: Faults): 'open' | 'closed' {
  const state = typeof value === 'string' ? value.toLowerCase() : value
  if (state === 'closed' || state === 'merged' || (state === 'open' && merged !== null)) return 'closed'
  if (state !== 'open') faults.push(`state is ${show(value)}, neither open nor closed`)
  return 'open'
}
