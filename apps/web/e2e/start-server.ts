import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const API_MAIN = fileURLToPath(new URL('../../api/dist/main.js', import.meta.url))
const SERVE_COLOURS = fileURLToPath(new URL('serve-colours.mjs', import.meta.url))
const MODELS = fileURLToPath(new URL('../../../models', import.meta.url))
/** Models are loaded and tested at start; a busy machine takes its time. */
const START_LIMIT_MS = 60_000

export interface ServerUnderTest {
  readonly baseUrl: string
  /** where the first admin is made: what the server printed when it started */
  readonly setupPath: string
  stop(): Promise<void>
}

/**
 * Starts the real server on a free port with an empty home, which goes with it.
 * @param colours in place of the network for lesions one that sees colours alone, of which a test knows what it will say
 */
export async function startServer(
  settings: Readonly<Record<string, string>> = {},
  { colours = false } = {},
): Promise<ServerUnderTest> {
  const home = await mkdtemp(join(tmpdir(), 'vouch-e2e-'))
  const port = await freePort()
  const program = colours ? [SERVE_COLOURS, await modelsWithColours(join(home, 'models'))] : [API_MAIN]
  const server = spawn(process.execPath, program, {
    cwd: fileURLToPath(new URL('../../api', import.meta.url)),
    env: {
      ...process.env,
      PORT: String(port),
      VOUCH_HOME: home,
      ORT_DISABLE_TELEMETRY: '1',
      // nothing listens there: the archive cannot be reached, whatever network the machine has
      EXOPLANET_ARCHIVE_URL: 'http://127.0.0.1:9',
      LOG_LEVEL: 'warn',
      // all readers of these tests come from one address
      RATE_LIMIT: 'off',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  server.stdout.on('data', (bytes: Buffer) => (printed += bytes.toString()))
  const baseUrl = `http://127.0.0.1:${port}`
  const stop = async () => {
    const ended = new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve(null)))
    server.kill('SIGTERM')
    await ended
    await rm(home, { recursive: true, force: true })
  }
  try {
    await untilReady(server, baseUrl)
    return { baseUrl, setupPath: await untilPrinted(() => /\/setup\?token=\S+/.exec(printed)?.[0]), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The models that come with Vouch, but for that of lesions. */
async function modelsWithColours(root: string): Promise<string> {
  // whatever opens a graph must be told before it is imported
  process.env['ORT_DISABLE_TELEMETRY'] = '1'
  const { writePictureModel } = await import('../../api/src/testing/write-picture-model.ts')
  await writePictureModel(root)
  for (const domain of ['exoplanet', 'heart']) await symlink(join(MODELS, domain), join(root, domain))
  return root
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
    await pause(200)
  }
  throw new Error(`the server was not ready within ${START_LIMIT_MS / 1000} s`)
}

async function untilPrinted(find: () => string | undefined): Promise<string> {
  for (let looks = 0; looks < 50; looks += 1) {
    const found = find()
    if (found !== undefined) return found
    await pause(100)
  }
  throw new Error('the server printed no link for its first admin')
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
