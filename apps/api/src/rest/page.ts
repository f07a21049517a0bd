import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { About } from '@vouch/contracts/health'
import express, { type Request, Router } from 'express'
import { VERSION } from '../version.ts'
import { sendJson } from './send.ts'

/** Where the built page lies, beside this package. */
export function pageFolder(): string {
  return fileURLToPath(new URL('../../../web/dist', import.meta.url))
}

const ABOUT: About = {
  message: 'Vouch: calls, verdicts and outcomes, side by side.',
  version: VERSION,
  docs: '/docs',
  health: '/api/health',
}

/** The page for a browser, and who we are for a client. Built files never change under one name; the page itself may. */
export function pageRouter(folder: string): Router {
  const router = Router()
  const index = join(folder, 'index.html')
  const hasPage = existsSync(index)
  const sendPage: express.RequestHandler = (_req, res) => {
    res.setHeader('cache-control', 'no-cache')
    res.sendFile(index)
  }
  router.get('/', (req, res, next) => {
    res.vary('accept')
    if (hasPage && wantsPage(req)) sendPage(req, res, next)
    else sendJson(res, JSON.stringify(ABOUT))
  })
  if (!hasPage) return router
  const assets = `${sep}assets${sep}`
  router.use(
    express.static(folder, {
      index: false,
      setHeaders: (res, path) =>
        res.setHeader('cache-control', path.includes(assets) ? 'public, max-age=31536000, immutable' : 'no-cache'),
    }),
  )
  // the page finds its own way from any address that a person opens; a script or picture that is not there is not the page
  router.get('/{*path}', (req, res, next) => (isNavigation(req) ? sendPage(req, res, next) : next()))
  return router
}

function wantsPage(req: Request): boolean {
  return req.accepts(['application/json', 'text/html']) === 'text/html'
}

function isNavigation(req: Request): boolean {
  const mode = req.headers['sec-fetch-mode']
  return wantsPage(req) && (mode === undefined || mode === 'navigate') && !/\.[a-z0-9]+$/i.test(req.path)
}
