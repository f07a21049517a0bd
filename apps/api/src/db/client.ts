import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type { PgPool } from 'bullmq'
import { openEmbedded } from './embedded.ts'
import { openServer } from './server.ts'

/** What statements are sent through: the database itself, or one transaction of it. */
export type Sql = PgDatabase<PgQueryResultHKT>

export interface Database {
  /** `pglite` lies in the process, in `VOUCH_HOME`; `postgresql` is a server that many processes share */
  readonly kind: 'pglite' | 'postgresql'
  readonly sql: Sql
  /** for the queue: the same database, with the queue's schema on its path */
  readonly queuePool: PgPool
  /** @throws when the database does not answer */
  ping(): Promise<void>
  /** Gives back what deleted rows took, and counts rows for the planner: a server does so by itself. */
  tidy(): Promise<void>
  close(): Promise<void>
}

export interface OpenOptions {
  /** told of connections that break while nobody uses them */
  readonly onError: (error: Error) => void
  /** file with an empty embedded database; null: it is made anew, which takes seconds */
  readonly template: string | null
  /** the steps that bring the tables up to date, unless they are those of this version */
  readonly migrations?: string
}

/** Where the database is: on a server, or in the folder. */
export interface Place {
  readonly DATABASE_URL?: string | undefined
  readonly VOUCH_HOME: string
}

/**
 * Opens the database, brings its tables up to date, and locks the folder where it is an embedded one.
 * @throws Error with one clear line when another process has it, or its tables are newer than this program
 */
export async function openDatabase({ DATABASE_URL, VOUCH_HOME }: Place, options: OpenOptions): Promise<Database> {
  return DATABASE_URL === undefined ? openEmbedded(VOUCH_HOME, options) : openServer(DATABASE_URL, options)
}
