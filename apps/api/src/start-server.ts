import { setTimeout as sleep } from 'node:timers/promises'
import type { DestinationStream } from 'pino'
import { createApp } from './app.ts'
import { openDatabase } from './db/client.ts'
import { builtTemplate } from './db/template.ts'
import type { Settings } from './env.ts'
import { createHttpServer, type HttpServer } from './http-server.ts'
import { refuseWhenBusy } from './limit/overload.ts'
import { createDoor, type Door } from './limit/door.ts'
import { createLog } from './log/create-log.ts'
import { workOnJobs } from './work-on-jobs.ts'
import { modelsFolder } from './model/model-registry.ts'
import { openScoring } from './model/scoring.ts'
import { noteModels } from './model/note-models.ts'
import { type Sweeper, startSweeper } from './prediction/sweep.ts'
import { pageFolder } from './rest/page.ts'
import { serveWebSockets } from './rest/web-sockets.ts'
import { appRouter } from './router.ts'
import { warmUp } from './warm-up.ts'
import { closeServices, openServices, type Services } from './services.ts'

export interface StartedServer {
  readonly url: string
  readonly services: Services
  /**
   * Takes no new request, lets those that have begun finish, and ends the threads, all within ten seconds.
   * @param atOnce leaves out the moment in which it only says that it will stop
   */
  stop(atOnce?: boolean): Promise<void>
}

export interface StartOptions {
  /** where the models lie, unless it is where they come with Vouch */
  readonly modelsRoot?: string
  readonly pageRoot?: string
  /** makes it ready for many, once the server listens: threads compile what they run, connections are accepted faster */
  readonly warm?: boolean
  /** where the log goes, unless it is stderr */
  readonly logTo?: DestinationStream
}

interface Running {
  readonly http: HttpServer
  readonly services: Services
  readonly door: Door
  readonly sweeper: Sweeper
}

/** What has begun may take this long to finish once the process is told to stop. */
const STOP_MS = 8000

/**
 * Reads the models, tests them, and listens.
 * @throws Error with one clear line when the port is taken or the folder cannot be written to
 */
export async function startServer(settings: Settings, options: StartOptions = {}): Promise<StartedServer> {
  const log = createLog(settings, options.logTo)
  const onError = (error: Error) => log.warn({ err: error }, 'a connection to the database broke')
  const scoring = await openScoring(settings, { log, modelsRoot: options.modelsRoot ?? modelsFolder() })
  const services = await openServices(settings, {
    log,
    scoring,
    database: () => openDatabase(settings, { onError, template: builtTemplate() }),
  })
  const door = createDoor(services)
  const app = createApp(services, { door, folder: options.pageRoot ?? pageFolder() })
  const handler = refuseWhenBusy(app, { metrics: services.metrics, origins: settings.CORS_ORIGINS })
  const http = createHttpServer(handler, { uploadBytes: services.limits.bytes })
  serveWebSockets(http.server, appRouter, { services, door })
  let port = settings.PORT
  try {
    // before the first request can come: who is answered is answered by models that have been tested
    await scoring.tested
    await noteModels(services)
    port = await http.listen(port)
  } catch (error) {
    door.close()
    await closeServices(services)
    throw error
  }
  if (options.warm) {
    void warmUp(services)
    http.acceptMore().catch((error: unknown) => log.warn({ err: error }, 'connections are accepted one at a time'))
  }
  if (settings.WORKER === 'on') workOnJobs(services)
  const sweeper = startSweeper(services)
  const running = { http, services, door, sweeper }
  let stopping: Promise<void> | null = null
  return {
    url: `http://localhost:${port}`,
    services,
    stop: (atOnce = false) => (stopping ??= stop(running, atOnce)),
  }
}

/**
 * First it says that it is not ready and goes on for a moment, so that whoever shares out requests sees it; then new ones
 * are refused while those that have begun finish.
 */
async function stop({ http, services, door, sweeper }: Running, atOnce: boolean): Promise<void> {
  const untilMs = performance.now() + STOP_MS
  services.stopping = true
  if (!atOnce) await sleep(services.settings.STOP_DELAY_SECONDS * 1000)
  services.refusing = true
  services.streams.close()
  await http.finish(untilMs)
  door.close()
  await sweeper.stop()
  await closeServices(services)
}
