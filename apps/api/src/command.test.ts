import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { programFile } from './testing/program.ts'
import { appendAudit } from './audit/audit.ts'
import { openDatabase } from './db/client.ts'
import { builtTemplate } from './db/template.ts'
import { KOIS, postTable, toCsv } from './testing/requests.ts'
import { type SpawnedServer, spawnServer } from './testing/spawn-server.ts'

let folder: string
let home: string
let servers: SpawnedServer[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vouch-command-'))
  home = join(folder, 'home')
  servers = []
})
afterEach(async () => {
  for (const { child } of servers) child.kill('SIGKILL')
  await Promise.all(servers.map(({ exited }) => exited))
  await rm(folder, { recursive: true, force: true })
})

async function serve(place: string): Promise<SpawnedServer> {
  const server = await spawnServer({ VOUCH_HOME: place })
  servers.push(server)
  return server
}

/** A command as it is typed in a folder of one's own. */
function run(place: string, ...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [programFile('command'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', VOUCH_HOME: place, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (piece) => (stdout += String(piece)))
  child.stderr.on('data', (piece) => (stderr += String(piece)))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
}

async function callsOf(url: string, id: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/predictions/${id}/calls`)
  return [answer.status, await answer.json()]
}

describe('the commands beside an embedded database', { timeout: 180_000 }, () => {
  it('back up a server at work, and restore it elsewhere with every submission', async () => {
    const { url, child } = await serve(home)
    const ids: string[] = []
    for (let i = 0; i < 3; i++) {
      const answer = PredictOutput.parse(await (await postTable(url, toCsv(KOIS))).json())
      ids.push(answer.prediction_id ?? '')
    }
    const before = await Promise.all(ids.map((id) => callsOf(url, id)))
    expect((await stat(join(home, 'control.sock'))).mode & 0o777).toBe(0o600)
    const backup = await run(home, 'db:backup', 'kept.tar.gz')
    expect(backup).toMatchObject({ code: 0, stderr: '' })
    expect(backup.stdout).toMatch(/kept\.tar\.gz holds \d+ rows of \d+ tables and \d+ files\.\n$/)
    const verify = await run(home, 'audit:verify')
    expect(verify).toMatchObject({ code: 0, stderr: '' })
    expect(verify.stdout).toMatch(/^The audit holds: \d+ entries\. The last is \d+:[0-9a-f]{64}\n$/)
    // no copy is left
    await expect.poll(async () => (await readdir(home)).filter((name) => name.startsWith('snapshot-'))).toEqual([])
    expect(await run(home, 'db:backup', 'kept.tar.gz')).toMatchObject({ code: 1, stdout: '' })
    const migrate = await run(home, 'db:migrate')
    expect(migrate).toMatchObject({ code: 1, stdout: '' })
    expect(migrate.stderr).toContain(`which process ${child.pid} is using`)

    const other = join(folder, 'other')
    expect(await run(other, 'db:restore', 'kept.tar.gz')).toMatchObject({ code: 0, stderr: '' })
    const restored = await serve(other)
    expect(await Promise.all(ids.map((id) => callsOf(restored.url, id)))).toEqual(before)
    expect(await callsOf(restored.url, ids[0] ?? '')).toMatchObject([200, {}])
    // the server that was backed up never noticed
    expect(await callsOf(url, ids[0] ?? '')).toEqual(before[0])
  })

  it('name the first broken entry of the audit, and fail', async () => {
    const database = await openDatabase({ VOUCH_HOME: home }, { onError: () => undefined, template: builtTemplate() })
    for (let i = 0; i < 3; i++)
      await database.sql.transaction((tx) =>
        appendAudit(tx, {
          actor: 'system',
          action: 'dataset.delete',
          subject: String(i),
          outcome: 'done',
          origin: null,
          requestId: null,
        }),
      )
    await database.sql.execute(sql`alter table vouch.audit disable trigger user`)
    await database.sql.execute(sql`update vouch.audit set subject = 'another' where number = 2`)
    await database.close()
    expect(await run(home, 'audit:verify')).toEqual({
      code: 1,
      stdout: 'The audit is broken at entry 2: it is not as it was written.\n',
      stderr: '',
    })
  })

  it('say in one line what is wrong with how they are called, and make nothing', async () => {
    const wrong: [string[], RegExp][] = [
      [[], /^There is no command \. There are: db:migrate, /],
      [['db:backup'], /^Name the file of the backup/],
      [['db:backup', 'x.tar.gz'], /^There is no database in /],
      [['db:restore', 'nowhere.tar.gz'], /^There is no file \S+nowhere\.tar\.gz\.$/m],
      [['audit:verify', '7'], /NUMBER:HASH/],
      [['audit:delete', 'tomorrow'], /^Say from before which day/],
    ]
    const said = await Promise.all(wrong.map(([args]) => run(home, ...args)))
    for (const [i, { code, stdout, stderr }] of said.entries()) {
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      expect(stderr).toMatch(wrong[i]?.[1] ?? /never/)
    }
    expect(existsSync(home)).toBe(false)
  })
})
