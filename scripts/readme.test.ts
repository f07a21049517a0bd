import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.trim())
const [startCommand = '', curls = '', testCommand = ''] = blocks
const run = promisify(execFile)

/** The commands of the README, as they stand there; only the port and the home are others. */
describe('the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vouch-readme-'))
  let port = 0
  let server: ChildProcess
  let said = ''

  beforeAll(async () => {
    port = await freePort()
    const [program = '', ...args] = startCommand.split(' ')
    const env = { ...process.env, PORT: String(port), VOUCH_HOME: join(folder, 'home') }
    server = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
    server.stdout?.on('data', (bytes: Buffer) => (said += bytes.toString()))
    await until(() => said.includes('is ready'), 120_000)
  }, 130_000)
  afterAll(() => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  it('starts Vouch with one command, which says in one line where it is', () => {
    expect(startCommand).toBe('npm start')
    expect(said.split('\n').filter((line) => line.includes('Vouch is ready'))).toEqual([
      `Vouch is ready at http://localhost:${port}`,
    ])
    expect(readme).toContain('`Vouch is ready at http://localhost:8000`')
  })

  it('has commands that answer as it says', async () => {
    const answers: { success: boolean; predictions: unknown[]; simulated: boolean }[] = []
    for (const command of curls.replaceAll('\\\n', ' ').split('\n')) {
      const { stdout } = await run(
        'bash',
        ['-euo', 'pipefail', '-c', command.replaceAll('localhost:8000', `127.0.0.1:${port}`)],
        {
          cwd: folder,
          maxBuffer: 1 << 26,
        },
      )
      if (stdout) answers.push(JSON.parse(stdout))
    }
    expect(answers.map(({ success, simulated }) => [success, simulated])).toEqual([
      [true, true],
      [true, false],
    ])
    expect(answers[0]?.predictions.length).toBeGreaterThan(100)
    expect(answers[1]?.predictions).toHaveLength(1)
  })

  it('shows a page to a browser, the documents to a reader, and the addresses it names', async () => {
    const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('<div id="root"')
    for (const [path] of readme.matchAll(/`(?:GET )?(\/(?:docs|openapi\.json))`/g)) {
      const address = path.replaceAll(/`|GET /g, '')
      expect((await fetch(`http://127.0.0.1:${port}${address}`)).status, address).toBe(200)
    }
  })

  it('names only commands, files and settings that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(testCommand).toBe('npm test')
    for (const [, name = ''] of readme.matchAll(/npm run ([a-z:]+)/g)) expect(scripts, name).toHaveProperty([name])
    const settings = readFileSync(join(root, '.env.example'), 'utf8')
    for (const [, name = ''] of readme.matchAll(/`([A-Z][A-Z_]{3,})`/g)) expect(settings, name).toContain(name)
    for (const [, path = ''] of readme.matchAll(/\]\(([^)#:]+)\)/g))
      expect(existsSync(join(root, path)), path).toBe(true)
  })

  it('is stopped by SIGTERM, cleanly', async () => {
    const ended = new Promise<unknown>((resolve) => server.once('exit', (code, signal) => resolve(code ?? signal)))
    server.kill('SIGTERM')
    expect(await ended).toBe(0)
    await until(
      () =>
        fetch(`http://127.0.0.1:${port}/api/health`).then(
          () => false,
          () => true,
        ),
      15_000,
    )
  }, 20_000)
})

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

async function until(holds: () => boolean | Promise<boolean>, limitMs: number): Promise<void> {
  for (const limit = Date.now() + limitMs; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 100)))
    if (Date.now() > limit) throw new Error(`waited ${limitMs} ms in vain`)
}
