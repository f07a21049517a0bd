import { existsSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import pg from 'pg'
import { noteBackup } from '../audit/note-backup.ts'
import type { Place, Sql } from './client.ts'
import { dataFolder } from './data-folder.ts'
import { HomeTakenError, lockHome } from './lock-home.ts'
import { borrowCopy, type SnapshotPurpose } from './snapshot-socket.ts'

/** A database as it was at one moment, to be read. */
export interface Snapshot {
  readonly kind: 'pglite' | 'postgresql'
  readonly sql: Sql
  close(): Promise<void>
}

/**
 * Opens the database as it is at this moment, whether a server works with it or not. Its tables are left as they are.
 * @throws Error with one clear line when there is none
 */
export async function openSnapshot({ DATABASE_URL, VOUCH_HOME }: Place, purpose: SnapshotPurpose): Promise<Snapshot> {
  return DATABASE_URL === undefined
    ? openEmbeddedSnapshot(VOUCH_HOME, purpose)
    : openServerSnapshot(DATABASE_URL, purpose)
}

async function openServerSnapshot(url: string, purpose: SnapshotPurpose): Promise<Snapshot> {
  const client = new pg.Client({ connectionString: url, application_name: 'vouch' })
  await client.connect()
  try {
    const sql = drizzlePg(client)
    if (purpose === 'backup') await noteBackup(sql)
    await client.query('begin isolation level repeatable read, read only')
    return { kind: 'postgresql', sql, close: () => client.end() }
  } catch (error) {
    await client.end()
    throw error
  }
}

async function openEmbeddedSnapshot(home: string, purpose: SnapshotPurpose): Promise<Snapshot> {
  if (!existsSync(dataFolder(home))) throw new Error(`There is no database in ${home}.`)
  const held = await lockHome(home).catch((error: unknown) => {
    if (error instanceof HomeTakenError) return null
    throw error
  })
  // the process that has it gives a copy; where none has it, it is opened itself
  const copy = held === null ? await borrowCopy(home, purpose) : null
  const giveBack = () => (held ? held.release() : copy?.release())
  try {
    const pglite = await PGlite.create(dataFolder(copy?.folder ?? home))
    const sql = drizzlePglite(pglite)
    if (held && purpose === 'backup') await noteBackup(sql)
    await pglite.exec('begin isolation level repeatable read, read only')
    const close = async () => {
      await pglite.close()
      await giveBack()
    }
    return { kind: 'pglite', sql, close }
  } catch (error) {
    await giveBack()
    throw error
  }
}
