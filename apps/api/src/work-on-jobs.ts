import { curveJobs } from './domains/exoplanet/light-curve/curve-job.ts'
import { injectJobs } from './domains/exoplanet/light-curve/inject-job.ts'
import { sweepJobFolders, tableJobs } from './prediction/run-table-job.ts'
import { trainJobs } from './training/run-train-job.ts'
import { JOBS_AT_ONCE, type Services } from './services.ts'

/** A smaller table is read and scored in less time than it takes to share it out. */
const SHARDED_FROM_BYTES = 4 << 20
const SWEEP_MS = 3_600_000

/** Begins to work on every kind of job there is, and to remove what is left of old ones, now and every hour. */
export function workOnJobs(services: Services): void {
  const handlers = {
    ...tableJobs(services, { shardedFromBytes: SHARDED_FROM_BYTES }),
    ...curveJobs(services),
    ...injectJobs(services),
    ...trainJobs(services),
  }
  services.jobs.work(handlers, JOBS_AT_ONCE)
  void sweep(services)
  setInterval(() => void sweep(services), SWEEP_MS).unref()
}

async function sweep(services: Services): Promise<void> {
  if (services.stopping) return
  try {
    await services.jobs.sweep()
    await sweepJobFolders(services)
  } catch (error) {
    services.log.warn({ err: error }, 'old jobs could not be removed; it is tried again in an hour')
  }
}
