import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { ERRORS } from '@vouch/contracts/error'
import { VouchError } from '@vouch/core/error'
import type { AnyRouter } from '@trpc/server'
import type { Services } from '../services.ts'
import { downloadRoute } from './download-route.ts'
import { predictRoute } from './predict-route.ts'
import { procedureRoutes } from './procedure-routes.ts'
import { createRouteTable } from './route.ts'
import { sampleRoute } from './sample-route.ts'
import { sendProblem } from './send.ts'

/** Paths that belong to the API: there, what is not known is a problem and never the page. */
const API_PATH = /^\/(api|health)(\/|$)/

/** Every REST route as one express handler: found by one look, answered with JSON or a problem. */
export function apiHandler(router: AnyRouter, services: Services): RequestHandler {
  const table = createRouteTable([...procedureRoutes(router), predictRoute, downloadRoute, sampleRoute])
  return (req: Request, res: Response, next: NextFunction) => {
    const path = trimSlash(req.path)
    const found = table.find(req.method, path)
    if (!found && !API_PATH.test(path)) return next()
    const requestId = String(res.getHeader('x-request-id'))
    const failed = (error: unknown) => sendProblem({ req, res, requestId, log: services.log }, error)
    if (!found) return void failed(new VouchError('not_found', `There is nothing at ${path.slice(0, 200)}.`))
    if ('allow' in found) {
      res.setHeader('allow', found.allow.join(', '))
      return void failed(
        new VouchError('method_not_allowed', `${ERRORS.method_not_allowed.title}; it takes ${found.allow.join(', ')}.`),
      )
    }
    const query = new URLSearchParams(req.url.split('?').slice(1).join('?'))
    found.route.handle({ req, res, services, requestId, params: found.params, query }).catch(failed)
  }
}

function trimSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
