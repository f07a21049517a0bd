import type { Logger } from 'pino'
import type { Sql } from '../db/client.ts'
import { listLive } from './promotion-store.ts'

/** Which models that were made here answer in the place of those that come with Vouch. */
export interface LiveModels {
  /** null: the model that comes with Vouch answers itself */
  of(slot: string): string | null
  /** Looks again at once. */
  refresh(): Promise<void>
  close(): void
}

/** How soon another process's decision is followed. */
const LOOK_MS = 2000

/** Known at all times, so that no prediction waits for it, and none fails while the database is away. */
export async function openLiveModels(database: Sql, log: Pick<Logger, 'debug'>): Promise<LiveModels> {
  let live = await listLive(database)
  const refresh = async () => {
    live = await listLive(database)
  }
  const timer = setInterval(() => {
    refresh().catch((error: unknown) => log.debug({ err: error }, 'which models are live cannot be asked; tried again'))
  }, LOOK_MS).unref()
  return { of: (slot) => live.get(slot) ?? null, refresh, close: () => clearInterval(timer) }
}
