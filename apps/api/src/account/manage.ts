import type {
  Account,
  ApiKeyInput,
  GrantInput,
  LoginSessionPage,
  NewApiKey,
  PasswordChange,
} from '@vouch/contracts/account'
import type { PageQuery } from '@vouch/contracts/page'
import { VouchError } from '@vouch/core/error'
import { appendAudit } from '../audit/audit.ts'
import type { AuditAct } from '../audit/hash-entry.ts'
import type { Sql } from '../db/client.ts'
import { expireUploadsOf } from '../dataset/store.ts'
import { deleteJobsOf } from '../job/store.ts'
import { forgetDevelopers } from '../domains/coding/developers.ts'
import { deleteMeasurementsBy } from '../model/measurement-store.ts'
import { deleteImportsOf } from '../model/store.ts'
import { eraseFromClinic } from '../patient/store.ts'
import { deleteLeasesOf } from '../review/item-store.ts'
import { deleteSightsOf } from '../review/sights.ts'
import { expireTrainingsOf } from '../training/store.ts'
import { expireSubmissionsOf } from '../prediction/store.ts'
import { type Acting, auditAct } from './audit-act.ts'
import { isAdmin } from './caller.ts'
import { addKey, listKeys, revokeKey } from './key-store.ts'
import { checkNewPassword } from './register.ts'
import { endOwnSession, endSessions, listSessions } from './session-store.ts'
import {
  countOtherAdmins,
  eraseAccount,
  findAccount,
  findLoginById,
  giveGrant,
  renameAccount,
  setDisabled,
  setPassword,
  takeGrant,
} from './store.ts'

/** More than anybody tells apart. */
const MOST_KEYS = 50

type Act = Pick<AuditAct, 'action' | 'subject'> & Partial<Pick<AuditAct, 'detail'>>

/** Who is logged in; `checkAccess` has seen to it that somebody is. */
export function accountOf({ caller }: Acting): string {
  if (caller.accountId === null) throw new VouchError('unauthorized', 'This needs an account: log in first.')
  return caller.accountId
}

/** A change and its entry in the audit, together or not at all; what was known of the account is read anew. */
async function change<T>(
  ctx: Acting,
  accountId: string,
  work: (tx: Sql) => Promise<{ result: T; act: Act }>,
): Promise<T> {
  const { accounts, database } = ctx.services
  const result = await database.sql.transaction(async (tx) => {
    const done = await work(tx)
    await appendAudit(tx, auditAct(ctx, done.act))
    return done.result
  })
  accounts.callers.forget(accountId)
  return result
}

/** @throws VouchError `not_found` */
export async function getAccount(ctx: Acting, id: string): Promise<Account> {
  const found = await findAccount(ctx.services.database.sql, id)
  if (!found) throw noAccount()
  return found
}

export async function rename(ctx: Acting, name: string | null): Promise<Account> {
  const id = accountOf(ctx)
  await change(ctx, id, async (tx) => {
    await renameAccount(tx, id, name)
    return { result: null, act: { action: 'account.update', subject: id } }
  })
  return getAccount(ctx, id)
}

/** Changes the password, and ends every other log-in; API keys go on. */
export async function changePassword(ctx: Acting, { current, password }: PasswordChange): Promise<void> {
  const id = accountOf(ctx)
  const { email, name } = await getAccount(ctx, id)
  checkNewPassword(password, { email: email ?? '', name })
  await provePassword(ctx, { id, email, password: current, field: 'current' })
  const passwordHash = await ctx.services.accounts.passwords.hash(password)
  await change(ctx, id, async (tx) => {
    await setPassword(tx, id, passwordHash)
    await endSessions(tx, id, 'password', ctx.caller.sessionId)
    return { result: null, act: { action: 'account.update', subject: id, detail: { changed: 'password' } } }
  })
}

/** Erases what is personal. The last admin stays: nobody could make another. */
export async function deleteAccount(ctx: Acting, password: string): Promise<void> {
  const id = accountOf(ctx)
  const { email } = await getAccount(ctx, id)
  await provePassword(ctx, { id, email, password, field: 'password' })
  await change(ctx, id, async (tx) => {
    if (isAdmin(ctx.caller)) await keepAnAdmin(tx, id)
    await eraseAccount(tx, id)
    await forgetDevelopers(tx, id)
    await expireSubmissionsOf(tx, id)
    await expireUploadsOf(tx, id)
    await expireTrainingsOf(tx, id)
    await deleteImportsOf(tx, id)
    await deleteMeasurementsBy(tx, id)
    await deleteJobsOf(tx, id)
    await eraseFromClinic(tx, id)
    await deleteLeasesOf(tx, id)
    await deleteSightsOf(tx, id)
    return { result: null, act: { action: 'account.delete', subject: id } }
  })
}

