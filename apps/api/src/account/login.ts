import type { Tokens } from '@vouch/contracts/account'
import { VouchError } from '@vouch/core/error'
import { appendAudit } from '../audit/audit.ts'
import type { Context } from '../trpc.ts'
import { auditAct } from './audit-act.ts'
import { addSession, endSession, redeem, sessionOfRefresh } from './session-store.ts'
import { findLogin, type LoginRow } from './store.ts'
import type { TokenSubject } from './tokens.ts'

/** A page's tabs share one cookie: what one has changed the other has not seen for as long as an answer takes. */
const TABS_MS = 10_000
const SECONDS_AN_HOUR = 3600

/** One answer to an address that has no account, and to a password that is not right. */
const wrong = () => new VouchError('unauthorized', 'The e-mail address or the password is not right.')

/** Begins a log-in. The refresh token goes into the cookie, or into the answer. */
export async function logIn(
  ctx: Context,
  { email, password, cookie }: { email: string; password: string; cookie: boolean },
): Promise<Tokens> {
  const { accounts, audit, database, settings } = ctx.services
  const login = email.trim().toLowerCase()
  let account: LoginRow | null = null
  const right = await accounts.throttle.attempt({ login, address: ctx.caller.address }, async () => {
    account = await findLogin(database.sql, login)
    return accounts.passwords.verify(account?.passwordHash ?? null, password)
  })
  const found = account as LoginRow | null
  if (!right || !found || found.disabled) {
    const why = !right || !found ? 'password' : 'disabled'
    const subject = found?.id ?? null
    audit.note(auditAct(ctx, { action: 'session.create', subject, outcome: 'denied', detail: { why } }))
    if (why === 'password') throw wrong()
    throw new VouchError('forbidden', 'This account has been disabled by an admin.')
  }
  const begun = await database.sql.transaction(async (tx) => {
    const session = await addSession(tx, found.id, settings.SESSION_TIMEOUT)
    const act = { actor: found.id, action: 'session.create', subject: session.sessionId } as const
    await appendAudit(tx, auditAct(ctx, act))
    return session
  })
  return answer(ctx, { accountId: found.id, sessionId: begun.sessionId }, { refresh: begun.refresh, cookie })
}

/** Changes a refresh token for new tokens. @throws VouchError `unauthorized` for one that does not hold */
export async function refresh(ctx: Context, given: string | undefined): Promise<Tokens> {
  const { accounts, database, settings } = ctx.services
  const arrivedAtMs = performance.now()
  const cookie = given === undefined
  const token = given ?? ctx.refreshCookie.read()
  if (token === null) throw new VouchError('unauthorized', 'This needs a refresh token: log in first.')
  const how = { hours: settings.SESSION_TIMEOUT, arrivedAtMs, slackMs: cookie ? TABS_MS : 0 }
  const redeemed = await database.sql.transaction(async (tx) => {
    const result = await redeem(tx, token, how)
    if (result.kind === 'reused') {
      const { accountId: actor, sessionId: subject } = result.subject
      await appendAudit(
        tx,
        auditAct(ctx, { actor, action: 'session.delete', subject, outcome: 'denied', detail: { why: 'reuse' } }),
      )
    }
    return result
  })
  if (redeemed.kind === 'renewed') return answer(ctx, redeemed.subject, { refresh: redeemed.refresh, cookie })
  if (redeemed.kind === 'reused') {
    accounts.callers.forget(redeemed.subject.accountId)
    throw new VouchError('unauthorized', 'The refresh token was used before, so its log-in has ended. Log in again.')
  }
  throw new VouchError('unauthorized', 'The refresh token does not hold, or no longer.')
}

/** Ends the log-in of the access token, or of a refresh token; for one that is over it does nothing. */
export async function logOut(ctx: Context, given: string | undefined): Promise<void> {
  const { accounts, database } = ctx.services
  const { accountId, sessionId } = ctx.caller
  const token = given ?? ctx.refreshCookie.read()
  ctx.refreshCookie.clear()
  const subject =
    accountId !== null && sessionId !== null
      ? { accountId, sessionId }
      : token !== null && (await sessionOfRefresh(database.sql, token))
  if (!subject) return
  await database.sql.transaction(async (tx) => {
    await endSession(tx, subject.sessionId, 'logout')
    const act = { actor: subject.accountId, action: 'session.delete', subject: subject.sessionId } as const
    await appendAudit(tx, auditAct(ctx, act))
  })
  accounts.callers.forget(subject.accountId)
}

async function answer(
  { services, refreshCookie }: Context,
  subject: TokenSubject,
  next: { refresh: string; cookie: boolean },
): Promise<Tokens> {
  const { tokens } = services.accounts
  if (next.cookie) refreshCookie.write(next.refresh, Math.round(services.settings.SESSION_TIMEOUT * SECONDS_AN_HOUR))
  return {
    access_token: await tokens.sign(subject),
    refresh_token: next.cookie ? null : next.refresh,
    token_type: 'bearer',
    expires_in: tokens.seconds,
  }
}
