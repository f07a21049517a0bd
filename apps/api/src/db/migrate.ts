import { readFileSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { PGlite } from '@electric-sql/pglite'
import { runMigrations, type PgQueryable } from 'bullmq'
import { sql } from 'drizzle-orm'
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres'
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { Sql } from './client.ts'
import { setGuards } from './guards.ts'

/** Where the steps lie that bring the tables from the first version to this one. */
export const MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url))
const PLACE = { migrationsSchema: 'vouch_migrations', migrationsTable: 'applied' }
/** Processes that start at once wait for one another here: "vouch" as a number. */
const LOCK = 0x766f756368

const Journal = z.object({ entries: z.array(z.object({ when: z.number(), tag: z.string() })) })
/** With whatever else the migrations' own reader wants of it. */
const FullJournal = z.looseObject({ entries: z.array(z.looseObject({ when: z.number(), tag: z.string() })) })
const Known = z.object({ rows: z.array(z.object({ known: z.boolean() })) })
const Last = z.object({ rows: z.array(z.object({ at: z.string().nullable() })) })

/** The steps of a folder, in their order. */
export function knownMigrations(folder: string): { when: number; tag: string }[] {
  return Journal.parse(JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8'))).entries
}

/**
 * Writes the steps up to a version into an empty folder, to make tables as they were then.
 * @throws Error when this program does not know the version
 */
export async function writeMigrationsUpTo(version: number, into: string): Promise<void> {
  const journal = FullJournal.parse(JSON.parse(readFileSync(`${MIGRATIONS}/meta/_journal.json`, 'utf8')))
  const entries = journal.entries.filter(({ when }) => when <= version)
  if (entries.at(-1)?.when !== version)
    throw new Error(
      'Its tables are of a version of Vouch that this one does not know. Use that version or a later one.',
    )
  await mkdir(`${into}/meta`, { recursive: true })
  await writeFile(`${into}/meta/_journal.json`, JSON.stringify({ ...journal, entries }))
  for (const { tag } of entries) await copyFile(`${MIGRATIONS}/${tag}.sql`, `${into}/${tag}.sql`)
}

/** The version of the tables: the last step that was taken, as its time in milliseconds; null where none was. */
export async function schemaVersion(database: Pick<Sql, 'execute'>): Promise<number | null> {
  const found: unknown = await database.execute(
    sql`select to_regclass('vouch_migrations.applied') is not null as known`,
  )
  if (!Known.parse(found).rows[0]?.known) return null
  const last: unknown = await database.execute(sql`select max(created_at)::text as at from vouch_migrations.applied`)
  const at = Last.parse(last).rows[0]?.at ?? null
  return at === null ? null : Number(at)
}

/** Brings the tables of an embedded database up to date; a step that fails leaves everything as it was. */
export async function migrateEmbedded(pglite: PGlite, queue: PgQueryable, folder: string): Promise<void> {
  const database = drizzlePglite(pglite)
  await refuseNewer(database, folder)
  await migratePglite(database, { ...PLACE, migrationsFolder: folder })
  await setGuards(database, (text) => pglite.exec(text))
  await runMigrations(queue)
}

/** One process migrates, those that start beside it wait for it; a step that fails leaves everything as it was. */
export async function migrateServer(pool: Pool, folder: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('SET statement_timeout = 0')
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    const database = drizzlePg(client)
    await refuseNewer(database, folder)
    await migratePg(database, { ...PLACE, migrationsFolder: folder })
    await setGuards(database, (text) => client.query(text))
    await runMigrations(client)
  } finally {
    // the session ends, and its lock with it
    client.release(true)
  }
}

/** @throws Error when the tables were made by a later version than this one */
async function refuseNewer(database: Pick<Sql, 'execute'>, folder: string): Promise<void> {
  const newest = knownMigrations(folder).at(-1)?.when ?? 0
  if (((await schemaVersion(database)) ?? 0) > newest)
    throw new Error('The database was made by a later version of Vouch than this one. Use that version or a later one.')
}
