import type { Commit, PullRequest } from '@vouch/contracts/domains/coding'
import { and, asc, eq, gte, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { codingCommit, codingPullRequest } from '../../db/schema/coding.ts'
import { keepableText } from '../../prediction/store.ts'
import { toRowsJson } from './to-rows-json.ts'

/** How many of what followed a session are told. */
const MOST_FOLLOWING = 50
/** Rows of one statement: each has up to twelve values, and a statement takes 65,535. */
const AT_ONCE = 1000

type PullRecord = typeof codingPullRequest.$inferSelect
type CommitRecord = typeof codingCommit.$inferSelect

const Told = z.object({ rows: z.array(z.object({ added: z.boolean() })) })

/**
 * Adds pull requests; one that is here is brought up to what is said of it now, unless what is here is newer.
 * @returns how many were added, and how many changed
 */
export async function upsertPullRequests(
  db: Sql,
  pulls: readonly PullRequest[],
  ingestId: string,
): Promise<{ added: number; changed: number }> {
  let [added, changed] = [0, 0]
  for (let from = 0; from < pulls.length; from += AT_ONCE) {
    // one statement may not touch a row twice: of the same pull request the last one stands
    const some = new Map(
      pulls.slice(from, from + AT_ONCE).map((pull) => [`${pull.repo_slug ?? ''}#${pull.number}`, pull]),
    )
    const rows = toRowsJson(
      [...some.values()].map((pull) => ({
        ...pull,
        repo: pull.repo_slug ?? '',
        simulated_by: pull.simulated ? ingestId : null,
      })),
    )
    const found: unknown = await db.execute(sql`
      insert into ${codingPullRequest} as here (repo, number, title, author, state, created_at, closed_at, merged_at,
        updated_at, reopened, reverts, simulated_by)
      select * from json_to_recordset(${rows}::json) as r(repo text, number int, title text, author text, state text,
        created_at timestamptz, closed_at timestamptz, merged_at timestamptz, updated_at timestamptz, reopened boolean,
        reverts int, simulated_by text)
      on conflict (repo, number) do update set title = excluded.title, author = excluded.author, state = excluded.state,
        created_at = excluded.created_at, closed_at = excluded.closed_at, merged_at = excluded.merged_at,
        updated_at = excluded.updated_at, reopened = coalesce(excluded.reopened, here.reopened),
        reverts = coalesce(excluded.reverts, here.reverts), simulated_by = excluded.simulated_by
      where (here.updated_at is null or excluded.updated_at >= here.updated_at)
        and (here.title, here.author, here.state, here.created_at, here.closed_at, here.merged_at, here.updated_at,
          here.reopened, here.reverts, here.simulated_by is null)
        is distinct from (excluded.title, excluded.author, excluded.state, excluded.created_at, excluded.closed_at,
          excluded.merged_at, excluded.updated_at, coalesce(excluded.reopened, here.reopened),
          coalesce(excluded.reverts, here.reverts), excluded.simulated_by is null)
      returning (xmax = 0) as added`)
    for (const row of Told.parse(found).rows) {
      if (row.added) added += 1
      else changed += 1
    }
  }
  return { added, changed }
}

/** Adds commits; a commit never changes. @returns how many were added */
export async function insertCommits(db: Sql, commits: readonly Commit[], ingestId: string): Promise<number> {
  let added = 0
  for (let from = 0; from < commits.length; from += AT_ONCE) {
    const rows = commits.slice(from, from + AT_ONCE).map((commit) => ({
      sha: commit.sha,
      repo: commit.repo_slug ?? '',
      author: commit.author,
      at: new Date(commit.timestamp),
      message: commit.message === null ? null : keepableText(commit.message),
      reverts: commit.reverts,
      simulatedBy: commit.simulated ? ingestId : null,
    }))
    const kept = await db.insert(codingCommit).values(rows).onConflictDoNothing().returning({ sha: codingCommit.sha })
    added += kept.length
  }
  return added
}

/** Notes that a pull request was closed once and opened again. */
export async function noteReopened(db: Sql, repo: string, number: number): Promise<void> {
  await db
    .update(codingPullRequest)
    .set({ reopened: true })
    .where(and(eq(codingPullRequest.repo, repo), eq(codingPullRequest.number, number)))
}

/** Those that were opened since a moment (ms; -Infinity: ever) of which nobody said that they were opened again, were not. */
export async function noteNotReopened(db: Sql, repo: string, from: number): Promise<void> {
  const { repo: ofRepo, reopened, createdAt } = codingPullRequest
  const since = Number.isFinite(from) ? gte(createdAt, new Date(from)) : undefined
  await db
    .update(codingPullRequest)
    .set({ reopened: false })
    .where(and(eq(ofRepo, repo), isNull(reopened), since))
}

/** Of which repository and author, and from when on. */
export interface Following {
  readonly repo: string
  readonly author: string
  readonly from: Date
  readonly to: Date
}

/** Pull requests and commits of the same repository and author that came after, the next first. */
export async function listFollowing(
  db: Sql,
  { repo, author, from, to }: Following,
): Promise<{ pulls: PullRequest[]; commits: Commit[] }> {
  const [pulls, commits] = await Promise.all([
    db
      .select()
      .from(codingPullRequest)
      .where(
        and(
          eq(codingPullRequest.author, author),
          eq(codingPullRequest.repo, repo),
          gte(codingPullRequest.createdAt, from),
          lte(codingPullRequest.createdAt, to),
        ),
      )
      .orderBy(asc(codingPullRequest.createdAt), asc(codingPullRequest.number))
      .limit(MOST_FOLLOWING),
    db
      .select()
      .from(codingCommit)
      .where(
        and(
          eq(codingCommit.author, author),
          eq(codingCommit.repo, repo),
          gte(codingCommit.at, from),
          lte(codingCommit.at, to),
        ),
      )
      .orderBy(asc(codingCommit.at), asc(codingCommit.sha))
      .limit(MOST_FOLLOWING),
  ])
  return { pulls: pulls.map(toPullRequest), commits: commits.map(toCommit) }
}

/** The numbers of a repository’s pull requests that another one, merged, takes back. */
export async function listReverted(db: Sql, repo: string): Promise<Set<number>> {
  const rows = await db
    .select({ reverts: codingPullRequest.reverts })
    .from(codingPullRequest)
    .where(
      and(
        eq(codingPullRequest.repo, repo),
        isNotNull(codingPullRequest.reverts),
        isNotNull(codingPullRequest.mergedAt),
      ),
    )
  return new Set(rows.flatMap(({ reverts }) => reverts ?? []))
}

/** Those that were opened, merged or closed in a time, of one repository or of all. */
export async function listPullRequests(
  db: Sql,
  { from, to, repo }: { readonly from: Date; readonly to: Date; readonly repo?: string | undefined },
): Promise<PullRequest[]> {
  const within = (column: SQL) => sql`(${column} >= ${from.toISOString()} and ${column} < ${to.toISOString()})`
  const { createdAt, closedAt, mergedAt } = codingPullRequest
  const rows = await db
    .select()
    .from(codingPullRequest)
    .where(
      and(
        or(within(sql`${createdAt}`), within(sql`${closedAt}`), within(sql`${mergedAt}`)),
        repo === undefined ? undefined : eq(codingPullRequest.repo, repo),
      ),
    )
    .orderBy(asc(codingPullRequest.repo), asc(codingPullRequest.number))
  return rows.map(toPullRequest)
}

/** Commits of a day and an author. */
export interface CommitDay {
  readonly date: string
  readonly author: string | null
  readonly commits: number
}

const CommitDays = z.object({
  rows: z.array(z.object({ date: z.string(), author: z.string().nullable(), commits: z.coerce.number() })),
})

export async function listCommitDays(
  db: Sql,
  { from, to, repo }: { readonly from: Date; readonly to: Date; readonly repo?: string | undefined },
): Promise<CommitDay[]> {
  const found: unknown = await db.execute(sql`
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as date, author, count(*) as commits from ${codingCommit}
    where at >= ${from.toISOString()} and at < ${to.toISOString()} ${repo === undefined ? sql`` : sql`and repo = ${repo}`}
    group by 1, 2 order by 1, 2`)
  return CommitDays.parse(found).rows
}

export function toPullRequest(row: PullRecord): PullRequest {
  const time = (at: Date | null) => at?.toISOString() ?? null
  return {
    repo_slug: row.repo === '' ? null : row.repo,
    number: row.number,
    title: row.title,
    author: row.author,
    state: row.state,
    created_at: row.createdAt.toISOString(),
    closed_at: time(row.closedAt),
    merged_at: time(row.mergedAt),
    updated_at: time(row.updatedAt),
    reopened: row.reopened,
    reverts: row.reverts,
    simulated: row.simulatedBy !== null,
  }
}

function toCommit(row: CommitRecord): Commit {
  return {
    sha: row.sha,
    repo_slug: row.repo === '' ? null : row.repo,
    author: row.author,
    timestamp: row.at.toISOString(),
    message: row.message,
    reverts: row.reverts,
    simulated: row.simulatedBy !== null,
  }
}
