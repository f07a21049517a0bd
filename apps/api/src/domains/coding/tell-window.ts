import type { FigureWindow } from '@vouch/contracts/domains/coding-metrics'
import { coarseCount } from '@vouch/core/domains/coding/hide-few'
import type { Sql } from '../../db/client.ts'
import type { ToldSessions } from './block-store.ts'
import { toWindow } from './figure-window.ts'
import { countSimulated } from './told-by-sessions.ts'

/** The time that figures are of as the wire has it, with how many of its sessions are made up. */
export async function tellWindow(sql: Sql, told: ToldSessions, now: Date): Promise<FigureWindow> {
  return { ...toWindow(told.wanted, now), simulated_sessions: await tellSimulated(sql, told) }
}

/** How many of them are made up. */
export async function tellSimulated(sql: Sql, { wanted, least }: ToldSessions): Promise<number> {
  return least === Infinity ? 0 : coarseCount(await countSimulated(sql, wanted), least)
}
