import { and, eq, like, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { secret } from '../db/schema/accounts.ts'
import { hashToken, randomToken } from './tokens.ts'

/** How long a link for the first admin holds; the next start gives a new one. */
const SETUP_HOURS = 24
const SETUP = 'setup:'
const FRESH = sql`${secret.createdAt} > now() - make_interval(hours => ${SETUP_HOURS})`

/** A secret made once, by whichever process is first: all of them get the same. */
export async function sharedSecret(database: Sql, name: string): Promise<string> {
  await database.insert(secret).values({ name, value: randomToken() }).onConflictDoNothing()
  const [kept] = await database.select({ value: secret.value }).from(secret).where(eq(secret.name, name))
  if (!kept) throw new Error(`The secret ${name} is gone from the database.`)
  return kept.value
}

/** A token that makes the first admin; its hash alone is kept. Links of other processes hold beside it. */
export async function addSetupToken(database: Sql): Promise<string> {
  const token = randomToken()
  await database.delete(secret).where(and(like(secret.name, `${SETUP}%`), sql`not (${FRESH})`))
  await database.insert(secret).values({ name: SETUP + hashToken(token), value: '' })
  return token
}

/** Uses a token up, and all others with it; false for one that does not hold. */
export async function takeSetupToken(tx: Sql, token: string): Promise<boolean> {
  const taken = await tx
    .delete(secret)
    .where(and(eq(secret.name, SETUP + hashToken(token)), FRESH))
    .returning({ name: secret.name })
  if (taken.length === 0) return false
  await tx.delete(secret).where(like(secret.name, `${SETUP}%`))
  return true
}
