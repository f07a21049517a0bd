import { existsSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { startServer } from './start-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** where the server under test listens */
    baseUrl: string
    /** who looks after it */
    admin: { readonly email: string; readonly password: string }
    /** the browser's executable, null where there is none */
    chromium: string | null
  }
}

/** The same browser without a window opens a page for less than half of the processor's time. */
const CHROMIUMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
const ADMIN = { email: 'admin@example.org', password: 'keeper of the small observatory' }

/** Starts the server with its first admin, for all browser tests. */
export default async function startVouch(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const chromium = [process.env['CHROMIUM_PATH'] ?? CHROMIUMS].flat().find((path) => existsSync(path)) ?? null
  project.provide('chromium', chromium)
  project.provide('baseUrl', '')
  project.provide('admin', ADMIN)
  if (chromium === null) return undefined
  const server = await startServer()
  project.provide('baseUrl', server.baseUrl)
  const token = new URL(server.setupPath, server.baseUrl).searchParams.get('token')
  const answer = await fetch(`${server.baseUrl}/api/auth/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, ...ADMIN }),
  })
  if (answer.ok) return server.stop
  await server.stop()
  throw new Error(`the first admin could not be made: status ${answer.status}`)
}
