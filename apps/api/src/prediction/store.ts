import type { DomainId } from '@vouch/contracts/domain'
import { VouchError } from '@vouch/core/error'
import { and, desc, eq, inArray, lt, notExists, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../db/client.ts'
import { prediction } from '../db/schema/predictions.ts'
import { upload } from '../db/schema/files.ts'
import type { PreparedFile } from '../file/file-store.ts'
import { noteFiles, toFileJson } from '../file/store.ts'
import type { UploadKind } from './receipt.ts'

/** A submission before it is kept: its files are prepared, and nothing of it is in the database. */
export interface NewSubmission {
  readonly id: string
  /** null: nobody's, or a patient's */
  readonly accountId: string | null
  readonly patientId: string | null
  readonly domain: DomainId
  readonly modelId: string
  readonly modelVersion: string
  readonly modelSha256: string
  readonly threshold: number
  readonly rows: number
  readonly upload: {
    readonly id: string
    readonly name: string
    readonly kind: UploadKind
    readonly file: PreparedFile
  }
  readonly calls: PreparedFile
  /** what its calls were made with and is kept for it alone; null where that is kept anyway, or nothing */
  readonly context: PreparedFile | null
  readonly inputSha256: string
  readonly contextSha256: string | null
  /** JSON */
  readonly receipt: string
  /** null: until its owner deletes it */
  readonly keptSeconds: number | null
}

/** A submission as its row has it. */
export interface StoredSubmission {
  readonly id: string
  readonly accountId: string | null
  /** whom it is of: then nobody may read it for knowing its id */
  readonly patientId: string | null
  readonly domain: string
  readonly modelId: string
  readonly modelVersion: string
  readonly threshold: number
  readonly rows: number
  readonly inputSha256: string
  readonly contextSha256: string | null
  readonly callsSha256: string
  readonly receipt: Readonly<Record<string, unknown>>
  readonly expiresAt: Date | null
  readonly createdAt: Date
  readonly uploadName: string
  readonly uploadKind: UploadKind
  readonly uploadSha256: string
}

/**
 * Keeps submissions with their files and uploads: one statement, so all of them or none, in one journey. It may be one
 * of a larger transaction. One that is kept already stays as it is: its request was begun again.
 * @throws VouchError `conflict` for one that is kept with other calls
 */
export async function insertSubmissions(db: Sql, submissions: readonly NewSubmission[]): Promise<void> {
  const files = new Map(
    submissions
      .flatMap(({ upload: { file }, calls, context }) => [file, calls, ...(context ? [context] : [])])
      .map((f) => [f.sha256, f]),
  )
  const filesJson = keepable(JSON.stringify([...files.values()].map(toFileJson)))
  const rowsJson = keepable(`[${submissions.map(toRowJson).join(',')}]`)
  const kept: unknown = await db.execute(sql`
    with files as (${noteFiles(filesJson)}),
    rows as materialized (
      select * from jsonb_to_recordset(${rowsJson}::jsonb) as r(
        id text, account_id text, patient_id text, domain text, model_id text, model_version text, model_sha256 text,
        threshold float8, rows int, upload_id text, upload_name text, upload_kind text, upload_sha256 text,
        calls_sha256 text, input_sha256 text, context_sha256 text, kept_seconds float8, receipt jsonb)
    ),
    uploads as (
      insert into ${upload} (id, account_id, name, kind, sha256)
      select upload_id, account_id, upload_name, upload_kind, upload_sha256 from rows
      on conflict (id) do nothing
    )
    insert into ${prediction} (
      id, account_id, patient_id, domain, model_id, model_version, model_sha256, threshold, rows, upload_id, input_sha256,
      context_sha256, calls_sha256, receipt, expires_at)
    select id, account_id, patient_id, domain, model_id, model_version, model_sha256, threshold, rows, upload_id,
      input_sha256, context_sha256, calls_sha256, receipt, now() + make_interval(secs => kept_seconds)
    from rows
    on conflict (id) do nothing
    returning id`)
  const ids = new Set(Ids.parse(kept).rows.map(({ id }) => id))
  if (ids.size < submissions.length)
    await checkSame(
      db,
      submissions.filter(({ id }) => !ids.has(id)),
    )
}

const Ids = z.object({ rows: z.array(z.object({ id: z.string() })) })

/** @throws VouchError `conflict` for a submission that is kept with other calls: of another model, say */
async function checkSame(db: Sql, submissions: readonly NewSubmission[]): Promise<void> {
  const ids = submissions.map(({ id }) => id)
  const kept = await db
    .select({ id: prediction.id, inputSha256: prediction.inputSha256 })
    .from(prediction)
    .where(inArray(prediction.id, ids))
  const hashes = new Map(kept.map(({ id, inputSha256 }) => [id, inputSha256]))
  for (const { id, inputSha256 } of submissions)
    if (hashes.get(id) !== inputSha256)
      throw new VouchError('conflict', `This was done already, with another model or catalogue: see prediction ${id}.`)
}

function toRowJson(submission: NewSubmission): string {
  const { upload: sent, calls } = submission
  const head = {
    id: submission.id,
    account_id: submission.accountId,
    patient_id: submission.patientId,
    domain: submission.domain,
    model_id: submission.modelId,
    model_version: submission.modelVersion,
    model_sha256: submission.modelSha256,
    threshold: submission.threshold,
    rows: submission.rows,
    upload_id: sent.id,
    upload_name: sent.name,
    upload_kind: sent.kind,
    upload_sha256: sent.file.sha256,
    calls_sha256: calls.sha256,
    input_sha256: submission.inputSha256,
    context_sha256: submission.contextSha256,
    kept_seconds: submission.keptSeconds,
  }
  return `${JSON.stringify(head).slice(0, -1)},"receipt":${submission.receipt}}`
}

/** JSON in which what no database keeps in a text, NUL and halves of characters, is U+FFFD. It was made by `JSON.stringify`. */
export function keepable(json: string): string {
  if (!json.includes('\\u')) return json
  return json.replaceAll(/\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g, (escape) =>
    escape.length === 6 && escape !== '\\u' ? '\\ufffd' : escape,
  )
}

/** The same of a text. */
export function keepableText(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\ufffd')).toString()
}

const COLUMNS = {
  id: prediction.id,
  accountId: prediction.accountId,
  patientId: prediction.patientId,
  domain: prediction.domain,
  modelId: prediction.modelId,
  modelVersion: prediction.modelVersion,
  threshold: prediction.threshold,
  rows: prediction.rows,
  inputSha256: prediction.inputSha256,
  contextSha256: prediction.contextSha256,
  callsSha256: prediction.callsSha256,
  receipt: prediction.receipt,
  expiresAt: prediction.expiresAt,
  createdAt: prediction.createdAt,
  uploadName: upload.name,
  uploadKind: upload.kind,
  uploadSha256: upload.sha256,
}

/** One that has expired is not there, swept or not. */
const notExpired = sql`(${prediction.expiresAt} is null or ${prediction.expiresAt} > now())`

export async function findSubmission(db: Sql, id: string): Promise<StoredSubmission | null> {
  const [row] = await db
    .select(COLUMNS)
    .from(prediction)
    .innerJoin(upload, eq(upload.id, prediction.uploadId))
    .where(and(eq(prediction.id, id), notExpired))
  return row ?? null
}

/** A submission as a list shows it. */
export type ListedSubmission = Omit<StoredSubmission, 'receipt'> & { readonly summary: unknown }

const { receipt: _whole, ...LISTED } = COLUMNS

/** An account's submissions, the newest first, those before `cursor`. */
export async function listSubmissions(
  db: Sql,
  accountId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<ListedSubmission[]> {
  const before = cursor === undefined ? undefined : lt(prediction.id, cursor)
  return db
    .select({ ...LISTED, summary: sql<unknown>`${prediction.receipt}->'summary'` })
    .from(prediction)
    .innerJoin(upload, eq(upload.id, prediction.uploadId))
    .where(and(eq(prediction.accountId, accountId), before, notExpired))
    .orderBy(desc(prediction.id))
    .limit(limit)
}

/** Deletes submissions whose time is over, at most `most` of them. */
export async function deleteExpired(db: Sql, most: number): Promise<{ count: number; hashes: string[] }> {
  return db.transaction(async (tx) => {
    const expired = await tx
      .select({ id: prediction.id })
      .from(prediction)
      .where(lt(prediction.expiresAt, sql`now()`))
      .limit(most)
      .for('update', { skipLocked: true })
    const ids = expired.map(({ id }) => id)
    return { count: ids.length, hashes: ids.length === 0 ? [] : await deleteSubmissions(tx, ids) }
  })
}

/** Lets an account's submissions expire now: they cannot be read any more, and the next sweep deletes them. */
export async function expireSubmissionsOf(tx: Sql, accountId: string): Promise<void> {
  await tx
    .update(prediction)
    .set({ expiresAt: sql`now()` })
    .where(eq(prediction.accountId, accountId))
}

/** Deletes submissions and their uploads; gives the hashes of files that may now be without a reference, to be released. */
export async function deleteSubmissions(tx: Sql, ids: readonly string[]): Promise<string[]> {
  const gone = await tx
    .delete(prediction)
    .where(inArray(prediction.id, [...ids]))
    .returning({
      uploadId: prediction.uploadId,
      callsSha256: prediction.callsSha256,
      contextSha256: prediction.contextSha256,
    })
  const uploadIds = gone.map(({ uploadId }) => uploadId)
  const others = tx
    .select({ one: sql`1` })
    .from(prediction)
    .where(eq(prediction.uploadId, upload.id))
  const uploads = await tx
    .delete(upload)
    .where(and(inArray(upload.id, uploadIds), notExists(others)))
    .returning({ sha256: upload.sha256 })
  const own = gone.flatMap(({ callsSha256, contextSha256 }) => [callsSha256, ...(contextSha256 ? [contextSha256] : [])])
  return [...new Set([...own, ...uploads.map(({ sha256 }) => sha256)])]
}
