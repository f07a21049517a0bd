import type { DomainId } from '@vouch/contracts/domain'
import { VouchError } from '@vouch/core/error'
import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import { isAdmin } from '../account/caller.ts'
import type { Sql } from '../db/client.ts'
import { upload } from '../db/schema/files.ts'
import { prediction } from '../db/schema/predictions.ts'
import { review, reviewItem } from '../db/schema/reviews.ts'
import { groupBy } from '../group-by.ts'
import { type Asking, seenPatients } from '../patient/care.ts'
import type { Services } from '../services.ts'
import { isQuantityRows, type QuantityRows } from '../worker/quantity-rows.ts'
import type { QuantitiesTask } from '../worker/read-task.ts'
import type { LabelledCall } from './labelled-calls.ts'

/** A labelled call, and where the row that was called lies. */
export interface PlacedCall extends LabelledCall {
  readonly upload: { readonly sha256: string; readonly name: string; readonly kind: 'table' | 'rows' }
  readonly patientId: string | null
}

export interface PlacedCalls {
  readonly calls: readonly PlacedCall[]
  readonly gone: number
  readonly withheld: number
}

/** Ids in one question of the database. */
const AT_ONCE = 5000

/**
 * Finds the rows of some calls. Not among them is what was deleted, nor what the caller may not see: a patient whom he has
 * nothing to do with; a submission that is another one's, of which the call was never offered to the domain's experts.
 */
export async function placeCalls(
  db: Sql,
  caller: Asking,
  { domain, calls }: { readonly domain: DomainId; readonly calls: readonly LabelledCall[] },
): Promise<PlacedCalls> {
  const placed: PlacedCall[] = []
  let [gone, withheld] = [0, 0]
  const ids = [...new Set(calls.map(({ predictionId }) => predictionId))]
  const ofSubmission = groupBy(calls, ({ predictionId }) => predictionId)
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE)
    const submissions = await listSubmissions(db, domain, some)
    const patients = [...new Set(submissions.flatMap(({ patientId }) => patientId ?? []))]
    const seen = await seenPatients(db, caller, patients)
    const shown = await listShown(db, caller, some)
    const found = new Map(submissions.map((submission) => [submission.id, submission]))
    for (const call of some.flatMap((id) => ofSubmission.get(id) ?? [])) {
      const submission = found.get(call.predictionId)
      if (submission === undefined) gone++
      else if (maySee(caller, submission, { seen, shown: shown.has(`${call.predictionId}/${call.row}`) })) {
        const { sha256, name, kind, patientId } = submission
        // what is seen in a picture is in no column
        if (kind === 'picture') withheld++
        else placed.push({ ...call, upload: { sha256, name, kind }, patientId })
      } else withheld++
    }
  }
  return { calls: placed, gone, withheld }
}

type Owned = Awaited<ReturnType<typeof listSubmissions>>[number]

function maySee(
  caller: Asking,
  { accountId, patientId }: Owned,
  { seen, shown }: { readonly seen: ReadonlySet<string>; readonly shown: boolean },
): boolean {
  if (patientId !== null) return seen.has(patientId)
  return accountId === null || accountId === caller.accountId || isAdmin(caller) || shown
}

function listSubmissions(db: Sql, domain: DomainId, ids: readonly string[]) {
  return db
    .select({
      id: prediction.id,
      accountId: prediction.accountId,
      patientId: prediction.patientId,
      sha256: upload.sha256,
      name: upload.name,
      kind: upload.kind,
    })
    .from(prediction)
    .innerJoin(upload, eq(upload.id, prediction.uploadId))
    .where(
      and(
        inArray(prediction.id, [...ids]),
        eq(prediction.domain, domain),
        or(isNull(prediction.expiresAt), gt(prediction.expiresAt, sql`now()`)),
      ),
    )
}

/** Calls that were offered to the domain's experts, or that the caller has judged. */
async function listShown(db: Sql, { accountId }: Asking, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const offered = await db
    .select({ predictionId: reviewItem.predictionId, row: reviewItem.row })
    .from(reviewItem)
    .where(inArray(reviewItem.predictionId, [...ids]))
  const judged =
    accountId === null
      ? []
      : await db
          .selectDistinct({ predictionId: review.predictionId, row: review.row })
          .from(review)
          .where(and(inArray(review.predictionId, [...ids]), eq(review.accountId, accountId)))
  return new Set([...offered, ...judged].map(({ predictionId, row }) => `${predictionId}/${row}`))
}

/** Uploads that one reader opens, so that ten thousand of a row each are not as many journeys. */
const UPLOADS_AT_ONCE = 64
/** As many of the largest uploads, read to their ends, would take longer: then it is refused. */
const READ_MS = 300_000

export interface ReadCalls {
  /** those whose upload is still there, upload by upload */
  readonly calls: readonly PlacedCall[]
  /** the values of each: which of the pieces, and which row of it */
  readonly places: readonly { readonly piece: QuantityRows; readonly row: number }[]
  readonly gone: number
}

/** Reads the rows of some calls; each upload is opened once, however many of its rows. */
export async function readCalls(
  { files, readers }: Pick<Services, 'files' | 'readers'>,
  { domain, calls }: { readonly domain: DomainId; readonly calls: readonly PlacedCall[] },
): Promise<ReadCalls> {
  const ofUpload = [...groupBy(calls, ({ upload: { kind, sha256 } }) => `${kind} ${sha256}`).values()]
  const read: PlacedCall[] = []
  const places: { piece: QuantityRows; row: number }[] = []
  let gone = 0
  for (let at = 0; at < ofUpload.length; at += UPLOADS_AT_ONCE) {
    const from: { task: QuantitiesTask['from'][number]; own: readonly PlacedCall[] }[] = []
    for (const unordered of ofUpload.slice(at, at + UPLOADS_AT_ONCE)) {
      const own = unordered.toSorted((a, b) => a.row - b.row)
      const [first] = own
      const file = first && (await openIfThere(files, first.upload.sha256))
      if (!file) gone += own.length
      else
        from.push({
          task: { upload: { file, name: first.upload.name, kind: first.upload.kind }, rows: own.map(({ row }) => row) },
          own,
        })
    }
    const task = { kind: 'quantities' as const, domain, from: from.map((one) => one.task) }
    const pieces = await readers.run(task, { deadlineMs: READ_MS })
    if (!isQuantityRows(pieces)) throw new Error('A reader gave no rows.')
    for (const [i, piece] of pieces.entries())
      for (const [row, call] of (from[i]?.own ?? []).entries()) {
        read.push(call)
        places.push({ piece, row })
      }
  }
  return { calls: read, places, gone }
}

/** Null for a file that went between the look and the reading. */
async function openIfThere(files: Services['files'], sha256: string) {
  return files.open(sha256).catch((cause: unknown) => {
    if (cause instanceof VouchError && cause.code === 'not_found') return null
    throw cause
  })
}
