import type { DomainId } from '@vouch/contracts/domain'
import type { ReviewPolicy, ReviewPolicyUpdate } from '@vouch/contracts/review'
import { eq } from 'drizzle-orm'
import { appendAudit } from '../audit/audit.ts'
import type { Sql } from '../db/client.ts'
import { reviewPolicy } from '../db/schema/reviews.ts'
import type { Context } from '../trpc.ts'

/**
 * Where nobody has said otherwise. So many of the calls as are judged blind tell how far a verdict follows the call; those
 * drawn by chance tell how good the calls are; those judged twice, how far experts agree.
 */
const PROGRAMS = { blind_share: 0.15, random_share: 0.2, double_share: 0.1, lease_minutes: 60 } as const

export async function readPolicy(db: Sql, domain: DomainId): Promise<ReviewPolicy> {
  const [kept] = await db.select().from(reviewPolicy).where(eq(reviewPolicy.domain, domain))
  if (!kept) return { domain, ...PROGRAMS }
  return {
    domain,
    blind_share: kept.blindShare,
    random_share: kept.randomShare,
    double_share: kept.doubleShare,
    lease_minutes: kept.leaseMinutes,
  }
}

/** Changes what is named; it holds for what is offered and leased from now on. */
export async function updatePolicy(
  { services, caller, requestId }: Context,
  { domain, ...changes }: ReviewPolicyUpdate,
): Promise<ReviewPolicy> {
  return services.database.sql.transaction(async (tx) => {
    await tx
      .insert(reviewPolicy)
      .values(toRow({ domain, ...PROGRAMS }))
      .onConflictDoNothing()
    // one change after the other
    await tx.select().from(reviewPolicy).where(eq(reviewPolicy.domain, domain)).for('update')
    const before = await readPolicy(tx, domain)
    const policy = {
      domain,
      blind_share: changes.blind_share ?? before.blind_share,
      random_share: changes.random_share ?? before.random_share,
      double_share: changes.double_share ?? before.double_share,
      lease_minutes: changes.lease_minutes ?? before.lease_minutes,
    }
    await tx.update(reviewPolicy).set(toRow(policy)).where(eq(reviewPolicy.domain, domain))
    const act = { action: 'review_policy.update', subject: domain, outcome: 'done', detail: changes } as const
    await appendAudit(tx, { ...services.audit.by(caller, requestId), ...act })
    return policy
  })
}

function toRow({ domain, blind_share, random_share, double_share, lease_minutes }: ReviewPolicy) {
  return {
    domain,
    blindShare: blind_share,
    randomShare: random_share,
    doubleShare: double_share,
    leaseMinutes: lease_minutes,
  }
}
