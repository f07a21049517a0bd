import type { Distribution, DistributionQuery } from '@vouch/contracts/domains/coding-distribution'
import { distributeSessions } from '@vouch/core/domains/coding/distribute-sessions'
import type { Context } from '../../trpc.ts'
import { listDeveloperParts } from './distribution-store.ts'
import { spanOf } from './figure-window.ts'
import { tellDays } from './block-store.ts'
import { tellWindow } from './tell-window.ts'
import { visibilityOf } from './visibility.ts'

/** How sessions are spread over models, repositories, the week, the day, or how long they took and what they cost. */
export async function getDistribution(
  ctx: Context,
  { by, model, repo_slug: repo, ...time }: DistributionQuery,
): Promise<Distribution> {
  const now = new Date()
  const { sql } = ctx.services.database
  const told = await tellDays(sql, { ...spanOf(time, now), model, repo }, await visibilityOf(ctx))
  const parts = await listDeveloperParts(sql, by, told.wanted)
  return { window: await tellWindow(sql, told, now), by, ...distributeSessions(parts, { by, least: told.least }) }
}
