import { randomUUID } from 'node:crypto'
import { VouchError } from '@vouch/core/error'
import cors from 'cors'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import swagger from 'swagger-ui-express'
import { apiHandler } from './rest/api-handler.ts'
import { openApiDocument } from './rest/openapi.ts'
import { pageRouter } from './rest/page.ts'
import { sendJson, sendProblem } from './rest/send.ts'
import { trpcMount } from './rest/trpc-mount.ts'
import { appRouter } from './router.ts'
import type { Services } from './services.ts'

/** A caller's own id is kept when nothing can be hidden in it. */
const REQUEST_ID = /^[\w.:-]{1,128}$/

/** The whole server as one express app. */
export function createApp(services: Services, page: { readonly folder: string }): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  const document = JSON.stringify(openApiDocument(appRouter))
  app.use(identify, noteRequests(services), securityHeaders(), crossOrigin(services), refuseWhenStopping(services))
  app.use(apiHandler(appRouter, services))
  app.use('/trpc', trpcMount(appRouter, services))
  app.get('/openapi.json', (_req, res) => sendJson(res, document))
  app.get('/redoc', (_req, res) => res.redirect(301, '/docs'))
  app.use('/docs', swagger.serve, swagger.setup(JSON.parse(document), { customSiteTitle: 'Vouch API' }))
  app.use(pageRouter(page.folder))
  app.use((req, _res, next) => next(new VouchError('not_found', `There is nothing at ${req.path.slice(0, 200)}.`)))
  app.use(toProblemResponse(services))
  return app
}

/** One line a request, for who asks for so much: what was asked, and never what was in it. */
function noteRequests({ log }: Services): RequestHandler {
  return (req, res, next) => {
    if (log.isLevelEnabled('debug')) {
      const beganAt = performance.now()
      const path = req.path
      res.once('close', () => {
        const request_id = res.getHeader('x-request-id')
        log.debug(
          { method: req.method, path, status: res.statusCode, request_id, ms: Math.round(performance.now() - beganAt) },
          'request',
        )
      })
    }
    next()
  }
}

const identify: RequestHandler = (req, res, next) => {
  const given = req.headers['x-request-id']
  res.setHeader('x-request-id', typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID())
  next()
}

/** Everything comes from here; styles may stand in the page because charts bring theirs along. */
function securityHeaders(): RequestHandler {
  return helmet({
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
}

function crossOrigin({ settings }: Services): RequestHandler {
  return cors({
    origin: settings.CORS_ORIGINS,
    credentials: settings.CORS_ALLOW_CREDENTIALS,
    exposedHeaders: ['X-Request-Id', 'Content-Disposition', 'Retry-After'],
    maxAge: 600,
  })
}

/** A server that stops finishes what it has begun and takes nothing new; it still says how it is. */
function refuseWhenStopping(services: Services): RequestHandler {
  return (req, res, next) => {
    if (!services.stopping) return next()
    res.setHeader('connection', 'close')
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
