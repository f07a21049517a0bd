import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** where the server under test listens */
    baseUrl: string
    /** the browser's executable, null where there is none */
    chromium: string | null
  }
}

const WEB = fileURLToPath(new URL('..', import.meta.url))
const API_MAIN = fileURLToPath(new URL('../../api/src/main.ts', import.meta.url))
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
/** Models are loaded and tested at start; a busy machine takes its time. */
const START_LIMIT_MS = 60_000

/** Builds the page and starts the real server on a free port with an empty home, for all browser tests. */
export default async function startVouch(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  project.provide('chromium', existsSync(CHROMIUM) ? CHROMIUM : null)
  project.provide('baseUrl', '')
  if (!existsSync(CHROMIUM)) return undefined
  await build({ root: WEB, configFile: join(WEB, 'vite.config.ts'), logLevel: 'error' })
  const home = await mkdtemp(join(tmpdir(), 'vouch-e2e-'))
  const port = await freePort()
  const server = spawn(process.execPath, ['--import', 'tsx', '--conditions=@vouch/source', API_MAIN], {
    cwd: join(WEB, '../api'),
    env: {
      ...process.env,
      PORT: String(port),
      VOUCH_HOME: home,
      ORT_DISABLE_TELEMETRY: '1',
      // nothing listens there: the archive cannot be reached, whatever network the machine has
      EXOPLANET_ARCHIVE_URL: 'http://127.0.0.1:9',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const baseUrl = `http://127.0.0.1:${port}`
  await untilReady(server, baseUrl)
  project.provide('baseUrl', baseUrl)
  return async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    await ended
    await rm(home, { recursive: true, force: true })
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      if (address === null || typeof address === 'string') return reject(new Error('no port was given'))
      probe.close(() => resolve(address.port))
    })
  })
}

async function untilReady(server: ChildProcess, baseUrl: string): Promise<void> {
  const limit = Date.now() + START_LIMIT_MS
  while (Date.now() < limit) {
    if (server.exitCode !== null) throw new Error(`the server ended with code ${server.exitCode} before it was ready`)
    const response = await fetch(`${baseUrl}/api/health/ready`).catch(() => null)
    if (response?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  server.kill('SIGTERM')
  throw new Error(`the server was not ready within ${START_LIMIT_MS / 1000} s`)
}
