import { GrantDomain, type LoginSession } from '@vouch/contracts/account'
import { and, desc, eq, isNull, lt, ne, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { account, apiKey, grant, refreshToken, session } from '../db/schema/accounts.ts'
import { createId } from '../id.ts'
import type { CallerGrant } from './caller.ts'
import type { TokenSubject } from './tokens.ts'
import { hashToken, randomToken } from './tokens.ts'

export type EndReason = 'logout' | 'password' | 'disabled' | 'reuse'

/** What a log-in or a key stands for at the moment. */
export interface Standing {
  readonly accountId: string
  readonly grants: readonly CallerGrant[]
}

const live = and(isNull(session.endedAt), sql`${session.expiresAt} > now()`)
const inUse = and(isNull(account.disabledAt), isNull(account.deletedAt))
const given = and(eq(grant.accountId, account.id), eq(grant.state, 'given'))
const lease = (hours: number) => sql`now() + make_interval(secs => ${hours * 3600})`

/** Begins a log-in. @returns its id and its first refresh token */
export async function addSession(
  tx: Sql,
  accountId: string,
  hours: number,
): Promise<{ sessionId: string; refresh: string }> {
  const sessionId = createId('ses', Date.now())
  const refresh = randomToken()
  await tx.insert(session).values({ id: sessionId, accountId, expiresAt: lease(hours) })
  await tx.insert(refreshToken).values({ hash: hashToken(refresh), sessionId })
  return { sessionId, refresh }
}

/** The standing of a log-in that has not ended, of an account that may be used; null for any other. */
export async function findSession(database: Sql, { accountId, sessionId }: TokenSubject): Promise<Standing | null> {
  const rows = await database
    .select({ accountId: account.id, domain: grant.domain, role: grant.role })
    .from(session)
    .innerJoin(account, and(eq(account.id, session.accountId), inUse))
    .leftJoin(grant, given)
    .where(and(eq(session.id, sessionId), eq(session.accountId, accountId), live))
  return standingOf(rows)
}

/** The standing of an API key, and that it was used, to five minutes. */
export async function findKey(
  database: Sql,
  key: string,
): Promise<(Standing & { readonly keyId: string; readonly scopes: readonly string[] }) | null> {
  const rows = await database
    .select({
      accountId: account.id,
      domain: grant.domain,
      role: grant.role,
      keyId: apiKey.id,
      scopes: apiKey.scopes,
      stale: sql<boolean>`coalesce(${apiKey.lastUsedAt} < now() - interval '5 minutes', true)`,
    })
    .from(apiKey)
    .innerJoin(account, and(eq(account.id, apiKey.accountId), inUse))
    .leftJoin(grant, given)
    .where(
      and(eq(apiKey.hash, hashToken(key)), isNull(apiKey.revokedAt), sql`coalesce(${apiKey.expiresAt} > now(), true)`),
    )
  const standing = standingOf(rows)
  const [row] = rows
  if (!standing || !row) return null
  if (row.stale)
    await database
      .update(apiKey)
      .set({ lastUsedAt: sql`now()` })
      .where(eq(apiKey.id, row.keyId))
  return { ...standing, keyId: row.keyId, scopes: row.scopes }
}

function standingOf(
  rows: readonly { accountId: string; domain: string | null; role: CallerGrant['role'] | null }[],
): Standing | null {
  const [first] = rows
  if (!first) return null
  const grants = rows.flatMap(({ domain, role }) => {
    // a domain that this version does not know grants nothing in it
    const known = GrantDomain.safeParse(domain)
    return role !== null && known.success ? [{ domain: known.data, role }] : []
  })
  return { accountId: first.accountId, grants }
}

/** What came of a refresh token: the next one, a second use to be suspicious of, or nothing. */
export type Redeemed =
  | { readonly kind: 'renewed'; readonly subject: TokenSubject; readonly refresh: string }
  | { readonly kind: 'reused'; readonly subject: TokenSubject }
  | { readonly kind: 'refused' }

/**
 * Changes a refresh token for the next one, of which there is exactly one: of two that come at once the second waits for
 * the first, and finds it used. A request that was on its way when the first was answered, with `slackMs` for the way, is
 * refused and no more; one that comes later is a thief's or his victim's, and the log-in ends.
 */
export async function redeem(
  tx: Sql,
  refresh: string,
  { hours, arrivedAtMs, slackMs }: { hours: number; arrivedAtMs: number; slackMs: number },
): Promise<Redeemed> {
  const hash = hashToken(refresh)
  const claimed = await tx
    .update(refreshToken)
    .set({ usedAt: sql`clock_timestamp()` })
    .where(and(eq(refreshToken.hash, hash), isNull(refreshToken.usedAt)))
    .returning({ sessionId: refreshToken.sessionId })
  // a span, measured here, and times of the database: no two clocks are compared
  const spanMs = performance.now() - arrivedAtMs + slackMs
  const [found] = await tx
    .select({
      accountId: session.accountId,
      sessionId: session.id,
      late: sql<boolean>`${refreshToken.usedAt} < clock_timestamp() - make_interval(secs => ${spanMs / 1000})`,
    })
    .from(refreshToken)
    .innerJoin(session, and(eq(session.id, refreshToken.sessionId), live))
    .innerJoin(account, and(eq(account.id, session.accountId), inUse))
    .where(eq(refreshToken.hash, hash))
  if (!found) return { kind: 'refused' }
  const subject = { accountId: found.accountId, sessionId: found.sessionId }
  if (claimed.length === 0) {
    if (!found.late) return { kind: 'refused' }
    await endSession(tx, found.sessionId, 'reuse')
    return { kind: 'reused', subject }
  }
  const next = randomToken()
  await tx.insert(refreshToken).values({ hash: hashToken(next), sessionId: found.sessionId })
  await tx
    .update(session)
    .set({ expiresAt: lease(hours) })
    .where(eq(session.id, found.sessionId))
  return { kind: 'renewed', subject, refresh: next }
}

/** The log-in that a refresh token belongs to, used or not. */
export async function sessionOfRefresh(database: Sql, refresh: string): Promise<TokenSubject | null> {
  const [found] = await database
    .select({ accountId: session.accountId, sessionId: session.id })
    .from(refreshToken)
    .innerJoin(session, and(eq(session.id, refreshToken.sessionId), live))
    .where(eq(refreshToken.hash, hashToken(refresh)))
  return found ?? null
}

export async function endSession(tx: Sql, sessionId: string, why: EndReason): Promise<void> {
  await tx
    .update(session)
    .set({ endedAt: sql`now()`, endedWhy: why })
    .where(and(eq(session.id, sessionId), isNull(session.endedAt)))
}

/** Log-ins of an account that go on, those before `before` and the newest first. */
export async function listSessions(
  database: Sql,
  accountId: string,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<Omit<LoginSession, 'current'>[]> {
  const lastUsed = database
    .select({ at: sql<string>`max(${refreshToken.createdAt})`.as('at') })
    .from(refreshToken)
    .where(eq(refreshToken.sessionId, session.id))
  const rows = await database
    .select({ id: session.id, createdAt: session.createdAt, lastUsedAt: sql`(${lastUsed})`.mapWith(session.createdAt) })
    .from(session)
    .where(and(eq(session.accountId, accountId), live, before === undefined ? undefined : lt(session.id, before)))
    .orderBy(desc(session.id))
    .limit(limit)
  return rows.map(({ id, createdAt, lastUsedAt }) => ({
    id,
    created_at: createdAt.toISOString(),
    last_used_at: (lastUsedAt ?? createdAt).toISOString(),
  }))
}

/** @returns false for a log-in that the account does not have, or no longer */
export async function endOwnSession(tx: Sql, accountId: string, sessionId: string): Promise<boolean> {
  const ended = await tx
    .update(session)
    .set({ endedAt: sql`now()`, endedWhy: 'logout' satisfies EndReason })
    .where(and(eq(session.id, sessionId), eq(session.accountId, accountId), live))
    .returning({ id: session.id })
  return ended.length > 0
}

/** Ends every log-in of an account but one. */
export async function endSessions(tx: Sql, accountId: string, why: EndReason, kept: string | null): Promise<void> {
  await tx
    .update(session)
    .set({ endedAt: sql`now()`, endedWhy: why })
    .where(and(eq(session.accountId, accountId), isNull(session.endedAt), ne(session.id, kept ?? '')))
}

/** Forgets log-ins that are long over, and their refresh tokens with them. */
export async function deleteOldSessions(database: Sql): Promise<void> {
  await database
    .delete(session)
    .where(
      sql`least(${session.expiresAt}, coalesce(${session.endedAt}, ${session.expiresAt})) < now() - interval '1 day'`,
    )
}
