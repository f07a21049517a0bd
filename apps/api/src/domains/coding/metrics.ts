import type { Metrics, MetricsQuery, RawMetrics } from '@vouch/contracts/domains/coding-metrics'
import { modelPolicy } from '@vouch/core/domains/coding/model-policy'
import type { Sql } from '../../db/client.ts'
import type { Services } from '../../services.ts'
import type { Context } from '../../trpc.ts'
import { daysJson, knownDays, listModels } from './day-store.ts'
import { inBlocks, tellDays, type ToldSessions } from './block-store.ts'
import { momentsOf, spanBefore, spanOf } from './figure-window.ts'
import { type CodingFigures, type FiguresAsked, isMadeFigures, type RecordsSent } from './figures-task.ts'
import { readPolicy } from './policy.ts'
import { tellSimulated, tellWindow } from './tell-window.ts'
import { medianLatency } from './told-by-sessions.ts'
import { visibilityOf } from './visibility.ts'
import { listCommitDays, listPullRequests } from './work-store.ts'

/** Ten years of a thousand developers. */
const FIGURES_MS = 60_000

/** The nine figures. Sessions of one model have no commits of their own: then the figures of work are of all of it. */
export async function getMetrics(ctx: Context, query: MetricsQuery): Promise<Metrics> {
  const now = new Date()
  const { of, told } = await loadFor(ctx, query, now)
  const kpis = await make(ctx.services, 'kpis', { what: 'kpis', of })
  const window = await tellWindow(ctx.services.database.sql, told, now)
  return { ...kpis, timestamp: now.toISOString(), window }
}

/** The same as numbers alone. */
export async function getRawMetrics(ctx: Context, query: MetricsQuery): Promise<RawMetrics> {
  const { of, told } = await loadFor(ctx, query, new Date())
  const { wanted } = told
  const { sql } = ctx.services.database
  const [latency, simulated] = await Promise.all([medianLatency(sql, wanted), tellSimulated(sql, told)])
  return make(ctx.services, 'raw', { what: 'raw', of, told: { latency, simulated } })
}

/** Has a thread make figures of one kind. */
export async function make<What extends keyof CodingFigures>(
  { clerks }: Pick<Services, 'clerks'>,
  what: What,
  asked: FiguresAsked,
): Promise<CodingFigures[What]> {
  const made = await clerks.run({ kind: 'coding-figures', asked }, { deadlineMs: FIGURES_MS })
  const figures = isMadeFigures(made) ? made[what] : undefined
  if (figures === undefined) throw new Error('A clerk made no figures.')
  return figures
}

async function loadFor(
  ctx: Context,
  query: MetricsQuery,
  now: Date,
): Promise<{ readonly of: RecordsSent; readonly told: ToldSessions }> {
  const { sql } = ctx.services.database
  const wanted = { ...spanOf(query, now), model: query.model, repo: query.repo_slug }
  const told = await tellDays(sql, wanted, await visibilityOf(ctx))
  return { of: await loadFigures(sql, told, now), told }
}

/** Records of some days and of as many before them, and what is known of their time. */
export async function loadFigures(sql: Sql, told: ToldSessions, now: Date): Promise<RecordsSent> {
  const { wanted, least } = told
  const before = spanBefore(wanted)
  const moments = momentsOf(wanted, now)
  const policy = await readPolicy(sql)
  const hasPolicy = policy.models.length > 0
  const inPolicy = hasPolicy ? (await listModels(sql)).filter(modelPolicy(policy.models)) : null
  const work = { from: momentsOf(before, now).from, to: moments.to, repo: wanted.repo }
  const [days, commits, pullRequests, known] = await Promise.all([
    daysJson(sql, { ...wanted, from: before.from, policy: inPolicy }),
    listCommitDays(sql, work),
    listPullRequests(sql, work),
    knownDays(sql).then((days) => inBlocks(sql, days, told)),
  ])
  const window = { from: moments.from.toISOString(), to: moments.to.toISOString() }
  return { days, commits, pullRequests, options: { window, known, hasPolicy, least } }
}
