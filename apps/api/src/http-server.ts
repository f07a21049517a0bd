import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { cutSlowClients, slowClientOptions } from './limit/slow-clients.ts'

export interface HttpServer {
  /** @returns the port. @throws Error with one clear line when it is taken */
  listen(port: number): Promise<number>
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
  server.on('request', (_req, res) => {
    // each layer that a request passes listens for its end
    res.setMaxListeners(20)
    inFlight.add(res)
    res.once('close', () => inFlight.delete(res))
  })
  return {
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
    async finish(untilMs) {
      // it goes on listening meanwhile: whoever comes is told to go elsewhere
      while (inFlight.size > 0 && performance.now() < untilMs) await sleep(TICK_MS)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
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
