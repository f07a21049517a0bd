import type { RequestHandler } from 'express'
import { VouchError } from '@vouch/core/error'
import { isAdmin, readCaller } from '../account/caller.ts'
import { isLoopback } from '../limit/client-address.ts'
import type { Services } from '../services.ts'

/**
 * The figures for a monitor on this machine, and for admins. Behind a proxy every request comes from this machine: one
 * that was forwarded is not the monitor's. For anybody else there is nothing here.
 */
export function metricsRoute(services: Services): RequestHandler {
  return async (req, res) => {
    const forwarded = 'x-forwarded-for' in req.headers || 'forwarded' in req.headers
    const local = !forwarded && isLoopback(services.findAddress(req))
    if (!local && !isAdmin(await readCaller(services, req))) throw new VouchError('not_found', 'There is nothing here.')
    const text = await services.metrics.text()
    res.setHeader('content-type', services.metrics.contentType)
    res.setHeader('cache-control', 'no-store')
    res.end(text)
  }
}
