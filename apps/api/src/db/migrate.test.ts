import { spawn } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { programFile } from '../testing/program.ts'
import { z } from 'zod'
import { verifyAudit } from '../audit/verify-audit.ts'
import { fillTable } from '../backup/fill-tables.ts'
import { fillDatabase } from '../testing/fill-database.ts'
import { FIRST_ROWS } from '../testing/first-rows.ts'
import { makeTestPlace, openTestDatabase, serverRuns, type TestPlace } from '../testing/test-database.ts'
import { type Database, openDatabase } from './client.ts'
import { knownMigrations, MIGRATIONS, schemaVersion, writeMigrationsUpTo } from './migrate.ts'
import { listTables, readRows, sumTable } from './tables.ts'

const Rows = z.object({ rows: z.array(z.record(z.string(), z.unknown())) })
const Row = z.record(z.string(), z.unknown())

let folder: string
let place: TestPlace
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vouch-migrations-'))
})
afterEach(async () => {
  await place.remove()
  await rm(folder, { recursive: true })
})

describe.each(['pglite', 'postgresql'] as const)('migrating %s', { timeout: 120_000 }, (kind) => {
  describe.skipIf(kind === 'postgresql' && !serverRuns)('from one version to the next', () => {
    beforeEach(async () => {
      place = await makeTestPlace(kind)
    })
    const open = (migrations: string) =>
      openDatabase(place.settings, { onError: () => undefined, template: null, migrations })

    it('carries every row of the first version over to this one', async () => {
      await writeMigrationsUpTo(knownMigrations(MIGRATIONS)[0]?.when ?? 0, folder)
      const first = await open(folder)
      const before = new Map<string, Record<string, unknown>[]>()
      const names = (await listTables(first.sql)).map(({ name }) => name)
      expect((await readdir(FIRST_ROWS)).sort()).toEqual(names.map((name) => `${name}.ndjson`).sort())
      await first.sql.transaction(async (tx) => {
        for (const name of names) {
          const path = join(FIRST_ROWS, `${name}.ndjson`)
          await fillTable(tx, name, path)
          before.set(name, (await readFile(path, 'utf8')).trimEnd().split('\n').map(parseRow))
        }
      })
      await first.close()

      const now = await open(MIGRATIONS)
      try {
        const after = await rowsOf(now)
        for (const [name, rows] of before) expect(onlyKnown(after.get(name), rows), name).toEqual(rows)
        expect(await verifyAudit(now.sql)).toMatchObject({ broken: null })
        expect(await schemaVersion(now.sql)).toBe(knownMigrations(MIGRATIONS).at(-1)?.when)
      } finally {
        await now.close()
      }
    })

    it('leaves everything as it was when a step fails, and works once that is mended', async () => {
      const database = await openTestDatabase(place)
      await fillDatabase(database, place.settings.VOUCH_HOME, 10)
      const [sums, version] = [await sumsOf(database), await schemaVersion(database.sql)]
      await database.close()
      await addStep(folder, 'alter table vouch.account add column extra text; update vouch.account set extra = name;')
      await addStep(folder, 'create table vouch.another (id text); insert into vouch.nowhere values (1);')
      await expect(open(folder)).rejects.toThrow()

      const again = await open(MIGRATIONS)
      try {
        expect(await sumsOf(again)).toEqual(sums)
        expect(await schemaVersion(again.sql)).toBe(version)
      } finally {
        await again.close()
      }
    })

    it('refuses tables of a later version, in one line, and changes nothing', async () => {
      await addStep(folder, 'create table vouch.later (id text);')
      const later = await open(folder)
      const sums = await sumsOf(later)
      await later.close()
      await expect(open(MIGRATIONS)).rejects.toThrow(
        'The database was made by a later version of Vouch than this one. Use that version or a later one.',
      )
      const same = await open(folder)
      expect(await sumsOf(same)).toEqual(sums)
      await same.close()
    })
  })
})

describe('processes that start at once on one empty PostgreSQL', () => {
  it.skipIf(!serverRuns)(
    'all start, and each step is taken once',
    async () => {
      place = await makeTestPlace('postgresql')
      const ends = await Promise.all([1, 2, 3].map(() => runMigrate(place)))
      expect(ends).toEqual(ends.map(() => ({ code: 0, said: 'The tables are up to date.\n' })))
      const database = await openTestDatabase(place)
      const applied: unknown = await database.sql.execute(sql`select created_at from vouch_migrations.applied`)
      expect(Rows.parse(applied).rows).toHaveLength(knownMigrations(MIGRATIONS).length)
      await database.close()
    },
    120_000,
  )
})

/** Adds a step after the last one of this version, or of those added before. */
async function addStep(into: string, statements: string): Promise<void> {
  await cp(MIGRATIONS, into, { recursive: true, force: false })
  const path = join(into, 'meta', '_journal.json')
  const journal = z
    .looseObject({ entries: z.array(z.looseObject({ when: z.number() })) })
    .parse(JSON.parse(await readFile(path, 'utf8')))
  const idx = journal.entries.length
  const tag = `${String(idx).padStart(4, '0')}_added`
  const when = (journal.entries.at(-1)?.when ?? 0) + 1000
  journal.entries.push({ idx, version: '7', when, tag, breakpoints: true })
  await writeFile(path, JSON.stringify(journal))
  await writeFile(join(into, `${tag}.sql`), statements.replaceAll('; ', ';\n--> statement-breakpoint\n'))
}

function runMigrate({ settings }: TestPlace): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [programFile('command'), 'db:migrate'], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += String(piece)))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })))
}

function parseRow(line: string): Record<string, unknown> {
  return Row.parse(JSON.parse(line))
}

/** Of each row what the earlier version had, too, where that is still there. */
function onlyKnown(rows: readonly Record<string, unknown>[] = [], before: readonly Record<string, unknown>[]) {
  const known = Object.keys(before[0] ?? {})
  return rows.map((row) => Object.fromEntries(known.map((name) => [name, row[name]])))
}

function rowsOf(database: Database): Promise<Map<string, Record<string, unknown>[]>> {
  return database.sql.transaction(async (tx) => {
    const tables = new Map<string, Record<string, unknown>[]>()
    for (const shape of await listTables(tx)) {
      const rows: Record<string, unknown>[] = []
      for await (const lines of readRows(tx, shape)) rows.push(...lines.map(parseRow))
      tables.set(shape.name, rows)
    }
    return tables
  })
}

function sumsOf(database: Database): Promise<Record<string, string>> {
  return database.sql.transaction(async (tx) => {
    const sums: Record<string, string> = {}
    for (const shape of await listTables(tx)) sums[shape.name] = (await sumTable(tx, shape)).sha256
    return sums
  })
}
