import type { TableProfile } from '@vouch/contracts/dataset'
import type { DomainId } from '@vouch/contracts/domain'
import { and, desc, eq, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { dataset } from '../db/schema/files.ts'
import type { FileStore, PreparedFile } from '../file/file-store.ts'
import { createId } from '../id.ts'
import { deleteMeasurementsOnDatasets } from '../model/measurement-store.ts'
import { keepable, keepableText } from '../prediction/store.ts'

/** What is kept of a table beside its file. */
interface StoredTable {
  readonly name: string
  readonly format: string
  readonly rows: number
  readonly columns: readonly string[]
  readonly profile: TableProfile
}

/** A table that Vouch itself keeps for a domain, of which the newest counts. */
export interface SharedDataset extends StoredTable {
  readonly domain: DomainId
  /** `archive`: fetched; `upload`: put there by hand */
  readonly source: 'archive' | 'upload'
}

/** A table that somebody sent. */
export interface UploadedDataset extends StoredTable {
  readonly id: string
  /** null: nobody's */
  readonly accountId: string | null
  /** null: until its owner deletes it */
  readonly keptSeconds: number | null
}

export interface StoredDataset {
  readonly id: string
  readonly accountId: string | null
  readonly name: string
  readonly sha256: string
  readonly source: 'archive' | 'upload'
  readonly format: string | null
  readonly rows: number
  readonly columns: readonly string[]
  readonly createdAt: Date
}

const COLUMNS = {
  id: dataset.id,
  accountId: dataset.accountId,
  name: dataset.name,
  sha256: dataset.sha256,
  source: dataset.source,
  format: dataset.format,
  rows: dataset.rows,
  columns: dataset.columns,
  createdAt: dataset.createdAt,
}

/** One that has expired is not there, swept or not. */
const notExpired = sql`(${dataset.expiresAt} is null or ${dataset.expiresAt} > now())`
/** An upload of somebody's, and not a table that Vouch keeps. */
const isUpload = isNull(dataset.domain)

interface Kept {
  readonly sql: Sql
  readonly files: Pick<FileStore, 'note'>
}

/** Keeps a shared table and its file; it is created now, and not before `notBefore`. */
export async function insertDataset(
  { sql: database, files }: Kept,
  table: SharedDataset,
  { file, notBefore }: { file: PreparedFile; notBefore: Date },
): Promise<void> {
  await database.transaction(async (tx) => {
    await files.note(tx, [file])
    await tx.insert(dataset).values({
      ...toRow(table),
      id: createId('dst', Date.now()),
      accountId: null,
      domain: table.domain,
      source: table.source,
      sha256: file.sha256,
      createdAt: sql`greatest(now(), ${notBefore.toISOString()}::timestamptz)`,
    })
  })
}

/** Keeps an upload and its file; one of that id that is kept already stays as it is. @param also done in its transaction */
export async function insertUpload(
  { sql: database, files }: Kept,
  table: UploadedDataset,
  { file, also }: { readonly file: PreparedFile; readonly also?: ((tx: Sql) => Promise<void>) | undefined },
): Promise<void> {
  const { id, accountId, keptSeconds } = table
  await database.transaction(async (tx) => {
    await files.note(tx, [file])
    await tx
      .insert(dataset)
      .values({
        ...toRow(table),
        id,
        accountId,
        source: 'upload',
        sha256: file.sha256,
        expiresAt: keptSeconds === null ? null : sql`now() + make_interval(secs => ${keptSeconds})`,
      })
      .onConflictDoNothing()
    await also?.(tx)
  })
}

function toRow({ name, format, rows, columns, profile }: StoredTable) {
  return {
    name: keepableText(name),
    format,
    rows,
    columns: sql`${keepable(JSON.stringify(columns))}::jsonb`,
    profile: sql`${keepable(JSON.stringify(profile))}::jsonb`,
  }
}

/** The newest data set of that name which is nobody's; null when there is none. */
export async function findSharedDataset(
  database: Sql,
  { domain, name }: Pick<SharedDataset, 'domain' | 'name'>,
): Promise<StoredDataset | null> {
  const [row] = await database
    .select(COLUMNS)
    .from(dataset)
    .where(and(eq(dataset.domain, domain), eq(dataset.name, name), isNull(dataset.accountId)))
    .orderBy(desc(dataset.createdAt), desc(dataset.id))
    .limit(1)
  return row ?? null
}

export async function findUpload(database: Sql, id: string): Promise<StoredDataset | null> {
  const [row] = await database
    .select(COLUMNS)
    .from(dataset)
    .where(and(eq(dataset.id, id), isUpload, notExpired))
  return row ?? null
}

/** What a data set holds, as it was kept; null where it was never looked at. */
export async function findProfile(database: Sql, id: string): Promise<unknown> {
  const [row] = await database.select({ profile: dataset.profile }).from(dataset).where(eq(dataset.id, id))
  return row?.profile ?? null
}

/** An account's uploads, the newest first, those before `cursor`. */
export async function listUploads(
  database: Sql,
  accountId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<StoredDataset[]> {
  const before = cursor === undefined ? undefined : lt(dataset.id, cursor)
  return database
    .select(COLUMNS)
    .from(dataset)
    .where(and(eq(dataset.accountId, accountId), isUpload, before, notExpired))
    .orderBy(desc(dataset.id))
    .limit(limit)
}

/** Deletes uploads; gives the hashes of files that may now be without a reference, to be released. */
export async function deleteUploads(tx: Sql, ids: readonly string[]): Promise<string[]> {
  const gone = await tx
    .delete(dataset)
    .where(and(inArray(dataset.id, [...ids]), isUpload))
    .returning({ id: dataset.id, sha256: dataset.sha256 })
  await deleteMeasurementsOnDatasets(
    tx,
    gone.map(({ id }) => id),
  )
  return [...new Set(gone.map(({ sha256 }) => sha256))]
}

/** Deletes uploads whose time is over, at most `most` of them. */
export async function deleteExpiredUploads(
  database: Sql,
  most: number,
): Promise<{ readonly count: number; readonly hashes: readonly string[] }> {
  return database.transaction(async (tx) => {
    const expired = await tx
      .select({ id: dataset.id })
      .from(dataset)
      .where(lt(dataset.expiresAt, sql`now()`))
      .limit(most)
      .for('update', { skipLocked: true })
    const ids = expired.map(({ id }) => id)
    return { count: ids.length, hashes: ids.length === 0 ? [] : await deleteUploads(tx, ids) }
  })
}

/** Lets an account's uploads expire now: they cannot be read any more, and the next sweep deletes them. */
export async function expireUploadsOf(tx: Sql, accountId: string): Promise<void> {
  await tx
    .update(dataset)
    .set({ expiresAt: sql`now()` })
    .where(and(eq(dataset.accountId, accountId), isUpload))
}
