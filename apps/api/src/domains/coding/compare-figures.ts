import { CodingDay } from '@vouch/contracts/domains/coding'
import type { CompareQuery, KpiComparison } from '@vouch/contracts/domains/coding-metrics'
import { VouchError } from '@vouch/core/error'
import type { Context } from '../../trpc.ts'
import { checkSpan, type DaySpan, daysBack } from './figure-window.ts'
import { loadFigures, make } from './metrics.ts'
import { tellDays } from './block-store.ts'
import { tellSimulated } from './tell-window.ts'
import { visibilityOf } from './visibility.ts'

const PERIOD = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/

/** Two models over the same days, or the same over two periods. */
export async function compareFigures(ctx: Context, query: CompareQuery): Promise<KpiComparison> {
  const { by, first, second, since, repo_slug: repo } = query
  const now = new Date()
  const visibility = await visibilityOf(ctx)
  const { sql } = ctx.services.database
  const load = async (name: 'first' | 'second') => {
    const span = by === 'model' ? daysBack(since, now) : readPeriod(name, query[name])
    const told = await tellDays(sql, { ...span, model: by === 'model' ? query[name] : undefined, repo }, visibility)
    const [sent, simulated] = [await loadFigures(sql, told, now), await tellSimulated(sql, told)]
    if (by === 'period') return { sent, simulated }
    // pull requests and commits are of no model
    const known = { ...sent.options.known, commits: null, pull_requests: null }
    return { sent: { ...sent, commits: [], pullRequests: [], options: { ...sent.options, known } }, simulated }
  }
  const [one, other] = [await load('first'), await load('second')]
  const differences = await make(ctx.services, 'compare', { what: 'compare', of: one.sent, second: other.sent })
  return {
    differences,
    simulated_sessions: { first: one.simulated.sessions, second: other.simulated.sessions },
    simulated_work: { first: one.simulated.work, second: other.simulated.work },
    note:
      by === 'model'
        ? `${second} less ${first}. Who uses which model for what is not drawn by chance: a difference need not be the model’s doing.`
        : `${second} less ${first}. What else has changed between the two is not known.`,
  }
}

/** @throws VouchError `invalid` */
function readPeriod(name: string, text: string): DaySpan {
  const [, from = '', to = ''] = PERIOD.exec(text) ?? []
  if (CodingDay.safeParse(from).success && CodingDay.safeParse(to).success && from <= to)
    return checkSpan({ from, to }, name)
  throw new VouchError('invalid', `${name} is no period: it must be like 2026-01-01..2026-01-31.`, [
    { field: name, message: 'must be two days, the first not after the last: 2026-01-01..2026-01-31' },
  ])
}
