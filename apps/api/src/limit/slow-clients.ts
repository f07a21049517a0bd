import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Connections at once; more are closed as they come. */
const MOST_OPEN = 2000
/** How often connections are looked at, here and by Node itself. */
const TICK_MS = 3000
/** A request's head has to be there by then. */
const HEADERS_MS = 10_000
/** Longer than a proxy keeps a connection that it does not use, so that it is the one to end it. */
const KEEP_ALIVE_MS = 65_000
/** The slowest body that is waited for as a whole. */
const BODY = { bytesPerSecond: 64 << 10, leastMs: 300_000 }

export interface Slowness {
  readonly tickMs: number
  /** connections at once */
  readonly mostOpen: number
  /** the slowest body over any so many milliseconds */
  readonly body: { readonly bytesPerSecond: number; readonly overMs: number }
  /** how long a reader of an answer may show no progress, and the rate for what is pending before it can be seen */
  readonly answer: { readonly bytesPerSecond: number; readonly overMs: number }
}

const TOO_SLOW: Slowness = {
  tickMs: TICK_MS,
  mostOpen: MOST_OPEN,
  body: { bytesPerSecond: 1024, overMs: 15_000 },
  answer: { bytesPerSecond: 32 << 10, overMs: 15_000 },
}

/** Node's own bounds, for uploads of up to so many bytes. */
export function slowClientOptions(uploadBytes: number): ServerOptions {
  const wholeMs = (uploadBytes / BODY.bytesPerSecond) * 1000
  return {
    connectionsCheckingInterval: TICK_MS,
    headersTimeout: HEADERS_MS,
    requestTimeout: Math.max(BODY.leastMs, wholeMs),
    keepAliveTimeout: KEEP_ALIVE_MS,
  }
}

interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** when the body began to be read, and what had come by then */
  reading: { sinceMs: number; bytes: number } | null
  /** when the answer last got on */
  sending: { sinceMs: number; delivered: number } | null
}

/**
 * Cuts off who sends or takes so slowly that it can only be meant to hold a place: a request's body below a rate, an
 * answer that does not get on. A request that waits here for its turn is not slow, nor is a stream that has nothing to say.
 */
export function cutSlowClients(server: Server, tooSlow = TOO_SLOW): { stop(): void } {
  const busy = new Map<Socket, Exchange>()
  let open = 0
  // `maxConnections` counts a listener's own, and there are more listeners than one
  server.on('connection', (socket: Socket) => {
    if (open >= tooSlow.mostOpen) return socket.destroy()
    open++
    return socket.once('close', () => open--)
  })
  server.on('request', (req, res) => {
    const { socket } = req
    busy.set(socket, { req, res, reading: null, sending: null })
    res.once('close', () => {
      if (busy.get(socket)?.res === res) busy.delete(socket)
    })
  })
  const timer = setInterval(() => {
    const nowMs = performance.now()
    for (const [socket, exchange] of busy) {
      if (sendsTooSlowly(socket, exchange, { nowMs, ...tooSlow.body })) refuse(socket, exchange.res)
      else if (takesTooSlowly(socket, exchange, { nowMs, ...tooSlow.answer })) socket.destroy()
    }
  }, tooSlow.tickMs).unref()
  return { stop: () => clearInterval(timer) }
}

interface Look {
  readonly nowMs: number
  readonly overMs: number
  readonly bytesPerSecond: number
}

function sendsTooSlowly(socket: Socket, exchange: Exchange, { nowMs, overMs, bytesPerSecond }: Look): boolean {
  const { req, reading } = exchange
  // nobody has begun to read it: it waits for us, not we for it
  if (req.complete || req.readableFlowing === null) return false
  // what came last has not been written yet: the next is not asked for
  if (req.isPaused()) {
    exchange.reading = null
    return false
  }
  const seconds = reading ? (nowMs - reading.sinceMs) / 1000 : 0
  if (reading && seconds * 1000 < overMs) return false
  const came = socket.bytesRead
  const slow = reading !== null && came - reading.bytes < seconds * bytesPerSecond
  exchange.reading = { sinceMs: nowMs, bytes: came }
  return slow
}

function takesTooSlowly(socket: Socket, exchange: Exchange, { nowMs, overMs, bytesPerSecond }: Look): boolean {
  const pending = socket.writableLength
  const delivered = socket.bytesWritten - pending
  const { sending } = exchange
  if (pending === 0 || !sending || delivered > sending.delivered) {
    exchange.sending = pending === 0 ? null : { sinceMs: nowMs, delivered }
    return false
  }
  return nowMs - sending.sinceMs > overMs + (pending / bytesPerSecond) * 1000
}

/** As Node itself answers a head that does not come. */
function refuse(socket: Socket, res: ServerResponse): void {
  if (res.headersSent) {
    socket.destroy()
    return
  }
  socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  socket.destroySoon()
}
