import { callTRPCProcedure } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import { VouchError } from '@vouch/core/error'
import type { Request as ExpressRequest, RequestHandler, Response as ExpressResponse } from 'express'
import { type Caller, readCaller } from '../account/caller.ts'
import { readCredential } from '../account/read-credential.ts'
import { recheckCaller } from '../account/recheck-caller.ts'
import { refreshCookie } from '../account/refresh-cookie.ts'
import { requestIds } from '../idempotency/request-ids.ts'
import { operationCost } from '../limit/costs.ts'
import type { Door } from '../limit/door.ts'
import { noteRequest } from '../log/request-note.ts'
import { toFailure } from '../problem.ts'
import type { AppRouter } from '../router.ts'
import type { Services } from '../services.ts'
import type { Context } from '../trpc.ts'
import { readMediaType } from '../request-body.ts'
import { listProcedures } from './list-procedures.ts'
import { filesOf } from './procedure-routes.ts'
import { readText } from './read-json.ts'
import { type FormFiles, withForm } from './receive-form.ts'
import { retryAfterSeconds, sendJson } from './send.ts'
import { sendTrpcError } from './send-trpc-error.ts'

/** Calls in one HTTP request. A page needs a handful; more would let one request stand for many. */
const BATCH_CALLS = 20

/** A request and what is called by it. */
interface Call {
  readonly req: ExpressRequest
  readonly res: ExpressResponse
  readonly names: readonly string[]
  readonly context: Context
}

/** tRPC as an express handler, with the limits that REST has: bodies are read by the same readers. */
export function trpcMount(router: AppRouter, services: Services, door: Door): RequestHandler {
  // oxlint-disable-next-line no-underscore-dangle -- tRPC's own name
  const known = new Set(Object.keys(router._def.procedures))
  const files = new Map(listProcedures(router).map(({ path, rest }) => [path, filesOf(rest)]))
  const serve = async (req: ExpressRequest, res: ExpressResponse) => {
    const names = readNames(req)
    noteRequest(res, { route: routeOf(names, known) })
    const caller = await knownCaller(services, door, { req, res })
    noteRequest(res, { accountId: caller.accountId })
    const cost = names.reduce((sum, name) => sum + operationCost(name), 0)
    const arrival = { req, res, caller, operation: names[0] ?? '', cost: Math.max(1, cost) }
    await door.count(arrival)
    const call = { req, res, names, context: contextOf(services, { req, res, caller }) }
    if (req.method !== 'POST') await answerQuery(router, call)
    else await door.enter(arrival, () => (isForm(req) ? answerForm(router, call, files) : answerBody(router, call)))
  }
  return (req, res) => {
    res.setHeader('cache-control', 'no-store')
    const failed = (error: unknown) => sendTrpcError({ req, res, log: services.log }, error)
    void serve(req, res).catch(failed)
  }
}

/** What a request calls. @throws VouchError for too many at once, before anything is done for any of them */
function readNames({ path, query, headers }: ExpressRequest): string[] {
  const names = path.slice(path.lastIndexOf('/') + 1).split(',', BATCH_CALLS + 1)
  if (names.length > BATCH_CALLS)
    throw new VouchError('bad_request', `A request may hold ${BATCH_CALLS} calls at most.`)
  if (query['batch'] !== '1') return [names.join(',')]
  if (names.length > 1 && headers['idempotency-key'] !== undefined)
    throw new VouchError('bad_request', 'An Idempotency-Key stands for one call: several cannot be sent under it.', [
      { field: 'idempotency-key', message: 'stands for one call' },
    ])
  return names
}

/** For the log: names that we know, and never what somebody made up. */
function routeOf(names: readonly string[], known: ReadonlySet<string>): string {
  const [name = ''] = names
  if (names.length > 1) return '/trpc/{batch}'
  return known.has(name) ? `/trpc/${name}` : '/trpc/{unknown}'
}

async function knownCaller(
  services: Services,
  door: Door,
  { req, res }: { req: ExpressRequest; res: ExpressResponse },
): Promise<Caller> {
  try {
    return await readCaller(services, req)
  } catch (error) {
    await door.turnAway(req, res)
    throw error
  }
}

function contextOf(
  services: Services,
  { req, res, caller }: { req: ExpressRequest; res: ExpressResponse; caller: Caller },
): Context {
  return {
    services,
    requestId: String(res.getHeader('x-request-id')),
    caller,
    newId: requestIds(req),
    recheck: recheckCaller(services, req),
    credential: readCredential(req.headers),
    refreshCookie: refreshCookie(req, res, services.settings),
  }
}

function isForm(req: ExpressRequest): boolean {
  return readMediaType(req) === 'multipart/form-data'
}

/** What both of tRPC's own handlers are told. */
function handlerOptions(router: AppRouter, { context }: Call) {
  const { log } = context.services
  return {
    router,
    maxBatchSize: BATCH_CALLS,
    createContext: () => Promise.resolve(context),
    onError({ error, path }: { error: unknown; path?: string | undefined }) {
      const { code, detail, internal } = toFailure(error)
      const about = { err: internal, procedure: path, request_id: context.requestId }
      if (code === 'failure') log.error(about, detail)
      else if (code === 'unavailable' && internal !== null) log.warn(about, detail)
    },
    responseMeta({ errors }: { errors: readonly unknown[] }) {
      const seconds = errors.map((error) => retryAfterSeconds(toFailure(error))).find((found) => found !== undefined)
      // tRPC writes its own `vary` over the one that is there
      const headers = new Headers({ vary: 'Origin' })
      if (seconds !== undefined) headers.set('retry-after', String(seconds))
      return { headers }
    },
  }
}

/** Queries and subscriptions, which may stream. */
async function answerQuery(router: AppRouter, call: Call): Promise<void> {
  const { req, res, names } = call
  await nodeHTTPRequestHandler({ ...handlerOptions(router, call), req, res, path: names.join(',') })
}

/** Mutations: the answer is whole before it is sent, whether or not the client is still there. */
async function answerBody(router: AppRouter, call: Call): Promise<void> {
  const { req, res } = call
  const headers = new Headers()
  for (const name of ['content-type', 'trpc-accept'])
    if (typeof req.headers[name] === 'string') headers.set(name, req.headers[name])
  const asked = new Request(new URL(req.originalUrl, 'http://localhost'), {
    method: 'POST',
    headers,
    body: await readText(req),
  })
  const answer = await fetchRequestHandler({ ...handlerOptions(router, call), endpoint: '/trpc', req: asked })
  const retryAfter = answer.headers.get('retry-after')
  if (retryAfter !== null) res.setHeader('retry-after', retryAfter)
  res.statusCode = answer.status
  sendJson(res, await answer.text())
}

/** A form, whose file goes to disk as it does on REST; forms come one at a time. */
async function answerForm(
  router: AppRouter,
  { req, res, names, context }: Call,
  files: ReadonlyMap<string, FormFiles | undefined>,
): Promise<void> {
  const path = names.join(',')
  const call = (form: FormData): Promise<unknown> =>
    callTRPCProcedure({
      router,
      path,
      type: 'mutation',
      ctx: context,
      getRawInput: () => Promise.resolve(form),
      input: form,
      signal: undefined,
      batchIndex: 0,
    })
  const output = await withForm(req, context.services, call, files.get(path))
  sendJson(res, JSON.stringify({ result: { data: output } }))
}