/** @throws VouchError `invalid`, naming the field, when it is not the account's password */
async function provePassword(
  ctx: Acting,
  { id, email, password, field }: { id: string; email: string | null; password: string; field: string },
): Promise<void> {
  const { accounts, audit, database } = ctx.services
  const right = await accounts.throttle.attempt({ login: email ?? id, address: ctx.caller.address }, async () => {
    const found = await findLoginById(database.sql, id)
    return accounts.passwords.verify(found?.passwordHash ?? null, password)
  })
  if (right) return
  audit.note(auditAct(ctx, { action: 'account.update', subject: id, outcome: 'denied', detail: { why: 'password' } }))
  throw new VouchError('invalid', 'The password is not right.', [{ field, message: 'is not right' }])
}

/** @throws VouchError `forbidden` for the scope of an admin that its account is not, `conflict` when there are too many */
export async function createKey(ctx: Acting, { name, scopes, expires_at }: ApiKeyInput): Promise<NewApiKey> {
  const accountId = accountOf(ctx)
  if (scopes.includes('admin') && !isAdmin(ctx.caller))
    throw new VouchError('forbidden', 'Only an admin’s key can have the scope “admin”.')
  const expiresAt = expires_at === null ? null : new Date(expires_at)
  if (expiresAt && expiresAt.getTime() <= Date.now())
    throw new VouchError('invalid', 'expires_at: is over already', [
      { field: 'expires_at', message: 'is over already' },
    ])
  return change(ctx, accountId, async (tx) => {
    if ((await listKeys(tx, accountId)).length >= MOST_KEYS)
      throw new VouchError('conflict', `An account may have ${MOST_KEYS} keys; delete one first.`)
    const key = await addKey(tx, { accountId, name, scopes: [...new Set(scopes)], expiresAt })
    return { result: key, act: { action: 'key.create', subject: key.id, detail: { scopes: key.scopes } } }
  })
}

/** @throws VouchError `not_found` for a key that is not there, or another's */
export async function deleteKey(ctx: Acting, id: string): Promise<void> {
  const accountId = accountOf(ctx)
  await change(ctx, accountId, async (tx) => {
    if (!(await revokeKey(tx, accountId, id))) throw new VouchError('not_found', 'There is no such key.')
    return { result: null, act: { action: 'key.delete', subject: id } }
  })
}

/** One's own log-ins that go on, the newest first. */
export async function pageSessions(ctx: Acting, { cursor, limit }: PageQuery): Promise<LoginSessionPage> {
  const rows = await listSessions(ctx.services.database.sql, accountOf(ctx), { before: cursor, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  return {
    sessions: shown.map((row) => ({ ...row, current: row.id === ctx.caller.sessionId })),
    next_cursor: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
  }
}

/** @throws VouchError `not_found` for a log-in that is not there, another's, or over */
export async function deleteSession(ctx: Acting, id: string): Promise<void> {
  const accountId = accountOf(ctx)
  await change(ctx, accountId, async (tx) => {
    if (!(await endOwnSession(tx, accountId, id))) throw new VouchError('not_found', 'There is no such log-in.')
    return { result: null, act: { action: 'session.delete', subject: id } }
  })
}

/** Keeps an account from being used, at once, or lets it be used again. */
export async function disable(ctx: Acting, id: string, disabled: boolean): Promise<Account> {
  await change(ctx, id, async (tx) => {
    if (disabled) await keepAnAdmin(tx, id)
    if (!(await setDisabled(tx, id, disabled))) throw noAccount()
    if (disabled) await endSessions(tx, id, 'disabled', null)
    return { result: null, act: { action: 'account.update', subject: id, detail: { disabled } } }
  })
  return getAccount(ctx, id)
}

export async function decideGrant(ctx: Acting, { id, domain, role, give }: GrantInput): Promise<Account> {
  await change(ctx, id, async (tx) => {
    if ((await findAccount(tx, id)) === null) throw noAccount()
    if (give) await giveGrant(tx, { accountId: id, domain, role, by: ctx.caller.accountId })
    else {
      if (role === 'admin' && domain === '*') await keepAnAdmin(tx, id)
      await takeGrant(tx, { accountId: id, domain, role })
    }
    return { result: null, act: { action: 'grant.update', subject: id, detail: { domain, role, give } } }
  })
  return getAccount(ctx, id)
}

async function keepAnAdmin(tx: Sql, leaving: string): Promise<void> {
  if ((await countOtherAdmins(tx, leaving)) === 0)
    throw new VouchError('conflict', 'This is the last admin; make another one first.')
}

function noAccount(): VouchError {
  return new VouchError('not_found', 'There is no such account.')
}
