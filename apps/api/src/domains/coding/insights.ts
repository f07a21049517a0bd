import type { Insights, InsightsQuery } from '@vouch/contracts/domains/coding-metrics'
import { DAY_MS } from '@vouch/core/domains/coding/utc-days'
import type { Context } from '../../trpc.ts'
import { modelDaysJson } from './day-store.ts'
import { daysBack, momentsOf } from './figure-window.ts'
import { loadFigures, make } from './metrics.ts'
import { tellDays } from './block-store.ts'
import { tellWindow } from './tell-window.ts'
import { visibilityOf } from './visibility.ts'

/** What the figures of whole days say; today is not over, and is left out. */
export async function getInsights(ctx: Context, { since, repo_slug: repo }: InsightsQuery): Promise<Insights> {
  const now = new Date()
  const span = daysBack(since, new Date(now.getTime() - DAY_MS))
  const midnight = momentsOf(span, now).to
  const { sql } = ctx.services.database
  const told = await tellDays(sql, { ...span, repo }, await visibilityOf(ctx))
  const of = await loadFigures(sql, told, midnight)
  const models = await modelDaysJson(sql, { ...told.wanted, policy: null })
  const insights = await make(ctx.services, 'insights', { what: 'insights', of, models })
  const window = await tellWindow(sql, told, midnight)
  return { window, ...insights }
}
