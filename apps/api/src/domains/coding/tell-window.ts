import type { FigureWindow } from '@vouch/contracts/domains/coding-metrics'
import { coarseCount } from '@vouch/core/domains/coding/hide-few'
import type { Sql } from '../../db/client.ts'
import type { ToldSessions } from './block-store.ts'
import { toWindow } from './figure-window.ts'
import { countSimulated, type Simulated } from './told-by-sessions.ts'

/** The time that figures are of as the wire has it, with how much of it is made up. */
export async function tellWindow(sql: Sql, told: ToldSessions, now: Date): Promise<FigureWindow> {
  const { sessions, work } = await tellSimulated(sql, told)
  return { ...toWindow(told.wanted, now), simulated_sessions: sessions, simulated_work: work }
}

/** How many of them are made up, and how many pull requests and commits of their time. */
export async function tellSimulated(sql: Sql, { wanted, least }: ToldSessions): Promise<Simulated> {
  if (least === Infinity) return { sessions: 0, work: 0 }
  const { sessions, work } = await countSimulated(sql, wanted)
  return { sessions: coarseCount(sessions, least), work: coarseCount(work, least) }
}
