import type { DomainId } from '@vouch/contracts/domain'
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { dataset } from '../db/schema.ts'
import type { FileStore, PreparedFile } from '../file/file-store.ts'
import { createId } from '../id.ts'

/** A table that Vouch itself keeps for a domain, of which the newest counts. */
export interface SharedDataset {
  readonly domain: DomainId
  readonly name: string
  /** `archive`: fetched; `upload`: put there by hand */
  readonly source: 'archive' | 'upload'
  readonly rows: number
  readonly columns: readonly string[]
}

export interface StoredDataset {
  readonly sha256: string
  readonly source: 'archive' | 'upload'
  readonly rows: number
  readonly createdAt: Date
}

/** Keeps a data set and its file; it is created now, and not before `notBefore`. */
export async function insertDataset(
  { sql: database, files }: { sql: Sql; files: Pick<FileStore, 'note'> },
  { columns, ...shared }: SharedDataset,
  { file, notBefore }: { file: PreparedFile; notBefore: Date },
): Promise<void> {
  await database.transaction(async (tx) => {
    await files.note(tx, [file])
    await tx.insert(dataset).values({
      id: createId('dst', Date.now()),
      accountId: null,
      ...shared,
      columns: [...columns],
      sha256: file.sha256,
      createdAt: sql`greatest(now(), ${notBefore.toISOString()}::timestamptz)`,
    })
  })
}

/** The newest data set of that name which is nobody's; null when there is none. */
export async function findSharedDataset(
  database: Sql,
  { domain, name }: Pick<SharedDataset, 'domain' | 'name'>,
): Promise<StoredDataset | null> {
  const [row] = await database
    .select({ sha256: dataset.sha256, source: dataset.source, rows: dataset.rows, createdAt: dataset.createdAt })
    .from(dataset)
    .where(and(eq(dataset.domain, domain), eq(dataset.name, name), isNull(dataset.accountId)))
    .orderBy(desc(dataset.createdAt), desc(dataset.id))
    .limit(1)
  return row ?? null
}
