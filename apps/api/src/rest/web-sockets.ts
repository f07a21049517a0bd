import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Socket } from 'node:net'
import { type AnyRouter, callTRPCProcedure, isTrackedEnvelope } from '@trpc/server'
import { VouchError } from '@vouch/core/error'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { type Caller, lookAt, nobody, readCaller } from '../account/caller.ts'
import { type Credential, readCredential } from '../account/read-credential.ts'
import { refreshCookie } from '../account/refresh-cookie.ts'
import { newId } from '../id.ts'
import { operationCost } from '../limit/costs.ts'
import type { Door } from '../limit/door.ts'
import type { Services } from '../services.ts'
import type { Context } from '../trpc.ts'
import { coerceTexts } from './coerce-texts.ts'
import { type ListedProcedure, listProcedures } from './list-procedures.ts'
import { toAsync } from './procedure-routes.ts'
import { sendProblem } from './send.ts'

/** The subscriptions that have a socket, by its path. */
const SOCKETS: ReadonlyMap<string, string> = new Map([
  ['/ws/metrics', 'coding.watchMetrics'],
  ['/ws/sessions', 'coding.watchSessions'],
])

/** A socket that has not answered a ping when the next one is due has gone. */
const PING_MS = 15_000
/** What may wait to be taken by who listens, before more is read for him. */
const BUFFERED_BYTES = 256 << 10
/** Who takes nothing for this long has gone. */
const STALLED_MS = 30_000
const TICK_MS = 50
/** Nothing is taken from a socket but its end. */
const MOST_BYTES = 1024
/** RFC 6455, 7.4.1 */
const GOING_AWAY = 1001

/** What a socket’s address may say beside what its subscription takes. */
const TICKET = 'ticket'

/**
 * Subscriptions over WebSockets, each value a message of JSON. Who opens one proves himself by a header, or by a ticket where he
 * can send none; who may not is answered as on REST, before there is a socket.
 */
export function serveWebSockets(server: Server, router: AnyRouter, { services, door }: Serving): void {
  const procedures = new Map(listProcedures(router).map((procedure) => [procedure.path, procedure]))
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, perMessageDeflate: false })
  server.on('upgrade', (req: IncomingMessage, stream: Socket, head: Buffer) => {
    // a client that leaves meanwhile is no fault
    stream.on('error', () => stream.destroy())
    const abort = new AbortController()
    stream.once('close', () => abort.abort())
    const requestId = randomUUID()
    const res = new ServerResponse(req)
    const open = async () => {
      const opening = { procedures, services, door, res, requestId, signal: abort.signal }
      const values = await subscribe(req, router, opening)
      if (!stream.destroyed)
        sockets.handleUpgrade(req, stream, head, (socket) => void sendValues(socket, values, abort))
    }
    open().catch((error: unknown) => {
      res.assignSocket(stream)
      res.setHeader('connection', 'close')
      res.once('finish', () => stream.destroySoon())
      return sendProblem({ req, res, requestId, log: services.log }, error)
    })
  })
}

interface Serving {
  readonly services: Services
  readonly door: Door
}

interface Opening extends Serving {
  readonly procedures: ReadonlyMap<string, ListedProcedure>
  /** for a refusal */
  readonly res: ServerResponse
  readonly requestId: string
  readonly signal: AbortSignal
}

/** The values that a socket asks for. @throws VouchError and what the subscription throws before its first value */
async function subscribe(
  req: IncomingMessage,
  router: AnyRouter,
  { procedures, services, door, res, requestId, signal }: Opening,
): Promise<AsyncIterable<unknown>> {
  if (services.refusing) throw new VouchError('unavailable', 'Vouch is stopping.')
  const [path = '', search = ''] = (req.url ?? '').split('?', 2)
  const procedure = procedures.get(SOCKETS.get(path) ?? '')
  if (!procedure) throw new VouchError('not_found', `There is no socket at ${path.slice(0, 200)}.`)
  const query = new URLSearchParams(search)
  const ticket = query.get(TICKET)
  const proof = ticket === null ? null : await services.accounts.tickets.take(ticket)
  const look = async () => findCaller(req, services, { proof, sent: ticket !== null })
  const caller = await look()
  await door.count({ req, res, caller, operation: procedure.path, cost: operationCost(procedure.path) })
  const ctx: Context = {
    services,
    caller,
    newId,
    requestId,
    credential: proof ?? readCredential(req.headers),
    refreshCookie: refreshCookie(req, res, services.settings),
    async recheck() {
      const again = await look()
      if (again.refused) throw again.refused
      return again
    },
  }
  const input = procedure.input instanceof z.ZodObject ? coerceTexts(procedure.input, asked(query)) : undefined
  const called: unknown = await callTRPCProcedure({
    router,
    path: procedure.path,
    type: procedure.type,
    ctx,
    getRawInput: () => Promise.resolve(input),
    input,
    signal,
    batchIndex: 0,
  })
  return toAsync(called)
}

/** `last_event_id` is what a socket calls what SSE sends as a header. */
function asked(query: URLSearchParams): [string, string][] {
  return [...query]
    .filter(([name]) => name !== TICKET)
    .map(([name, value]) => [name === 'last_event_id' ? 'lastEventId' : name, value])
}

async function findCaller(
  req: IncomingMessage,
  services: Services,
  { proof, sent }: { readonly proof: Credential | null; readonly sent: boolean },
): Promise<Caller> {
  if (!sent) return readCaller(services, req)
  const looked = lookAt(services, req)
  return proof
    ? services.accounts.callers.find(proof, looked)
    : nobody(looked, new VouchError('unauthorized', 'The ticket does not hold: it is for one time and half a minute.'))
}

async function sendValues(socket: WebSocket, values: AsyncIterable<unknown>, abort: AbortController): Promise<void> {
  let answered = true
  socket.on('pong', () => (answered = true))
  socket.on('error', () => socket.terminate())
  socket.once('close', () => abort.abort())
  const pings = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, PING_MS)
  try {
    for await (const value of values) {
      socket.send(JSON.stringify(isTrackedEnvelope(value) ? value[1] : value))
      if (!(await taken(socket, abort.signal))) break
    }
  } catch {
    // who listens comes again from where he was; what went wrong stands in the log of what went wrong
  } finally {
    clearInterval(pings)
    socket.close(GOING_AWAY)
    setTimeout(() => socket.terminate(), PING_MS).unref()
  }
}

/** Waits while too much waits to be taken. @returns whether there is still somebody */
async function taken(socket: WebSocket, left: AbortSignal): Promise<boolean> {
  const until = performance.now() + STALLED_MS
  while (socket.bufferedAmount > BUFFERED_BYTES && !left.aborted) {
    if (performance.now() > until) {
      socket.terminate()
      return false
    }
    await sleep(TICK_MS)
  }
  return !left.aborted
}
