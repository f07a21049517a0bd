import type { GithubInput, IngestReceipt } from '@vouch/contracts/domains/coding'
import { readCommit } from '@vouch/core/domains/coding/read-commits'
import { readPullRequest } from '@vouch/core/domains/coding/read-pull-requests'
import { isRecord } from '@vouch/core/domains/coding/read-value'
import { repoSlug } from '@vouch/core/domains/coding/repo-slug'
import { DAY_MS } from '@vouch/core/domains/coding/utc-days'
import type { Sql } from '../../../../db/client.ts'
import type { Context } from '../../../../trpc.ts'
import { noteNotReopened, noteReopened } from '../../work-store.ts'
import { CLOCK, type Clock, MOST_FETCH_MS } from '../open-upstream.ts'
import { type Taking, takeFetched } from '../take-fetched.ts'
import { openGithub } from './open-github.ts'
import { type GithubList, type Walk, walkList } from './walk-list.ts'

const MINUTE_MS = 60_000
/** Clocks differ, and a list is behind what it lists. */
const CLOCK_OVERLAP_MS = 5 * MINUTE_MS
/** A branch that was merged brings commits that are older than what was on top: those of a month are looked for. */
const MERGED_OVERLAP_MS = 30 * DAY_MS

/**
 * Fetches a repository’s pull requests and commits from GitHub, and which of its pull requests were opened again; what is known
 * already is not asked for. What was fetched before GitHub refused to go on stays, and stands in a receipt.
 */
export async function fetchGithub(
  ctx: Context,
  { repo_slug: repo, since }: GithubInput,
  clock: Clock = CLOCK,
): Promise<IngestReceipt> {
  const { settings, limits, database } = ctx.services
  const { GITHUB_TOKEN: token, GITHUB_URL: base } = settings
  return takeFetched(ctx, { kind: 'github', name: repo, held: repo }, async (taken) => {
    const walk: Walk = {
      db: database.sql,
      github: openGithub({ base, token, bytes: limits.bytes, clock }),
      clock,
      since: since === undefined ? null : Date.parse(since),
      deadline: clock.now() + MOST_FETCH_MS,
    }
    const [owner = '', name = ''] = repo.split('/').map(encodeURIComponent)
    const place = `${base}/repos/${owner}/${name}`
    // GitHub writes a repository as its owner does, whatever it was asked for
    const slugs = new Set([repo])
    await walkList(walk, pullList({ taken, repo, slugs }, place))
    await walkList(walk, commitList({ taken, repo, slugs }, place))
    const from = await walkList(walk, reopenedList(walk.db, repo, place))
    for (const slug of slugs) await noteNotReopened(walk.db, slug, from)
  })
}

interface OfRepo {
  readonly taken: Taking
  readonly repo: string
  /** the names it was seen under */
  readonly slugs: Set<string>
}

/** Each as of the repository that it names, else of the one that was asked for. */
function named<T extends { readonly repo_slug: string | null }>(records: readonly T[], { repo, slugs }: OfRepo): T[] {
  return records.map((record) => {
    const slug = record.repo_slug ?? repo
    slugs.add(slug)
    return { ...record, repo_slug: slug }
  })
}

function pullList(of: OfRepo, place: string): GithubList {
  return {
    repo: of.repo,
    url: `${place}/pulls?state=all&sort=updated&direction=desc&per_page=100`,
    overlapMs: CLOCK_OVERLAP_MS,
    momentOf: (record) => momentIn(record, 'updated_at'),
    async keep(records) {
      await of.taken.keep({ pullRequests: named(await of.taken.read(records, readPullRequest), of) })
    },
  }
}

function commitList(of: OfRepo, place: string): GithubList {
  return {
    repo: of.repo,
    url: `${place}/commits?per_page=100`,
    overlapMs: MERGED_OVERLAP_MS,
    // the list is by when a commit came to be what it is, not by when it was written first
    momentOf: (record) => (isRecord(record) ? momentIn(partOf(record['commit'])['committer'], 'date') : Number.NaN),
    async keep(records) {
      await of.taken.keep({ commits: named(await of.taken.read(records, readCommit), of) })
    },
  }
}

/** Whether a pull request was opened again stands in no list but that of events, of which it is one. */
function reopenedList(db: Sql, repo: string, place: string): GithubList {
  return {
    repo,
    url: `${place}/issues/events?per_page=100`,
    overlapMs: CLOCK_OVERLAP_MS,
    momentOf: (record) => momentIn(record, 'created_at'),
    async keep(records) {
      for (const record of records) {
        const { event, issue } = partOf(record)
        const { number, pull_request: pull, html_url: url } = partOf(issue)
        if (event !== 'reopened' || !isRecord(pull) || typeof number !== 'number') continue
        await noteReopened(db, typeof url === 'string' ? repoSlug(url) : repo, number)
      }
    },
  }
}

function partOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {}
}

function momentIn(record: unknown, field: string): number {
  const text = partOf(record)[field]
  return typeof text === 'string' ? Date.parse(text) : Number.NaN
}
