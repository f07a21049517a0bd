import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { ERRORS } from '@vouch/contracts/error'
import { VouchError } from '@vouch/core/error'
import type { AnyRouter } from '@trpc/server'
import { readCaller } from '../account/caller.ts'
import { checkAccess, scopeOf } from '../account/check-access.ts'
import { recheckCaller } from '../account/recheck-caller.ts'
import { noteRefusal } from '../audit/note-refusal.ts'
import { requestIds } from '../idempotency/request-ids.ts'
import { operationCost } from '../limit/costs.ts'
import type { Door } from '../limit/door.ts'
import { noteRequest } from '../log/request-note.ts'
import type { Services } from '../services.ts'
import { deadLettersRoute } from '../domains/coding/dead-letters-route.ts'
import { exportRoute } from '../domains/coding/export-route.ts'
import { codingSampleRoute } from '../domains/coding/sample-route.ts'
import { pictureRoute } from '../domains/skin/picture-route.ts'
import { downloadRoute } from './download-route.ts'
import { predictRoute } from './predict-route.ts'
import { procedureRoutes } from './procedure-routes.ts'
import { createRouteTable } from './route.ts'
import { sampleRoutes } from './sample-route.ts'
import { sendProblem } from './send.ts'
import { trainingDownloadRoute } from './training-download-route.ts'

/** Paths that belong to the API: there, what is not known is a problem and never the page. */
const API_PATH = /^\/(api|auth|health|v1)(\/|$)/

/** Every REST route as one express handler: found by one look, answered with JSON or a problem. */
export function apiHandler(router: AnyRouter, services: Services, door: Door): RequestHandler {
  const table = createRouteTable([
    ...procedureRoutes(router),
    predictRoute,
    downloadRoute,
    pictureRoute,
    deadLettersRoute,
    exportRoute,
    codingSampleRoute,
    trainingDownloadRoute,
    ...sampleRoutes,
  ])
  return (req: Request, res: Response, next: NextFunction) => {
    const path = trimSlash(req.path)
    const found = table.find(req.method, path)
    if (!found && !API_PATH.test(path)) return next()
    const requestId = String(res.getHeader('x-request-id'))
    const serve = async () => {
      if (!found || 'allow' in found) {
        noteRequest(res, { route: '/api/{unknown}' })
        await door.turnAway(req, res)
        throw unknown(found, path, res)
      }
      const { route, params } = found
      noteRequest(res, { route: route.path })
      const caller = await readCaller(services, req)
      noteRequest(res, { accountId: caller.accountId })
      const { operation, access, scope = scopeOf(access, route.method === 'GET') } = route
      const arrival = { req, res, caller, operation, cost: operationCost(operation) }
      await door.count(arrival)
      const context = { services, requestId, caller, newId: requestIds(req), recheck: recheckCaller(services, req) }
      noteRefusal(context, `${route.method} ${route.path}`, () =>
        checkAccess({ access, scope }, caller, services.settings),
      )
      const query = new URLSearchParams(req.url.split('?').slice(1).join('?'))
      await door.enter(arrival, () => route.handle({ ...context, req, res, params, query }))
    }
    void serve().catch((error: unknown) => sendProblem({ req, res, requestId, log: services.log }, error))
  }
}

/** Why nothing is done at a path: there is nothing, or nothing for that method. */
function unknown(found: { allow: readonly string[] } | null, path: string, res: Response): VouchError {
  if (!found) return new VouchError('not_found', `There is nothing at ${path.slice(0, 200)}.`)
  res.setHeader('allow', found.allow.join(', '))
  return new VouchError('method_not_allowed', `${ERRORS.method_not_allowed.title}; it takes ${found.allow.join(', ')}.`)
}

function trimSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
