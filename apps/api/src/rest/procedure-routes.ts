import { readMediaType } from '../request-body.ts'
import type { RestRoute } from '../trpc.ts'
import { type AnyRouter, callTRPCProcedure } from '@trpc/server'
import { VouchError } from '@vouch/core/error'
import { z } from 'zod'
import { readCredential } from '../account/read-credential.ts'
import { refreshCookie } from '../account/refresh-cookie.ts'
import { bodyArrived } from '../idempotency/body-arrived.ts'
import { isAccepted } from '../prediction/table-job.ts'
import { coerceTexts } from './coerce-texts.ts'
import { type ListedProcedure, listProcedures } from './list-procedures.ts'
import { hasBody, readJson, readText } from './read-json.ts'
import { type FormFiles, withForm } from './receive-form.ts'
import type { Exchange, Route } from './route.ts'
import { sendAccepted } from './send-accepted.ts'
import { sendEvents } from './send-events.ts'
import { sendJson } from './send.ts'

export const URLENCODED = 'application/x-www-form-urlencoded'

/** The procedures of a router over plain HTTP: what a client gets here is what tRPC would have given it. */
export function procedureRoutes(router: AnyRouter): Route[] {
  return listProcedures(router).flatMap((procedure) => {
    const { access, scope } = procedure
    const { method, path, aliases = [], forIds } = procedure.rest
    const handle = (exchange: Exchange) => callProcedure(router, procedure, exchange)
    const operation = procedure.path
    const shared = { method, access, scope, operation, handle }
    const routes: Route[] = [path, ...aliases].map((place) => ({ ...shared, path: place }))
    return forIds ? [...routes, { ...shared, path: forIds.path, idPrefix: forIds.prefix }] : routes
  })
}

async function callProcedure(router: AnyRouter, procedure: ListedProcedure, exchange: Exchange): Promise<void> {
  const { services, requestId, caller, newId, recheck, req, res } = exchange
  const abort = new AbortController()
  const call = (input: unknown): Promise<unknown> =>
    callTRPCProcedure({
      router,
      path: procedure.path,
      type: procedure.type,
      ctx: {
        services,
        requestId,
        caller,
        newId,
        recheck,
        credential: readCredential(req.headers),
        refreshCookie: refreshCookie(req, res, services.settings),
      },
      getRawInput: () => Promise.resolve(input),
      input,
      signal: abort.signal,
      batchIndex: 0,
    })
  const output = procedure.rest.form
    ? await withForm(mediaType(req, 'multipart/form-data'), services, call, filesOf(procedure.rest))
    : await call(await readInput(procedure, exchange))
  if (procedure.type === 'subscription') return sendEvents(exchange, toAsync(output), abort)
  if (isAccepted(output)) return sendAccepted(exchange, output)
  const { status = 200 } = procedure.rest
  res.statusCode = status
  if (status === 204) res.setHeader('cache-control', 'no-store').end()
  else sendJson(res, JSON.stringify(output))
}

/** The names of the files that a form takes, and how many of each. */
export function filesOf({ files, many }: Pick<RestRoute, 'files' | 'many'>): FormFiles | undefined {
  return files && Object.fromEntries(Object.keys(files).map((name) => [name, many?.[name] ?? 1]))
}

/** Path and query as the kinds their fields ask for; over a body, what stands in the path counts. */
async function readInput({ type, input, rest }: ListedProcedure, { req, params, query }: Exchange): Promise<unknown> {
  if (!(input instanceof z.ZodObject)) {
    await bodyArrived(req, () => '')
    return undefined
  }
  if (type === 'subscription') return coerceTexts(input, [...query, ...lastEventId(req), ...params])
  if (rest.method === 'GET') return coerceTexts(input, [...query, ...params])
  const body = hasBody(req) ? await readFields(req, input, rest.body ?? ['json']) : {}
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new VouchError('invalid', 'The body must be a JSON object.')
  return { ...body, ...coerceTexts(input, params) }
}

/** What a browser says that comes back to a stream; a query may say it too. */
function lastEventId({ headers }: Exchange['req']): [string, string][] {
  const id = headers['last-event-id']
  return typeof id === 'string' && id !== '' ? [['lastEventId', id]] : []
}

/** What a subscription gives. */
export function toAsync(output: unknown): AsyncIterable<unknown> {
  if (typeof output === 'object' && output !== null && Symbol.asyncIterator in output)
    // that it is one is all that can be known of it here
    return output as AsyncIterable<unknown>
  throw new Error('A subscription gave nothing to follow.')
}

/** A body in one of the kinds that an operation takes; the fields of a form as the kinds that theirs ask for. */
async function readFields(
  req: Exchange['req'],
  input: z.ZodObject,
  kinds: readonly ('json' | 'urlencoded')[],
): Promise<unknown> {
  if (kinds.includes('urlencoded') && (kinds.length === 1 || readMediaType(req) === URLENCODED))
    return coerceTexts(input, new URLSearchParams(await readText(mediaType(req, URLENCODED))))
  return readJson(mediaType(req, 'application/json'))
}

/** @throws VouchError `unsupported_media` when the body is of another type */
export function mediaType(req: Exchange['req'], wanted: string): Exchange['req'] {
  if (readMediaType(req) === wanted) return req
  throw new VouchError('unsupported_media', `This takes ${wanted}.`, [
    { field: 'content-type', message: `must be ${wanted}` },
  ])
}
