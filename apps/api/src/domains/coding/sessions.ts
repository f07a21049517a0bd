import type { SessionDetail, SessionPage, SessionsQuery } from '@vouch/contracts/domains/coding'
import { FOLLOWS_WITHIN_DAYS, outcomeOf } from '@vouch/core/domains/coding/outcome-of'
import { DAY_MS } from '@vouch/core/domains/coding/utc-days'
import { VouchError } from '@vouch/core/error'
import type { Context } from '../../trpc.ts'
import { findSession, pageSessions } from './list-sessions.ts'
import { noteLook, seeDevelopers } from './visibility.ts'
import { listFollowing, listReverted } from './work-store.ts'

/** A page of the sessions that the caller may see. */
export async function listSessions(ctx: Context, { page, page_size, ...wanted }: SessionsQuery): Promise<SessionPage> {
  const visibility = await seeDevelopers(ctx)
  const developers = visibility.all ? null : visibility.own
  const offset = (page - 1) * page_size
  const { sessions, total } = await pageSessions(
    ctx.services.database.sql,
    { ...wanted, developers },
    { offset, limit: page_size },
  )
  await noteLook(ctx, visibility, 'coding.sessions', null)
  return { sessions, page, page_size, total_count: total, has_more: offset + sessions.length < total }
}

/** One session, and the work that followed it. @throws VouchError `not_found` of one that the caller may not see, too */
export async function getSession(ctx: Context, id: string): Promise<SessionDetail> {
  const visibility = await seeDevelopers(ctx)
  const { sql } = ctx.services.database
  const found = await findSession(sql, id, visibility.all ? null : visibility.own)
  if (found === null) throw new VouchError('not_found', `There is no session ${id}.`)
  await noteLook(ctx, visibility, 'coding.session', found.id)
  const { developer_id: author, repo_slug: repo, timestamp } = found
  if (author === null || repo === null) return { ...found, pull_requests: [], commits: [], outcome: null }
  const from = new Date(timestamp)
  const to = new Date(from.getTime() + FOLLOWS_WITHIN_DAYS * DAY_MS)
  const [{ pulls, commits }, reverted] = await Promise.all([
    listFollowing(sql, { repo, author, from, to }),
    listReverted(sql, repo),
  ])
  return { ...found, pull_requests: pulls, commits, outcome: outcomeOf(timestamp, pulls, reverted) }
}
