import { randomUUID } from 'node:crypto'
import { VouchError } from '@vouch/core/error'
import cors from 'cors'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import swagger from 'swagger-ui-express'
import { apiHandler } from './rest/api-handler.ts'
import { openApiText } from './rest/openapi-text.ts'
import { pageRouter } from './rest/page.ts'
import { sendJson, sendProblem } from './rest/send.ts'
import { trpcMount } from './rest/trpc-mount.ts'
import { appRouter } from './router.ts'
import { createIsHttps } from './limit/client-address.ts'
import type { Door } from './limit/door.ts'
import { openNote } from './log/request-note.ts'
import { metricsRoute } from './metrics/metrics-route.ts'
import type { Services } from './services.ts'

/** A caller's own id is kept when nothing can be hidden in it. */
const REQUEST_ID = /^[\w.:-]{1,128}$/

/** The whole server as one express app. */
export function createApp(services: Services, { door, folder }: { door: Door; folder: string }): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  const document = openApiText(services.settings.AUTH)
  app.use(identify, noteRequests(services), securityHeaders(services), crossOrigin(services))
  app.use(refuseWhenStopping(services))
  app.use(apiHandler(appRouter, services, door))
  app.use('/trpc', trpcMount(appRouter, services, door))
  app.get('/metrics', metricsRoute(services))
  app.get('/openapi.json', (_req, res) => sendJson(res, document))
  app.get('/redoc', (_req, res) => res.redirect(301, '/docs'))
  app.use('/docs', swagger.serve, swagger.setup(JSON.parse(document), { customSiteTitle: 'Vouch API' }))
  app.use(pageRouter(folder))
  app.use((req, _res, next) => next(new VouchError('not_found', `There is nothing at ${req.path.slice(0, 200)}.`)))
  app.use(toProblemResponse(services))
  return app
}

/** What a monitor asks for every few seconds is of interest to nobody who reads a log. */
const QUIET = /^\/(api\/health|health|metrics)/

/** One line and one measurement a request: which route, and never what was in its path, its query or its body. */
function noteRequests({ log, metrics }: Services): RequestHandler {
  return (req, res, next) => {
    const beganAt = performance.now()
    const note = openNote(res, '{page}')
    res.once('close', () => {
      const { route, accountId } = note
      const { method } = req
      const status = res.statusCode
      const ms = performance.now() - beganAt
      metrics.request({ route, method, status, seconds: ms / 1000 })
      const level = QUIET.test(route) ? 'debug' : 'info'
      if (!log.isLevelEnabled(level)) return
      const request_id = res.getHeader('x-request-id')
      const ended = res.writableFinished ? {} : { broken_off: true }
      log[level](
        { request_id, method, route, status, ms: Math.round(ms * 10) / 10, account: accountId, ...ended },
        'request',
      )
    })
    next()
  }
}

const identify: RequestHandler = (req, res, next) => {
  const given = req.headers['x-request-id']
  res.setHeader('x-request-id', typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID())
  next()
}

const YEAR_SECONDS = 31_536_000

/** Everything comes from here; styles may stand in the page because charts bring theirs along. */
function securityHeaders({ settings }: Services): RequestHandler {
  const isHttps = createIsHttps(settings.TRUST_PROXY)
  const set = helmet({
    // only where it is true: a browser that was told so over plain HTTP would not heed it
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  })
  return (req, res, next) => {
    if (isHttps(req)) res.setHeader('strict-transport-security', `max-age=${YEAR_SECONDS}; includeSubDomains`)
    set(req, res, next)
  }
}

function crossOrigin({ settings }: Services): RequestHandler {
  return cors({
    origin: settings.CORS_ORIGINS,
    credentials: settings.CORS_ALLOW_CREDENTIALS,
    exposedHeaders: [
      'X-Request-Id',
      'Content-Disposition',
      'Retry-After',
      'RateLimit',
      'RateLimit-Policy',
      'Location',
      'Idempotency-Replayed',
    ],
    maxAge: 600,
  })
}

/** A server that stops finishes what it has begun and takes nothing new; it still says how it is. */
function refuseWhenStopping(services: Services): RequestHandler {
  return (req, res, next) => {
    if (!services.stopping) return next()
    // a connection that is kept would bring the next request here
    res.setHeader('connection', 'close')
    if (!services.refusing) return next()
    if (/^(\/api)?\/health(\/|$)/.test(req.path)) return next()
    next(new VouchError('unavailable', 'Vouch is stopping.'))
  }
}

function toProblemResponse({ log }: Services): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const requestId = String(res.getHeader('x-request-id'))
    void sendProblem({ req, res, requestId, log }, fromExpress(error))
  }
}

/** What express itself refuses (a path it cannot decode, a range it cannot give) it marks with a status. */
function fromExpress(error: unknown): unknown {
  if (!(error instanceof Error) || !('status' in error)) return error
  if (error.status === 404) return new VouchError('not_found', 'There is nothing here.', [], error)
  return Number(error.status) < 500
    ? new VouchError('bad_request', 'The request cannot be understood.', [], error)
    : error
}
