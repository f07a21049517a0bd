import { type AnyRouter, callTRPCProcedure } from '@trpc/server'
import { VouchError } from '@vouch/core/error'
import { z } from 'zod'
import { coerceTexts } from './coerce-texts.ts'
import { type ListedProcedure, listProcedures } from './list-procedures.ts'
import { readJson } from './read-json.ts'
import { withForm } from './receive-form.ts'
import type { Exchange, Route } from './route.ts'
import { sendJson } from './send.ts'

/** The procedures of a router over plain HTTP: what a client gets here is what tRPC would have given it. */
export function procedureRoutes(router: AnyRouter): Route[] {
  return listProcedures(router).flatMap((procedure) => {
    const { method, path, aliases = [] } = procedure.rest
    const handle = (exchange: Exchange) => callProcedure(router, procedure, exchange)
    return [path, ...aliases].map((place) => ({ method, path: place, handle }))
  })
}

async function callProcedure(router: AnyRouter, procedure: ListedProcedure, exchange: Exchange): Promise<void> {
  const { services, requestId, req, res } = exchange
  const call = (input: unknown): Promise<unknown> =>
    callTRPCProcedure({
      router,
      path: procedure.path,
      type: procedure.type,
      ctx: { services, requestId },
      getRawInput: () => Promise.resolve(input),
      input,
      signal: undefined,
      batchIndex: 0,
    })
  const output = procedure.rest.form
    ? await withForm(mediaType(req, 'multipart/form-data'), services, call)
    : await call(await readInput(procedure, exchange))
  sendJson(res, JSON.stringify(output))
}

/** Path and query as the kinds their fields ask for; over a body, what stands in the path counts. */
async function readInput({ input, rest }: ListedProcedure, { req, params, query }: Exchange): Promise<unknown> {
  if (!(input instanceof z.ZodObject)) return undefined
  if (rest.method === 'GET') return coerceTexts(input, [...query, ...params])
  const body = hasBody(req) ? await readJson(mediaType(req, 'application/json')) : {}
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new VouchError('invalid', 'The body must be a JSON object.')
  return { ...body, ...coerceTexts(input, params) }
}

function hasBody({ headers }: Exchange['req']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** @throws VouchError `unsupported_media` when the body is of another type */
export function mediaType(req: Exchange['req'], wanted: string): Exchange['req'] {
  if (readMediaType(req) === wanted) return req
  throw new VouchError('unsupported_media', `This takes ${wanted}.`, [
    { field: 'content-type', message: `must be ${wanted}` },
  ])
}

export function readMediaType({ headers }: Exchange['req']): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
