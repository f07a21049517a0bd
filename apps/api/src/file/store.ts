import { and, asc, eq, gt, inArray, lt, notExists, sql, type SQL } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { Sql } from '../db/client.ts'
import { codingIngest } from '../db/schema/coding.ts'
import { dataset, file, upload } from '../db/schema/files.ts'
import { job } from '../db/schema/jobs.ts'
import { model, training } from '../db/schema/models.ts'
import { prediction } from '../db/schema/predictions.ts'
import type { PreparedFile } from './file-store.ts'

/** Every column that refers to a file. */
const REFERENCES = [
  upload.sha256,
  prediction.callsSha256,
  prediction.contextSha256,
  dataset.sha256,
  job.fileSha256,
  model.fileSha256,
  model.backgroundSha256,
  training.datasetSha256,
  training.callsSha256,
  codingIngest.deadSha256,
] as const
/** Rows looked at in one statement: the embedded database does nothing else meanwhile. */
const PAGE = 500
/** A row that is put again is marked as young again, and not at every put. */
const REFRESH = sql`now() - interval '10 minutes'`

/** What `noteFiles` takes of a file, as JSON. */
export function toFileJson({ sha256, bytes, content }: PreparedFile) {
  return { sha256, bytes, content: content?.toString('base64') ?? null }
}

/**
 * The statement that notes files given as JSON. One that is there is marked as young, which a sweep that is about to
 * delete it waits for and sees; in the order of their hashes, so that two of these never wait for one another.
 */
export function noteFiles(json: string): SQL {
  return sql`
    insert into ${file} (sha256, bytes, content)
    select sha256, bytes, decode(content, 'base64')
    from jsonb_to_recordset(${json}::jsonb) as f(sha256 text, bytes bigint, content text)
    order by sha256
    on conflict (sha256) do update set created_at = now() where ${file}.created_at < ${REFRESH}`
}

export async function insertFiles(tx: Sql, files: readonly PreparedFile[]): Promise<void> {
  const distinct = new Map(files.map((one) => [one.sha256, one]))
  if (distinct.size > 0) await tx.execute(noteFiles(JSON.stringify([...distinct.values()].map(toFileJson))))
}

export async function findFile(db: Sql, sha256: string): Promise<{ bytes: number; content: Buffer | null } | null> {
  const [row] = await db.select({ bytes: file.bytes, content: file.content }).from(file).where(eq(file.sha256, sha256))
  return row ?? null
}

export async function isNoted(db: Sql, sha256: string): Promise<boolean> {
  return (await db.select({ sha256: file.sha256 }).from(file).where(eq(file.sha256, sha256))).length > 0
}

/** Hashes that no row refers to, page by page through the whole table. */
export async function* listUnreferenced(db: Sql): AsyncGenerator<string[]> {
  for (let after = ''; ;) {
    const page = await db
      .select({ sha256: file.sha256, unused: sql<boolean>`${unreferenced(db)}` })
      .from(file)
      .where(gt(file.sha256, after))
      .orderBy(asc(file.sha256))
      .limit(PAGE)
    const last = page.at(-1)
    if (!last) return
    const unused = page.filter((row) => row.unused).map(({ sha256 }) => sha256)
    if (unused.length > 0) yield unused
    after = last.sha256
  }
}

/** Deletes those of these rows that nothing refers to and that are old enough; what went. */
export async function deleteUnreferenced(
  db: Sql,
  hashes: readonly string[],
  { ageSeconds }: { ageSeconds: number },
): Promise<string[]> {
  const gone: string[] = []
  for (let at = 0; at < hashes.length; at += PAGE) {
    const some = inArray(file.sha256, hashes.slice(at, at + PAGE))
    const old = lt(file.createdAt, sql`now() - make_interval(secs => ${ageSeconds})`)
    gone.push(...(await deleteWhere(db, and(some, old))))
  }
  return gone
}

async function deleteWhere(db: Sql, chosen: SQL | undefined): Promise<string[]> {
  try {
    const rows = await db
      .delete(file)
      .where(and(chosen, unreferenced(db)))
      .returning({ sha256: file.sha256 })
    return rows.map(({ sha256 }) => sha256)
  } catch (error) {
    // a row that refers to one of them was committed while this waited for it: all of them stay for the next time
    if (isForeignKey(error)) return []
    throw error
  }
}

function unreferenced(db: Sql): SQL | undefined {
  const referring = (column: AnyPgColumn) =>
    notExists(
      db
        .select({ one: sql`1` })
        .from(column.table)
        .where(eq(column, file.sha256)),
    )
  return and(...REFERENCES.map(referring))
}

function isForeignKey(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null
  return cause instanceof Error && 'code' in cause && cause.code === '23503'
}
