import { createServer, type RequestListener, type Server as NodeServer, type ServerResponse } from 'node:http'
import type { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { acceptMore } from './limit/accept-more.ts'
import { cutSlowClients, slowClientOptions } from './limit/slow-clients.ts'

export interface HttpServer {
  /** for what is not answered by the handler */
  readonly server: NodeServer

  /** @returns the port. @throws Error with one clear line when it is taken */
  listen(port: number): Promise<number>
  /** Accepts several connections at once from now on. @throws Error where the system does not let it */
  acceptMore(): Promise<void>
  /** Waits until what has begun is answered, listens no more, and cuts what is left then. */
  finish(untilMs: number): Promise<void>
}

const TICK_MS = 50
/** Connections that may wait to be accepted: beyond, a client's system tries again only after seconds. */
const BACKLOG = 4096

export function createHttpServer(handler: RequestListener, { uploadBytes }: { uploadBytes: number }): HttpServer {
  const server = createServer(slowClientOptions(uploadBytes), handler)
  const watch = cutSlowClients(server)
  const inFlight = new Set<ServerResponse>()
  const listeners: Server[] = [server]
  server.on('request', (_req, res) => {
    // each layer that a request passes listens for its end
    res.setMaxListeners(20)
    inFlight.add(res)
    res.once('close', () => inFlight.delete(res))
  })
  return {
    server,
    async listen(port) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) =>
          reject(
            cause.code === 'EADDRINUSE'
              ? new Error(`PORT is ${port}, which is taken by another process.`, { cause })
              : cause,
          ),
        )
        server.listen({ port, backlog: BACKLOG }, resolve)
      })
      const address = server.address()
      return typeof address === 'object' && address ? address.port : port
    },
    async acceptMore() {
      const more = await acceptMore(server, BACKLOG)
      if (server.listening) listeners.push(...more)
      else await Promise.all(more.map(close))
    },
    async finish(untilMs) {
      // it goes on listening meanwhile: whoever comes is told to go elsewhere
      while (inFlight.size > 0 && performance.now() < untilMs) await sleep(TICK_MS)
      const closed = Promise.all(listeners.map(close))
      // a kept connection that is idle now would hold the server open; one that is busy is idle when it is done
      const idle = setInterval(() => server.closeIdleConnections(), TICK_MS)
      const late = setTimeout(() => server.closeAllConnections(), Math.max(TICK_MS, untilMs - performance.now()))
      await closed
      clearInterval(idle)
      clearTimeout(late)
      watch.stop()
    },
  }
}

function close(listener: Server): Promise<void> {
  return new Promise((resolve) => listener.close(() => resolve()))
}
