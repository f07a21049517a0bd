import { DomainId } from '@vouch/contracts/domain'
import { and, eq, gt, sql } from 'drizzle-orm'
import { type Caller, isExpert } from '../account/caller.ts'
import type { Sql } from '../db/client.ts'
import { review, reviewItem, reviewLease } from '../db/schema/reviews.ts'

interface OneCall {
  readonly id: string
  readonly row: number
  readonly domain: string
  readonly patientId: string | null
}

/**
 * Whether a caller judges a call that is another's: he has it in hand, or has judged it, or may have the last word on it.
 * A patient's is never opened so: who does not treat them has nothing to do with them.
 */
export async function isJudging(
  db: Sql,
  caller: Pick<Caller, 'accountId' | 'grants'>,
  { id, row, domain, patientId }: OneCall,
): Promise<boolean> {
  const { accountId } = caller
  if (accountId === null || patientId !== null || !isExpert(caller, DomainId.parse(domain))) return false
  const leases = db
    .select({ one: sql`1` })
    .from(reviewLease)
    .where(
      and(
        eq(reviewLease.itemId, reviewItem.id),
        eq(reviewLease.accountId, accountId),
        gt(reviewLease.expiresAt, sql`now()`),
      ),
    )
  const judged = db
    .select({ one: sql`1` })
    .from(review)
    .where(and(eq(review.predictionId, id), eq(review.row, row), eq(review.accountId, accountId)))
  const [found] = await db
    .select({ id: reviewItem.id })
    .from(reviewItem)
    .where(
      and(
        eq(reviewItem.predictionId, id),
        eq(reviewItem.row, row),
        sql`(${reviewItem.state} = 'disputed' or exists ${leases} or exists ${judged})`,
      ),
    )
  return found !== undefined
}
