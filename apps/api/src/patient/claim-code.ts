import type { ClaimCode } from '@vouch/contracts/patient'
import { and, eq, like, sql } from 'drizzle-orm'
import { z } from 'zod'
import { hashToken, randomToken } from '../account/tokens.ts'
import type { Sql } from '../db/client.ts'
import { secret } from '../db/schema/accounts.ts'

const DAYS = 7
const CLAIM = 'claim:'
const FRESH = sql`${secret.createdAt} > now() - make_interval(days => ${DAYS})`
const Expiry = z.coerce.date()

/** A new code for a patient, in place of the one before; its hash alone is kept. */
export async function addClaimCode(tx: Sql, patientId: string): Promise<ClaimCode> {
  const code = randomToken()
  await tx
    .delete(secret)
    .where(and(like(secret.name, `${CLAIM}%`), sql`(${secret.value} = ${patientId} or not ${FRESH})`))
  const [made] = await tx
    .insert(secret)
    .values({ name: CLAIM + hashToken(code), value: patientId })
    .returning({ expiresAt: sql<unknown>`${secret.createdAt} + make_interval(days => ${DAYS})` })
  return { code, expires_at: Expiry.parse(made?.expiresAt).toISOString() }
}

/** Uses a code up. @returns its patient, or null for a code that does not hold */
export async function takeClaimCode(tx: Sql, code: string): Promise<string | null> {
  const [taken] = await tx
    .delete(secret)
    .where(and(eq(secret.name, CLAIM + hashToken(code)), FRESH))
    .returning({ value: secret.value })
  return taken?.value ?? null
}
