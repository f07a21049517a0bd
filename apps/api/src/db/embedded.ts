import { existsSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import type { Database, OpenOptions } from './client.ts'
import { dataFolder } from './data-folder.ts'
import { EmbeddedPool } from './embedded-pool.ts'
import { lockHome } from './lock-home.ts'
import { MIGRATIONS, migrateEmbedded } from './migrate.ts'
import { QUEUE_SCHEMA } from './queue-schema.ts'
import { SESSION } from './session-settings.ts'
import { serveSnapshots } from './serve-snapshots.ts'
import { unpackTemplate } from './template.ts'

/** Opens the database that lies in a folder, which is this process's until it is closed. */
export async function openEmbedded(
  home: string,
  { template, onError, migrations = MIGRATIONS }: OpenOptions,
): Promise<Database> {
  const lock = await lockHome(home)
  try {
    const dataDir = dataFolder(home)
    if (template !== null && !existsSync(dataDir)) await unpackTemplate(template, dataDir)
    const pglite = await PGlite.create(dataDir)
    // one session for all: ours name their schema, the queue's do not
    for (const [name, value] of Object.entries({ ...SESSION, search_path: QUEUE_SCHEMA }))
      await pglite.exec(`SET ${name} TO ${value}`)
    const database = drizzle(pglite)
    const queuePool = new EmbeddedPool(pglite)
    await migrateEmbedded(pglite, queuePool, migrations)
    const snapshots = await serveSnapshots(home, pglite, { onError })
    const close = async () => {
      try {
        await snapshots.close()
        await pglite.close()
      } finally {
        await lock.release()
      }
    }
    let closing: Promise<void> | null = null
    return {
      kind: 'pglite',
      sql: database,
      queuePool,
      ping: async () => void (await database.execute(sql`select 1`)),
      tidy: () => tidy(pglite),
      close: () => (closing ??= close()),
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** One table after the other: nobody else is answered while one is tidied. */
async function tidy(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('vouch', $1)`,
    [QUEUE_SCHEMA],
  )
  for (const { name } of rows) await pglite.exec(`VACUUM (ANALYZE) ${name}`)
}
