import type { AdjudicationInput, Review, Shown } from '@vouch/contracts/review'
import { VouchError } from '@vouch/core/error'
import { auditAct } from '../account/audit-act.ts'
import { isAdmin } from '../account/caller.ts'
import { accountOf } from '../account/manage.ts'
import { appendAudits } from '../audit/audit.ts'
import type { Sql } from '../db/client.ts'
import { DOMAINS } from '../domains/domains.ts'
import { callReads } from '../patient/note-read.ts'
import { keepableText } from '../prediction/store.ts'
import type { Context } from '../trpc.ts'
import { subgroupOf } from './subgroup-of.ts'
import { deleteLease, holdItem, mayStillJudge, setItemState, stateOf, type StoredItem } from './item-store.ts'
import { type JudgedCall, openJudged, wordsOf } from './open-judged.ts'
import { labelSaid } from './say.ts'
import { blindRows, endBlindness, lockSights, readShown } from './sights.ts'
import {
  findReview,
  findStanding,
  insertReview,
  listStanding,
  type NewReview,
  type ReviewKind,
  type StoredReview,
} from './store.ts'
import { toReview } from './to-review.ts'

/** A review, or the last word on a call that experts judged differently; the two come in the same words. */
type Input = AdjudicationInput

interface Adding {
  readonly kind: ReviewKind
  readonly id: string
  readonly accountId: string
  readonly judged: JudgedCall
  readonly input: Input
}

/**
 * Adds what an expert says of a call. Nothing that was said before is changed by it: a correction names what it corrects.
 * What he had been shown is what the server knows of, never what he says.
 * @throws VouchError `not_found`, `forbidden` or `conflict` as `openJudged`; `invalid` for what is no verdict; `conflict`
 * where he has said something already and does not correct it, where that was corrected meanwhile, or where the call is no
 * longer his to judge
 */
export async function addReview(ctx: Context, kind: ReviewKind, input: Input): Promise<Review> {
  const { services, caller } = ctx
  const accountId = accountOf(ctx)
  const id = ctx.newId('rev')
  const judged = await openJudged(services, caller, input)
  const made = await services.database.sql.transaction(async (tx) => {
    // begun again under its key
    const before = await findReview(tx, id)
    if (before) return before
    const item = await holdItem(tx, judged.place)
    await lockSights(tx, accountId, judged.submission.id)
    const adding = { kind, id, accountId, judged, input }
    if (kind === 'review') await checkInHand(tx, item, adding)
    else await checkLastWord(tx, item, { ...adding, admin: isAdmin(caller) })
    await checkLine(tx, adding)
    const { shown } = await readShown(tx, accountId, { ...judged.submission, row: judged.place.row })
    if (!(await insertReview(tx, toRow(adding, item, shown)))) throw corrected()
    await endBlindness(tx, accountId, { id: judged.submission.id, row: judged.place.row })
    if (item) await settle(tx, item, adding)
    const said = auditAct(ctx, {
      action: kind === 'review' ? 'review.create' : 'review.adjudicate',
      subject: id,
      detail: { prediction: judged.submission.id, row: judged.place.row, corrects: input.corrects ?? null },
    })
    // the answer has the call
    await appendAudits(tx, [said, ...callReads(ctx, [{ ...judged.place, patientId: judged.submission.patientId }])])
    return findReview(tx, id)
  })
  if (!made) throw new Error('A review that was just added is not there.')
  return toReview(made)
}

/** A call of the queue that is another's has to be in hand; one's own, and a patient's, need not. */
async function checkInHand(tx: Sql, item: StoredItem | null, { judged, input, accountId }: Adding): Promise<void> {
  if (judged.close || input.corrects !== undefined || (await hasSaid(tx, judged, accountId))) return
  if (item && (await mayStillJudge(tx, item, accountId))) return
  if ((await blindRows(tx, accountId, judged.submission.id)).has(judged.place.row)) return
  throw new VouchError('conflict', 'Your time with this call is over, and others have it now: take another one.')
}

async function hasSaid(tx: Sql, { place }: JudgedCall, accountId: string): Promise<boolean> {
  return (await findStanding(tx, place, { accountId, kind: 'review' })) !== null
}

/** @throws VouchError `conflict` where there is nothing to have the last word on, or it is not for this expert to say */
async function checkLastWord(
  tx: Sql,
  item: StoredItem | null,
  { judged, input, accountId, admin }: Adding & { readonly admin: boolean },
): Promise<void> {
  const standing = await listStanding(tx, judged.place)
  const last = standing.find(({ kind }) => kind === 'adjudication')
  if (last && last.accountId === accountId) return
  if (last || item?.state !== 'disputed' || input.corrects !== undefined)
    throw new VouchError(
      'conflict',
      'There is nothing to settle: nobody judged this call differently, or it is settled.',
    )
  if (!admin && standing.some((one) => one.accountId === accountId))
    throw new VouchError('conflict', 'You are one of those who judged this call: another expert has the last word.')
}

/** One line for each expert and call: what stands of it is corrected, and nothing else. */
async function checkLine(tx: Sql, { judged, kind, accountId, input }: Adding): Promise<void> {
  const standing = await findStanding(tx, judged.place, { accountId, kind })
  if (standing?.id === input.corrects) return
  if (input.corrects === undefined)
    throw new VouchError(
      'conflict',
      `You have judged this call: a correction of that names ${standing?.id} in “corrects”.`,
    )
  const named = await findReview(tx, input.corrects)
  const own = named?.accountId === accountId && named.kind === kind && isOf(named, judged)
  if (own) throw corrected()
  throw new VouchError('invalid', 'corrects: is no review of yours of this call', [
    { field: 'corrects', message: 'is no review of yours of this call' },
  ])
}

function isOf(named: StoredReview, { place }: JudgedCall): boolean {
  return named.predictionId === place.predictionId && named.row === place.row
}

function corrected(): VouchError {
  return new VouchError('conflict', 'That was corrected already: a correction names what stands.')
}

/** The call with the verdict, so that both can be measured when its submission is gone. */
function toRow({ kind, id, accountId, judged, input }: Adding, item: StoredItem | null, shown: Shown): NewReview {
  const { place, submission, domain, call, subject } = judged
  return {
    ...place,
    id,
    domain,
    subject,
    subgroup: subgroupOf(DOMAINS[domain], call.shown),
    kind,
    accountId,
    verdict: input.verdict,
    said: labelSaid(input, { called: call.label, blind: shown === 'nothing' }, wordsOf(domain)),
    reasons: [...new Set(input.reasons)],
    note: keepableText(input.note),
    confidence: input.confidence ?? null,
    seconds: input.seconds ?? null,
    shown,
    slice: item?.slice ?? null,
    inclusion: item?.inclusion ?? null,
    modelId: submission.modelId,
    modelVersion: submission.modelVersion,
    label: call.label,
    probability: call.probability,
    abstained: call.abstained,
    threshold: submission.threshold,
    corrects: input.corrects ?? null,
  }
}

/** How the call stands in the queue now, which has left its expert's hands. */
async function settle(tx: Sql, item: StoredItem, { judged, accountId }: Adding): Promise<void> {
  await deleteLease(tx, item.id, accountId)
  const state = stateOf(await listStanding(tx, judged.place), item)
  if (state !== item.state) await setItemState(tx, item.id, state)
}
