import type { Sql } from '../../../../db/client.ts'
import { RetryLater } from '../../../../limit/retry-later.ts'
import { type FetchedPage, findFetched, noteFetched } from '../fetch-store.ts'
import type { Clock } from '../open-upstream.ts'
import type { Github, GithubPage } from './open-github.ts'

/** A list of a repository’s, the newest first. */
export interface GithubList {
  readonly repo: string
  /** its first page */
  readonly url: string
  /** what of a record the list is sorted by, in ms; NaN where it does not say */
  momentOf(record: unknown): number
  /** how much older than the last walk something may be that has come since, in ms */
  readonly overlapMs: number
  /** keeps a page */
  keep(records: readonly unknown[]): Promise<void>
}

export interface Walk {
  readonly db: Sql
  readonly github: Github
  readonly clock: Clock
  /** ms; nothing before it is wanted. Null: all */
  readonly since: number | null
  /** ms; then it is gone on with another time */
  readonly deadline: number
}

/**
 * Reads a list from its newest record to what is known already. Each page’s tag is kept with what comes after it, once the page
 * itself is kept: a page that has not changed costs nothing. The first page’s is kept last, when the list has been read as far as
 * it had to be: while it is missing, a walk that broke off is gone on with, and where the first page has not changed, nothing has.
 * What was wanted from a moment on has tags of its own, since it tells nothing of what was before.
 * @returns from when on nothing is missing, in ms; -Infinity: ever
 */
export async function walkList(walk: Walk, list: GithubList): Promise<number> {
  const { db, github, clock, since } = walk
  const began = clock.now()
  const tagOf = (url: string) => (since === null ? url : `${url}#since=${new Date(since).toISOString()}`)
  const own = await findFetched(db, tagOf(list.url))
  const all = since === null ? own : await findFetched(db, list.url)
  const known = [own, all].map((page) => (page ? page.fetchedAt.getTime() - list.overlapMs : -Infinity))
  const stop = Math.max(since ?? -Infinity, ...known)
  const seen = new Set<string>()
  let first = own
  let from = -Infinity
  for (let url: string | null = list.url; url !== null && !seen.has(url);) {
    if (clock.now() > walk.deadline) throw tooLong()
    seen.add(url)
    const kept: FetchedPage | null = url === list.url ? own : await findFetched(db, tagOf(url))
    const page: GithubPage = await github.get(url, list.repo, kept?.etag ?? '')
    if (page.is === 'cut') break
    if (page.is === 'unchanged') {
      from = stop
      url = url === list.url ? null : (kept?.next ?? null)
      continue
    }
    await list.keep(page.records)
    const fetched = { etag: page.etag, next: page.next, fetchedAt: new Date(began) }
    if (url === list.url) first = fetched
    else await noteFetched(db, tagOf(url), fetched)
    const oldest = page.records.reduce<number>((least, record) => Math.min(least, readMoment(list, record)), Infinity)
    from = page.next === null ? -Infinity : oldest
    url = oldest < stop ? null : page.next
  }
  if (first) await noteFetched(db, tagOf(list.url), { ...first, fetchedAt: new Date(began) })
  return Math.max(from, since ?? -Infinity)
}

function readMoment(list: GithubList, record: unknown): number {
  const moment = list.momentOf(record)
  return Number.isNaN(moment) ? Infinity : moment
}

function tooLong(): RetryLater {
  return new RetryLater(
    'unavailable',
    'This repository is large: what was fetched so far stays; ask again to go on.',
    1,
  )
}
