import { openDatabase } from './db/client.ts'
import { type Settings, SettingError } from './env.ts'
import { createLog } from './log/create-log.ts'
import { modelsFolder } from './model/model-registry.ts'
import { openScoring } from './model/scoring.ts'
import { closeServices, openServices, type Services } from './services.ts'
import { workOnJobs } from './work-on-jobs.ts'

export interface StartedWorker {
  readonly services: Services
  /** Gives back what it works on and ends the threads. */
  stop(): Promise<void>
}

/**
 * Starts a process that works on jobs and nothing else. Any number of them share one database; they read the same files,
 * so `VOUCH_HOME` is one folder for all, on whatever machines they run.
 * @throws SettingError without a database that can be shared
 */
export async function startWorker(
  settings: Settings,
  { modelsRoot = modelsFolder() }: { readonly modelsRoot?: string } = {},
): Promise<StartedWorker> {
  if (settings.DATABASE_URL === undefined)
    throw new SettingError('DATABASE_URL is not given: without it the server works on its jobs itself, and alone.')
  const log = createLog(settings)
  const onError = (error: Error) => log.warn({ err: error }, 'a connection to the database broke')
  const scoring = await openScoring(settings, { log, modelsRoot })
  const services = await openServices(settings, {
    log,
    scoring,
    database: () => openDatabase(settings, { onError, template: null }),
  })
  await scoring.tested
  workOnJobs(services)
  return {
    services,
    async stop() {
      services.stopping = true
      await closeServices(services)
    },
  }
}
