import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'

/** A PostgreSQL server of a test's own, which it may stop and start as it likes. */
export interface ThrowawayPostgres {
  readonly url: string
  start(): Promise<void>
  /** Stops it as a power cut would: no connection is ended, nothing is written out. */
  kill(): Promise<void>
  remove(): Promise<void>
}

const ROOT = '/usr/lib/postgresql'
const run = promisify(execFile)

/** Where its programs are, and who they can be run by: it refuses to run as root. Null: there is none here. */
export const postgresPrograms = findPrograms()

interface Programs {
  readonly folder: string
  readonly user: { readonly uid: number; readonly gid: number } | null
}

function findPrograms(): Programs | null {
  const versions = existsSync(ROOT) ? readdirSync(ROOT).sort((a, b) => Number(b) - Number(a)) : []
  const version = versions.find((name) => existsSync(join(ROOT, name, 'bin', 'initdb')))
  if (version === undefined) return null
  const folder = join(ROOT, version, 'bin')
  if (process.getuid?.() !== 0) return { folder, user: null }
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody']).toString())
    return { folder, user: { uid: id('-u'), gid: id('-g') } }
  } catch {
    return null
  }
}

export async function makePostgres(): Promise<ThrowawayPostgres> {
  if (!postgresPrograms) throw new Error('There are no programs of PostgreSQL here.')
  const { folder, user } = postgresPrograms
  const root = await mkdtemp(join(tmpdir(), 'vouch-postgres-'))
  if (user) await chown(root, user.uid, user.gid)
  const data = join(root, 'data')
  const port = await freePort()
  const execute = (program: string, args: string[]) =>
    run(join(folder, program), args, {
      cwd: root,
      ...user,
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    })
  await execute('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync'])
  const options = `-p ${port} -k ${root} -c listen_addresses=127.0.0.1`
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    // its log goes to a file: it must not hold this process's pipes open
    start: async () =>
      void (await execute('pg_ctl', ['-D', data, '-o', options, '-l', join(root, 'log'), '-w', 'start'])),
    kill: async () => void (await execute('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop'])),
    async remove() {
      await execute('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']).catch(() => undefined)
      await rm(root, { recursive: true, force: true })
    },
  }
}
