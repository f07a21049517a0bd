import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestPlace, serverRuns } from '../apps/api/src/testing/test-database.ts'
import { freePort } from '../apps/api/src/testing/free-port.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.trim())
const [startCommand = '', curls = '', scaleCommands = '', testCommand = ''] = blocks
const run = promisify(execFile)

/** The commands of the README, as they stand there; only the port, the home and the database are others. */
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
      [true, false],
    ])
    expect(answers[0]?.predictions.length).toBeGreaterThan(100)
    expect(answers[1]?.predictions).toHaveLength(1)
    // the star of the sample has two planets
    expect(answers[2]?.predictions.length).toBeGreaterThanOrEqual(2)
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

describe('the README’s many processes', () => {
  it.skipIf(!serverRuns)(
    'start with its commands, and the workers work on what the API takes',
    async () => {
      const { settings, remove } = await makeTestPlace('postgresql')
      const port = await freePort()
      const url = settings.DATABASE_URL ?? ''
      const [create, ...commands] = scaleCommands.split('\n')
      expect(create).toBe('createdb vouch')
      const script = commands.join('\n').replace('postgresql://localhost/vouch', url)
      expect(script).toContain(`DATABASE_URL=${url}`)
      const shell = spawn('bash', ['-euc', `${script}\nwait`], {
        cwd: root,
        env: { ...process.env, PORT: String(port), VOUCH_HOME: settings.VOUCH_HOME, LOG_LEVEL: 'warn' },
        stdio: ['ignore', 'pipe', 'inherit'],
        // a group of its own, so that all of it can be ended
        detached: true,
      })
      let words = ''
      shell.stdout.on('data', (bytes: Buffer) => (words += bytes.toString()))
      try {
        await until(() => words.includes('Vouch is ready') && words.split('works on jobs').length === 3, 120_000)
        const answer = await fetch(`http://127.0.0.1:${port}/api/predict`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', prefer: 'respond-async' },
          body: JSON.stringify({
            rows: [{ id: 'mine', orbital_period: 9.49, transit_duration: 2.96, transit_depth: 616 }],
          }),
        })
        expect(answer.status).toBe(202)
        const { job_id } = await answer.json()
        const state = async () => (await (await fetch(`http://127.0.0.1:${port}/api/jobs/${job_id}`)).json()).state
        await until(async () => (await state()) === 'completed', 30_000)
      } finally {
        const group = -(shell.pid ?? 0)
        process.kill(group, 'SIGTERM')
        await until(() => !isThere(group), 30_000)
        await remove()
      }
    },
    180_000,
  )
})

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function until(holds: () => boolean | Promise<boolean>, limitMs: number): Promise<void> {
  for (const limit = Date.now() + limitMs; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 100)))
    if (Date.now() > limit) throw new Error(`waited ${limitMs} ms in vain`)
}
