import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../db/client.ts'
import { builtTemplate } from '../db/template.ts'

/** A server that tests may make databases on, where one runs: `TEST_DATABASE_URL`, or the local one. */
const SERVER = process.env['TEST_DATABASE_URL'] ?? 'postgresql://postgres@127.0.0.1:5432/postgres'

export const serverRuns = await answers(new URL(SERVER))

export interface TestPlace {
  /** what `openDatabase` and a server's settings want: its own folder, and its own database where it is on a server */
  readonly settings: { readonly VOUCH_HOME: string; readonly DATABASE_URL?: string }
  /** Removes both. */
  remove(): Promise<void>
}

/** An empty place: a folder, and for `postgresql` a new database on the local server. */
export async function makeTestPlace(kind: Database['kind']): Promise<TestPlace> {
  const home = await mkdtemp(join(tmpdir(), 'vouch-database-'))
  if (kind === 'pglite')
    return { settings: { VOUCH_HOME: home }, remove: () => rm(home, { recursive: true, force: true }) }
  const name = `vouch_test_${randomBytes(6).toString('hex')}`
  await onServer(`create database ${name}`)
  const url = new URL(SERVER)
  url.pathname = `/${name}`
  return {
    settings: { VOUCH_HOME: home, DATABASE_URL: url.href },
    async remove() {
      await onServer(`drop database if exists ${name} with (force)`)
      await rm(home, { recursive: true, force: true })
    },
  }
}

export async function openTestDatabase({ settings }: TestPlace): Promise<Database> {
  return openDatabase(settings, { onError: () => undefined, template: builtTemplate() })
}

/**
 * Runs the same tests on an embedded database and on a server, each empty when they begin; without a server those are
 * skipped by name. `database()` and `place()` hold within tests and hooks.
 */
export function forEachDatabase(
  name: string,
  tests: (open: { database(): Database; place(): TestPlace }, kind: Database['kind']) => void,
): void {
  describe.each(['pglite', 'postgresql'] as const)(`${name} (%s)`, (kind) => {
    describe.skipIf(kind === 'postgresql' && !serverRuns)('on an empty database', () => {
      let place: TestPlace | null = null
      let database: Database | null = null
      beforeAll(async () => {
        place = await makeTestPlace(kind)
        database = await openTestDatabase(place)
      }, 60_000)
      afterAll(async () => {
        await database?.close()
        await place?.remove()
      })
      tests({ database: () => opened(database), place: () => opened(place) }, kind)
    })
  })
}

function opened<Value>(value: Value | null): Value {
  if (value === null) throw new Error('The database is opened before the first test, not before.')
  return value
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: SERVER })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function answers({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(port || 5432), hostname)
    const done = (runs: boolean) => {
      socket.destroy()
      resolve(runs)
    }
    socket.setTimeout(1000, () => done(false))
    socket.once('connect', () => done(true)).once('error', () => done(false))
  })
}
