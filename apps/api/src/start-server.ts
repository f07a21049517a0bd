import { createServer, type Server } from 'node:http'
import { pino } from 'pino'
import { createApp } from './app.ts'
import type { Settings } from './env.ts'
import { modelsFolder } from './model/model-registry.ts'
import { pageFolder } from './rest/page.ts'
import { warmUp } from './warm-up.ts'
import { closeServices, createServices, selfTestModels, type Services } from './services.ts'

export interface StartedServer {
  readonly url: string
  readonly services: Services
  /** Takes no new request, lets those that have begun finish, at most for `STOP_MS`, and ends the threads. */
  stop(): Promise<void>
}

export interface StartOptions {
  /** where the models lie, unless it is where they come with Vouch */
  readonly modelsRoot?: string
  readonly pageRoot?: string
  /** has the threads compile what they run, once the server listens */
  readonly warm?: boolean
}

/** What has begun may take this long to finish once the process is told to stop. */
const STOP_MS = 10_000
const TICK_MS = 50

/**
 * Reads the models, tests them, and listens.
 * @throws Error with one clear line when the port is taken or the folder cannot be written to
 */
export async function startServer(settings: Settings, options: StartOptions = {}): Promise<StartedServer> {
  const log = pino({ level: settings.LOG_LEVEL }, pino.destination(2))
  const services = await createServices(settings, log, options.modelsRoot ?? modelsFolder())
  const server = createServer(createApp(services, { folder: options.pageRoot ?? pageFolder() }))
  try {
    // before the first request can come: who is answered is answered by models that have been tested
    await selfTestModels(services)
    await listen(server, settings.PORT)
  } catch (error) {
    await closeServices(services)
    throw error
  }
  if (options.warm) void warmUp(services)
  let stopping: Promise<void> | null = null
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : settings.PORT
  return { url: `http://localhost:${port}`, services, stop: () => (stopping ??= stop(server, services)) }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE'
          ? new Error(`PORT is ${port}, which is taken by another process.`, { cause })
          : cause,
      ),
    )
    server.listen(port, resolve)
  })
}

async function stop(server: Server, services: Services): Promise<void> {
  services.stopping = true
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // a kept connection that is idle now would hold the server open; one that is busy is idle when it is done
  const idle = setInterval(() => server.closeIdleConnections(), TICK_MS)
  const late = setTimeout(() => server.closeAllConnections(), STOP_MS)
  await closed
  clearInterval(idle)
  clearTimeout(late)
  await closeServices(services)
}
