import { DomainId } from '@vouch/contracts/domain'
import { MOST_OFFERED, type OfferInput, type OfferOutput, Slice } from '@vouch/contracts/review'
import { VouchError } from '@vouch/core/error'
import { isAdmin, isExpert } from '../account/caller.ts'
import { appendAudit } from '../audit/audit.ts'
import type { Sql } from '../db/client.ts'
import { idsFrom } from '../id.ts'
import { INLINE_ROWS } from '../prediction/answer.ts'
import { openPrediction } from '../prediction/open-prediction.ts'
import { pickCalls, toAssessed } from '../prediction/read-calls.ts'
import type { StoredSubmission } from '../prediction/store.ts'
import { tableDeadlineMs } from '../prediction/table-deadline.ts'
import type { Context } from '../trpc.ts'
import { type ChosenCalls, isChosen } from '../worker/choose-calls.ts'
import { insertItems, listItemsOf, type NewItem, noteDrawn, type StoredItem } from './item-store.ts'
import { type Draw, openDraw } from './draw.ts'
import { readPolicy } from './policy.ts'

/** A call for the queue, and why. */
type Chosen = Omit<ChosenCalls['chosen'][number], 'slice'> & { readonly slice: Slice }

interface Choice {
  readonly chosen: readonly Chosen[]
  /** of all assessed rows, those that chance alone has drawn by now; null: it has drawn none this time */
  readonly drawnShare: number | null
}

/**
 * Puts calls of a submission into its domain's queue: those that are named, or some that are chosen.
 * @throws VouchError `not_found` for a submission that is not the caller's; `conflict` for nobody's; `invalid` for rows that
 * are not there or were not assessed, and for another submission that is not of the same table
 */
export async function offerCalls(ctx: Context, input: OfferInput): Promise<OfferOutput> {
  const { services, caller, requestId } = ctx
  const { sql } = services.database
  const submission = await openOffered(ctx, input.prediction_id)
  const ids = idsFrom(ctx.newId('rvi'), MOST_OFFERED)
  const before = await listItemsOf(sql, submission.id)
  const again = before.filter(({ id }) => ids.some((one) => one === id))
  // begun again under its key
  if (again.length > 0) return toOutput(submission, again, before.length - again.length)
  const policy = await readPolicy(sql, DomainId.parse(submission.domain))
  const { chosen, drawnShare } = input.rows
    ? await chooseNamed(ctx, submission, input.rows)
    : await chooseFor(ctx, submission, { input, before, randomShare: policy.random_share })
  const draw = await openDraw(sql)
  const items = chosen.map((call, i) =>
    toItem(call, submission, { id: ids[i] ?? ids[0]!, doubleShare: policy.double_share, draw }),
  )
  const added = await sql.transaction(async (tx) => {
    const made = await insertItems(tx, items)
    await noteChance(tx, submission.id, { chosen, drawnShare })
    await appendAudit(tx, {
      ...services.audit.by(caller, requestId),
      action: 'review_item.create',
      subject: submission.id,
      outcome: 'done',
      detail: { offered: made.length },
    })
    return made
  })
  return toOutput(submission, added, before.length)
}

/** @throws VouchError `conflict` for one that is nobody's: whoever knows its id reads it, and nobody sees that he did */
async function openOffered(ctx: Context, id: string): Promise<StoredSubmission> {
  const { caller } = ctx
  const submission = await openPrediction(ctx, id)
  const { accountId, patientId, domain } = submission
  if (patientId !== null && !isAdmin(caller) && !isExpert(caller, DomainId.parse(domain)))
    throw new VouchError('forbidden', 'Who treats a patient asks others about their calls.')
  if (accountId === null && patientId === null)
    throw new VouchError(
      'conflict',
      'This prediction is nobody’s, and read by whoever has its id: make it with an account.',
    )
  return submission
}

async function chooseNamed(ctx: Context, submission: StoredSubmission, rows: readonly number[]): Promise<Choice> {
  const wanted = [...new Set(rows)]
  if (wanted.some((row) => row >= submission.rows))
    throw refuse('rows', `the submission has ${submission.rows} rows, counted from 0`)
  const calls = await pickCalls(ctx.services, submission, wanted)
  const chosen = calls.map((call, place) => ({ ...toAssessed(call), slice: Slice.enum.asked, place }))
  return { chosen, drawnShare: null }
}

interface ChooseFor {
  readonly input: OfferInput
  readonly before: readonly Pick<StoredItem, 'row' | 'slice'>[]
  readonly randomShare: number
}

/** Chosen in a thread that reads every call of the submission. */
async function chooseFor(
  ctx: Context,
  submission: StoredSubmission,
  { input, before, randomShare }: ChooseFor,
): Promise<Choice> {
  const { files, clerks, readers, limits } = ctx.services
  const other = input.against === undefined ? null : await openOther(ctx, submission, input.against)
  const pool = submission.rows > INLINE_ROWS ? readers : clerks
  const chosen = await pool.run(
    {
      kind: 'choose',
      domain: DomainId.parse(submission.domain),
      file: await files.open(submission.callsSha256),
      threshold: submission.threshold,
      against: other && { file: await files.open(other.callsSha256), threshold: other.threshold },
      count: input.count,
      randomShare,
      taken: before.map(({ row }) => row),
      drawn: before.flatMap(({ row, slice }) => (slice === 'random' ? [row] : [])),
      // one order for each submission, whoever asks and how often
      seed: submission.id,
    },
    { deadlineMs: tableDeadlineMs(limits.bytes) },
  )
  if (!isChosen(chosen)) throw new Error('A reader chose no calls.')
  return chosen
}

/** @throws VouchError `invalid` for calls that are of another table, or by the same model */
async function openOther(ctx: Context, submission: StoredSubmission, id: string): Promise<StoredSubmission> {
  const other = await openPrediction(ctx, id)
  const same = other.domain === submission.domain && other.uploadSha256 === submission.uploadSha256
  if (!same) throw refuse('against', 'is not of the same table')
  if (other.modelId === submission.modelId && other.modelVersion === submission.modelVersion)
    throw refuse('against', 'is by the same model')
  return other
}

function toItem(
  { row, name, slice, place, label, probability, abstained }: Chosen,
  { id: predictionId, domain }: StoredSubmission,
  { id, doubleShare, draw }: { readonly id: string; readonly doubleShare: number; readonly draw: Draw },
): NewItem {
  return {
    id,
    predictionId,
    row,
    domain,
    name,
    slice,
    inclusion: null,
    // the first of each slice, then the second of each
    priority: -place,
    wanted: draw(`double ${predictionId} ${row}`) < doubleShare ? 2 : 1,
    label,
    probability,
    abstained,
  }
}

async function noteChance(tx: Sql, predictionId: string, { chosen, drawnShare }: Choice): Promise<void> {
  if (drawnShare === null) return
  const rows = chosen.flatMap(({ row, slice }) => (slice === 'random' ? [row] : []))
  await noteDrawn(tx, predictionId, { rows, inclusion: drawnShare })
}

function toOutput({ id }: StoredSubmission, added: readonly Pick<StoredItem, 'slice'>[], present: number): OfferOutput {
  const count = (slice: Slice) => added.filter((one) => one.slice === slice).length
  return {
    prediction_id: id,
    offered: added.length,
    slices: {
      random: count('random'),
      uncertain: count('uncertain'),
      disagreement: count('disagreement'),
      diverse: count('diverse'),
      asked: count('asked'),
    },
    present,
  }
}

function refuse(field: string, message: string): VouchError {
  return new VouchError('invalid', `${field}: ${message}`, [{ field, message }])
}
