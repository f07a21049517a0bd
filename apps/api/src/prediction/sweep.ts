import type { Services } from '../services.ts'
import { deleteExpiredUploads } from '../dataset/store.ts'
import { deleteExpiredTrainings } from '../training/store.ts'
import { deleteExpired } from './store.ts'

const EVERY_MS = 3_600_000
/** Submissions deleted in one transaction: the embedded database does nothing else meanwhile. */
const AT_ONCE = 200

type Swept = Pick<Services, 'database' | 'files' | 'ownModels' | 'log'>

export interface Sweeper {
  /** Begins no further step, and waits for the one that runs. */
  stop(): Promise<void>
}

/** Deletes what has expired and what nothing refers to, and tidies up, now and every hour. Many processes may do so beside one another. */
export function startSweeper(services: Swept): Sweeper {
  const stopping = new AbortController()
  const once = () =>
    sweep(services, stopping.signal).catch((error: unknown) =>
      services.log.warn({ err: error }, 'what has expired was not deleted; it is tried again in an hour'),
    )
  let running = once()
  const timer = setInterval(() => {
    running = running.then(once)
  }, EVERY_MS)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await running
    },
  }
}

export async function sweep({ database, files, ownModels }: Omit<Swept, 'log'>, signal?: AbortSignal): Promise<void> {
  for (const deleteSome of [deleteExpired, deleteExpiredUploads, deleteExpiredTrainings])
    for (let count = AT_ONCE; count === AT_ONCE && !signal?.aborted;) {
      const expired = await deleteSome(database.sql, AT_ONCE)
      await files.release(expired.hashes)
      count = expired.count
    }
  if (!signal?.aborted) await ownModels.sweep()
  if (!signal?.aborted) await files.sweep()
  if (!signal?.aborted) await database.tidy()
}
