import type { Account, Grant } from '@vouch/contracts/account'
import { GrantDomain } from '@vouch/contracts/account'
import { and, asc, desc, eq, exists, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { Sql } from '../db/client.ts'
import { account, apiKey, grant, session } from '../db/schema/accounts.ts'
import { createId } from '../id.ts'

export interface NewAccount {
  readonly email: string
  readonly name: string | null
  readonly passwordHash: string
  readonly grants: readonly Grant[]
}

/** What logging in needs to know of an account. */
export interface LoginRow {
  readonly id: string
  readonly passwordHash: string | null
  readonly disabled: boolean
}

const there = isNull(account.deletedAt)
const loginColumns = {
  id: account.id,
  passwordHash: account.passwordHash,
  disabled: sql<boolean>`${account.disabledAt} is not null`,
}

/** @returns its id, or null where the address has an account already */
export async function addAccount(tx: Sql, { email, name, passwordHash, grants }: NewAccount): Promise<string | null> {
  const id = createId('acc', Date.now())
  const made = await tx
    .insert(account)
    .values({ id, email, name, passwordHash })
    .onConflictDoNothing({ target: account.email })
    .returning({ id: account.id })
  if (made.length === 0) return null
  await tx
    .insert(grant)
    .values(grants.map((one) => ({ accountId: id, ...one })))
    .onConflictDoNothing()
  return id
}

export async function findLogin(database: Sql, email: string): Promise<LoginRow | null> {
  const [found] = await database
    .select(loginColumns)
    .from(account)
    .where(and(eq(account.email, email), there))
  return found ?? null
}

export async function findLoginById(database: Sql, id: string): Promise<LoginRow | null> {
  const [found] = await database
    .select(loginColumns)
    .from(account)
    .where(and(eq(account.id, id), there))
  return found ?? null
}

export async function findAccount(database: Sql, id: string): Promise<Account | null> {
  const [found] = await withGrants(
    database,
    await database
      .select()
      .from(account)
      .where(and(eq(account.id, id), there)),
  )
  return found ?? null
}

/** Which accounts, and which page of them. */
interface AccountsWanted {
  readonly before: string | undefined
  readonly limit: number
  readonly asking: boolean
  readonly search?: string | undefined
}

/** Newest first. @param before the id of the last one of the page before */
export async function listAccounts(
  database: Sql,
  { before, limit, asking, search = '' }: AccountsWanted,
): Promise<Account[]> {
  const asks = database
    .select({ one: sql`1` })
    .from(grant)
    .where(and(eq(grant.accountId, account.id), eq(grant.state, 'asked')))
  const rows = await database
    .select()
    .from(account)
    .where(
      and(
        there,
        before === undefined ? undefined : lt(account.id, before),
        asking ? exists(asks) : undefined,
        search === '' ? undefined : isLike(search),
      ),
    )
    .orderBy(desc(account.id))
    .limit(limit)
  return withGrants(database, rows)
}

/** What is looked for stands in an address or a name, in any case, or is an id. */
function isLike(search: string): SQL | undefined {
  const within = (column: AnyPgColumn) => sql`position(lower(${search}) in lower(${column})) > 0`
  return or(within(account.email), within(account.name), eq(account.id, search))
}

async function withGrants(database: Sql, rows: readonly (typeof account.$inferSelect)[]): Promise<Account[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const grants = await database
    .select()
    .from(grant)
    .where(inArray(grant.accountId, ids))
    .orderBy(asc(grant.domain), asc(grant.role))
  return rows.map(({ id, email, name, disabledAt, createdAt }) => ({
    id,
    email,
    name,
    grants: grants.flatMap(({ accountId, domain, role, state }) => {
      // a domain that this version does not know is nothing that it could grant
      const known = GrantDomain.safeParse(domain)
      return accountId === id && known.success ? [{ domain: known.data, role, state }] : []
    }),
    disabled: disabledAt !== null,
    created_at: createdAt.toISOString(),
  }))
}

export async function renameAccount(tx: Sql, id: string, name: string | null): Promise<void> {
  await tx.update(account).set({ name }).where(eq(account.id, id))
}

export async function setPassword(tx: Sql, id: string, passwordHash: string): Promise<void> {
  await tx.update(account).set({ passwordHash }).where(eq(account.id, id))
}

/** @returns false for an account that is not there */
export async function setDisabled(tx: Sql, id: string, disabled: boolean): Promise<boolean> {
  const changed = await tx
    .update(account)
    .set({ disabledAt: disabled ? sql`coalesce(${account.disabledAt}, now())` : null })
    .where(and(eq(account.id, id), there))
    .returning({ id: account.id })
  return changed.length > 0
}

/** Erases all that is personal of an account, its keys, log-ins and roles; its id stays, as a pseudonym. */
export async function eraseAccount(tx: Sql, id: string): Promise<void> {
  await tx.delete(session).where(eq(session.accountId, id))
  await tx.delete(apiKey).where(eq(apiKey.accountId, id))
  await tx.delete(grant).where(eq(grant.accountId, id))
  await tx
    .update(account)
    .set({ email: null, name: null, passwordHash: null, deletedAt: sql`now()` })
    .where(eq(account.id, id))
}

export async function giveGrant(
  tx: Sql,
  { accountId, domain, role, by }: { accountId: string; domain: string; role: Grant['role']; by: string | null },
): Promise<void> {
  await tx
    .insert(grant)
    .values({ accountId, domain, role, state: 'given', decidedBy: by })
    .onConflictDoUpdate({
      target: [grant.accountId, grant.domain, grant.role],
      set: { state: 'given', decidedBy: by },
    })
}

/** Asks for a role; one that was given, or asked for, stays as it is. */
export async function askGrant(
  tx: Sql,
  asked: { accountId: string; domain: string; role: Grant['role'] },
): Promise<void> {
  await tx
    .insert(grant)
    .values({ ...asked, state: 'asked' })
    .onConflictDoNothing()
}

export async function takeGrant(
  tx: Sql,
  { accountId, domain, role }: { accountId: string; domain: string; role: Grant['role'] },
): Promise<void> {
  await tx.delete(grant).where(and(eq(grant.accountId, accountId), eq(grant.domain, domain), eq(grant.role, role)))
}

/**
 * How many admins there are beside an account, each of whom may log in. All of them are held until the transaction ends, in
 * one order, so that two cannot leave at once, each counting on the other.
 */
export async function countOtherAdmins(tx: Sql, accountId: string | null): Promise<number> {
  const inUse = and(there, isNull(account.disabledAt))
  const admins = await tx
    .select({ id: account.id })
    .from(grant)
    .innerJoin(account, and(eq(account.id, grant.accountId), inUse))
    .where(and(eq(grant.domain, '*'), eq(grant.role, 'admin'), eq(grant.state, 'given')))
    .orderBy(asc(account.id))
    .for('update')
  return admins.filter(({ id }) => id !== accountId).length
}
