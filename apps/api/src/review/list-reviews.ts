import type {
  Disagreement,
  DisagreementPage,
  DisagreementQuery,
  Review,
  ReviewPage,
  ReviewQuery,
} from '@vouch/contracts/review'
import { VouchError } from '@vouch/core/error'
import { inArray } from 'drizzle-orm'
import { accountOf } from '../account/manage.ts'
import type { Sql } from '../db/client.ts'
import { prediction } from '../db/schema/predictions.ts'
import { isId } from '../id.ts'
import { noteCallsRead, noteEventsRead } from '../patient/note-read.ts'
import type { Context } from '../trpc.ts'
import { listDisputed, type OfferedItem } from './item-store.ts'
import { checkExpert } from './lease-items.ts'
import { noteShown } from './sights.ts'
import { findReadable, listReviews, listStanding, type StoredReview } from './store.ts'
import { toReview } from './to-review.ts'

/** Reviews that the caller may read, the newest first. Each tells of a call, which is noted before. */
export async function pageReviews(ctx: Context, query: ReviewQuery): Promise<ReviewPage> {
  const { sql } = ctx.services.database
  const accountId = accountOf(ctx)
  const reader = { ...ctx.caller, accountId }
  const found = await listReviews(sql, reader, { ...query, limit: query.limit + 1 })
  const shown = found.slice(0, query.limit)
  const told = await withoutBlind(sql, accountId, shown)
  await noteEventsRead(sql, ctx, told)
  return {
    reviews: told.map(toReview),
    next_cursor: found.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
  }
}

/** @throws VouchError `not_found` for a review that is not there, or that the caller may not read */
export async function getReview(ctx: Context, id: string): Promise<Review> {
  const { sql } = ctx.services.database
  const accountId = accountOf(ctx)
  const found = isId('rev', id) ? await findReadable(sql, { ...ctx.caller, accountId }, id) : null
  const [told] = found ? await withoutBlind(sql, accountId, [found]) : []
  if (!told) throw new VouchError('not_found', 'There is no such review.')
  await noteEventsRead(sql, ctx, [told])
  return toReview(told)
}

/** Leaves out what is of a call that became blind for the reader in this moment, and notes that he sees the others. */
async function withoutBlind(
  sql: Sql,
  accountId: string,
  reviews: readonly StoredReview[],
): Promise<readonly StoredReview[]> {
  const others = reviews.filter((one) => one.accountId !== accountId)
  const ids = [...new Set(others.map(({ predictionId }) => predictionId))]
  if (ids.length === 0) return reviews
  const submissions = await sql
    .select({ id: prediction.id, accountId: prediction.accountId, patientId: prediction.patientId })
    .from(prediction)
    .where(inArray(prediction.id, ids))
  const blind = new Set<string>()
  for (const submission of submissions) {
    const rows = others.flatMap(({ predictionId, row }) => (predictionId === submission.id ? [row] : []))
    const hidden = await noteShown(sql, accountId, submission, { rows: [...new Set(rows)], shown: 'call' })
    for (const row of hidden) blind.add(`${submission.id} ${row}`)
  }
  return reviews.filter(({ predictionId, row }) => !blind.has(`${predictionId} ${row}`))
}

/**
 * Calls that experts judged differently, for one who is none of them, with what they said; the ones that he is to judge
 * blind without.
 * @throws VouchError `forbidden` for who is no expert of the domain
 */
export async function pageDisagreements(
  ctx: Context,
  { domain, cursor, limit }: DisagreementQuery,
): Promise<DisagreementPage> {
  checkExpert(ctx.caller, domain)
  const { sql } = ctx.services.database
  const accountId = accountOf(ctx)
  const found = await listDisputed(sql, accountId, { domain, cursor, limit: limit + 1 })
  const items: Disagreement[] = []
  const shown = found.slice(0, limit)
  const read = shown.map((item) => ({ patientId: item.patient_id, predictionId: item.prediction_id }))
  await noteCallsRead(sql, ctx, read)
  for (const item of shown) items.push(await toDisagreement(sql, accountId, { ...item, domain }))
  return { items, next_cursor: found.length > limit ? (items.at(-1)?.item_id ?? null) : null }
}

async function toDisagreement(
  sql: Sql,
  accountId: string,
  item: OfferedItem & Pick<Disagreement, 'domain'>,
): Promise<Disagreement> {
  const { id, prediction_id, row, domain, name, label, probability, abstained } = item
  const submission = { id: prediction_id, accountId: item.account_id, patientId: item.patient_id }
  const blind = (await noteShown(sql, accountId, submission, { rows: [row], shown: 'call' })).has(row)
  const reviews = blind ? [] : await listStanding(sql, { predictionId: prediction_id, row })
  return {
    item_id: id,
    prediction_id,
    row,
    domain,
    id: name,
    call: blind ? null : { label, probability, abstained },
    blind,
    reviews: reviews.map(toReview),
  }
}
