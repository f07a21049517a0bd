import { type ApiKey, Scope } from '@vouch/contracts/account'
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { apiKey } from '../db/schema/accounts.ts'
import { createId } from '../id.ts'
import { KEY_PREFIX } from './read-credential.ts'
import { hashToken, randomToken } from './tokens.ts'

/** Keys of an account that have not been taken back, newest first. */
export async function listKeys(database: Sql, accountId: string): Promise<ApiKey[]> {
  const rows = await database
    .select()
    .from(apiKey)
    .where(and(eq(apiKey.accountId, accountId), isNull(apiKey.revokedAt)))
    .orderBy(desc(apiKey.id))
  return rows.map(toKey)
}

/** @returns the key, which nobody can read again, beside what is kept of it */
export async function addKey(
  tx: Sql,
  values: { accountId: string; name: string; scopes: Scope[]; expiresAt: Date | null },
): Promise<ApiKey & { key: string }> {
  const key = KEY_PREFIX + randomToken()
  const [row] = await tx
    .insert(apiKey)
    .values({ id: createId('key', Date.now()), hash: hashToken(key), ...values })
    .returning()
  if (!row) throw new Error('The database did not give back the key that it stored.')
  return { ...toKey(row), key }
}

/** @returns false for a key that the account does not have */
export async function revokeKey(tx: Sql, accountId: string, id: string): Promise<boolean> {
  const revoked = await tx
    .update(apiKey)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(apiKey.id, id), eq(apiKey.accountId, accountId), isNull(apiKey.revokedAt)))
    .returning({ id: apiKey.id })
  return revoked.length > 0
}

function toKey({ id, name, scopes, createdAt, expiresAt, lastUsedAt }: typeof apiKey.$inferSelect): ApiKey {
  return {
    id,
    name,
    scopes: scopes.map((scope) => Scope.parse(scope)),
    created_at: createdAt.toISOString(),
    expires_at: expiresAt?.toISOString() ?? null,
    last_used_at: lastUsedAt?.toISOString() ?? null,
  }
}
