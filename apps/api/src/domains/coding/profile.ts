import type { Profile, ProfileQuery, SessionsOf, SessionTotals, Share } from '@vouch/contracts/domains/coding-metrics'
import { PICO_USD, type SessionSums } from '@vouch/core/domains/coding/session-day'
import { VouchError } from '@vouch/core/error'
import { wilson } from '@vouch/core/measure/interval'
import type { Context } from '../../trpc.ts'
import { listDays, listParts } from './day-store.ts'
import { pseudonymOf } from './developers.ts'
import { daysBack } from './figure-window.ts'
import { tellWindow } from './tell-window.ts'
import { noteLook, seeDevelopers } from './visibility.ts'

/** How many models and repositories are told. */
const TOP = 10

/** What one developer did. @throws VouchError `not_found` of one who did nothing, and of one whom the caller may not see */
export async function getProfile(ctx: Context, { developer_id: developer, since }: ProfileQuery): Promise<Profile> {
  const visibility = await seeDevelopers(ctx)
  const { sql } = ctx.services.database
  const span = daysBack(since, new Date())
  const wanted = { ...span, developer, policy: null }
  const seen = visibility.all || visibility.own.includes(developer)
  const [days, models, repositories] = seen
    ? await Promise.all([listDays(sql, wanted), listParts(sql, 'model', wanted), listParts(sql, 'repo', wanted)])
    : [[], [], []]
  // whom one may not see is as if he were not there; oneself is, with nothing done
  if (!seen || (days.length === 0 && !visibility.own.includes(developer)))
    throw new VouchError('not_found', `Nothing is known of this developer in the last ${since} days.`)
  await noteLook(ctx, visibility, 'coding.profile', pseudonymOf(developer))
  const sum = (key: keyof SessionSums) => days.reduce((whole, day) => whole + day[key], 0)
  return {
    developer_id: developer,
    window: await tellWindow(sql, { wanted: { ...span, developer }, least: 1, blocks: null }, new Date()),
    totals: totalsOf({
      sessions: sum('sessions'),
      tokens: sum('tokens'),
      accepted_lines: sum('accepted_lines'),
      cost_pico: sum('cost_pico'),
      costed: sum('costed'),
    }),
    acceptance_rate: shareOf(sum('accepted'), sum('decided')),
    error_rate: shareOf(sum('errors'), sum('answered')),
    top_models: models.slice(0, TOP).map(partOf),
    top_repositories: repositories.slice(0, TOP).map(partOf),
    days: days.map((day) => ({ date: day.date, ...totalsOf(day), accepted: day.accepted, errors: day.errors })),
  }
}

function totalsOf(
  sums: Pick<SessionSums, 'sessions' | 'tokens' | 'accepted_lines' | 'costed' | 'cost_pico'>,
): SessionTotals {
  return {
    sessions: sums.sessions,
    tokens: sums.tokens,
    accepted_lines: sums.accepted_lines,
    cost_usd: sums.costed === 0 ? null : sums.cost_pico / PICO_USD,
    sessions_without_cost: sums.sessions - sums.costed,
  }
}

function partOf(part: SessionSums & { readonly name: string | null }): SessionsOf {
  return {
    name: part.name,
    ...totalsOf(part),
    acceptance_rate: shareOf(part.accepted, part.decided),
    error_rate: shareOf(part.errors, part.answered),
  }
}

/** Of one developer: his sessions are taken as independent. */
function shareOf(hits: number, n: number): Share {
  return n === 0 ? { value: null, interval: null, n } : { value: hits / n, interval: wilson(hits, n), n }
}
