import { createExpressMiddleware } from '@trpc/server/adapters/express'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { VouchError } from '@vouch/core/error'
import type { RequestHandler } from 'express'
import { toFailure } from '../problem.ts'
import type { AppRouter } from '../router.ts'
import type { Services } from '../services.ts'
import { errorShape } from '../trpc.ts'
import { drainRequest } from './drain-request.ts'
import { JSON_BYTES } from './read-json.ts'
import { readMediaType } from './procedure-routes.ts'

/** Calls in one HTTP request. A page needs a handful; more would let one request stand for many. */
const BATCH_CALLS = 20
/** What a form holds beside its file. */
const FORM_EXTRA = 64 << 10

/** tRPC as an express handler, with the limits that REST has. */
export function trpcMount(router: AppRouter, services: Services): RequestHandler {
  const mount = (maxBodySize: number) => {
    const handler = createExpressMiddleware({
      router,
      maxBodySize,
      maxBatchSize: BATCH_CALLS,
      createContext: ({ res }) => ({ services, requestId: String(res.getHeader('x-request-id')) }),
      onError({ error, path }) {
        const { code, detail, internal } = toFailure(error)
        if (code === 'failure') services.log.error({ err: internal, path }, detail)
      },
    })
    const limited: RequestHandler = async (req, res, next) => {
      if (!(Number(req.headers['content-length'] ?? 0) > maxBodySize)) {
        await handler(req, res, next)
        return
      }
      await drainRequest(req)
      const error = new VouchError('too_large', `The request is larger than ${maxBodySize} bytes.`)
      const shape = errorShape(error, TRPC_ERROR_CODES_BY_KEY.PAYLOAD_TOO_LARGE, undefined)
      res.status(413).json({ error: shape })
    }
    return limited
  }
  const json = mount(JSON_BYTES)
  const form = mount(services.limits.bytes + FORM_EXTRA)
  return (req, res, next) => (readMediaType(req) === 'multipart/form-data' ? form : json)(req, res, next)
}
