import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { PgPool } from 'bullmq'
import pg from 'pg'
import type { Database, OpenOptions } from './client.ts'
import { MIGRATIONS, migrateServer } from './migrate.ts'
import { QUEUE_SCHEMA } from './queue-schema.ts'
import { SESSION } from './session-settings.ts'

/** Connections of one process to a server; the queue has as many more. */
const POOL_SIZE = 10
const CONNECT_MS = 5000
/** Longer than any statement of ours takes; one that hangs gives its connection back. */
const STATEMENT_MS = 30_000

/** A connection that is not given back within this is cut when the process ends. */
const CLOSE_MS = 5000

/** Opens a database on a server, which many processes share. */
export async function openServer(url: string, { onError, migrations = MIGRATIONS }: OpenOptions): Promise<Database> {
  const pool = (max: number, set: Readonly<Record<string, string>>) => {
    const made = new pg.Pool({
      connectionString: url,
      max,
      options: Object.entries(set)
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' '),
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      keepAlive: true,
      application_name: 'vouch',
    })
    // a connection that breaks while nobody uses it: the next one that is needed is a new one
    made.on('error', onError)
    // one that breaks while somebody uses it: the statement says so, and nobody else must hear it for the process to go on
    made.on('connect', (client) => client.on('error', () => undefined))
    // every queue and worker of the process listens
    made.setMaxListeners(0)
    return made
  }
  const own = pool(POOL_SIZE, SESSION)
  const queue = pool(POOL_SIZE, { search_path: QUEUE_SCHEMA })
  const database = drizzle(own)
  try {
    await migrateServer(own, migrations)
  } catch (error) {
    await Promise.all([own.end(), queue.end()])
    throw error
  }
  let closing: Promise<void> | null = null
  return {
    kind: 'postgresql',
    sql: database,
    // a pg.Pool is what the queue asks for; its own description of one and that of @types/pg differ in the overloads of `on`
    queuePool: queue as unknown as PgPool,
    ping: async () => void (await database.execute(sql`select 1`)),
    tidy: async () => undefined,
    close: () =>
      (closing ??= Promise.race([
        Promise.all([own.end(), queue.end()]),
        sleep(CLOSE_MS, undefined, { ref: false }),
      ]).then(() => undefined)),
  }
}
