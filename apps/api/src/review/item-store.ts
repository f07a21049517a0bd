import type { DomainId } from '@vouch/contracts/domain'
import type { Slice } from '@vouch/contracts/review'
import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../db/client.ts'
import { prediction } from '../db/schema/predictions.ts'
import { review, reviewItem, reviewLease, sight } from '../db/schema/reviews.ts'
import { isTreatedBy } from '../patient/care.ts'
import type { CallPlace, StoredReview } from './store.ts'

export type StoredItem = typeof reviewItem.$inferSelect
export type NewItem = Omit<typeof reviewItem.$inferInsert, 'createdAt' | 'state'>

const ofCall = ({ predictionId, row }: CallPlace) =>
  and(eq(reviewItem.predictionId, predictionId), eq(reviewItem.row, row))

/** Within a transaction: a call's item, held until it ends, so that of two verdicts one is counted after the other. */
export async function holdItem(tx: Sql, call: CallPlace): Promise<StoredItem | null> {
  // the submission first: whoever deletes it takes the two in this order too
  await tx.select({ id: prediction.id }).from(prediction).where(eq(prediction.id, call.predictionId)).for('key share')
  const [item] = await tx.select().from(reviewItem).where(ofCall(call)).for('update')
  return item ?? null
}

/** Puts calls into the queue that are not there yet. @returns those that were put */
export async function insertItems(tx: Sql, items: readonly NewItem[]): Promise<StoredItem[]> {
  if (items.length === 0) return []
  return tx
    .insert(reviewItem)
    .values(items.map((item) => ({ ...item, state: 'open' as const })))
    .onConflictDoNothing()
    .returning()
}

/** What of a submission stands in the queue, or stood there. */
export async function listItemsOf(db: Sql, predictionId: string): Promise<Pick<StoredItem, 'id' | 'row' | 'slice'>[]> {
  return db
    .select({ id: reviewItem.id, row: reviewItem.row, slice: reviewItem.slice })
    .from(reviewItem)
    .where(eq(reviewItem.predictionId, predictionId))
}

/**
 * Chance has drawn these rows too, that somebody asked for before: who has not judged them yet judges them as drawn. And so
 * large is the chance of every row that was drawn of the submission.
 */
export async function noteDrawn(
  tx: Sql,
  predictionId: string,
  { rows, inclusion }: { readonly rows: readonly number[]; readonly inclusion: number },
): Promise<void> {
  const judged = tx
    .select({ one: sql`1` })
    .from(review)
    .where(and(eq(review.predictionId, reviewItem.predictionId), eq(review.row, reviewItem.row)))
  const ofSubmission = eq(reviewItem.predictionId, predictionId)
  if (rows.length > 0)
    await tx
      .update(reviewItem)
      .set({ slice: 'random' })
      .where(
        and(
          ofSubmission,
          inArray(reviewItem.row, [...rows]),
          ne(reviewItem.slice, 'random'),
          sql`not exists ${judged}`,
        ),
      )
  await tx
    .update(reviewItem)
    .set({ inclusion })
    .where(and(ofSubmission, eq(reviewItem.slice, 'random')))
}

/** An item as it is given out, with what its submission says. */
const Offered = z.object({
  id: z.string(),
  prediction_id: z.string(),
  row: z.int(),
  name: z.string(),
  slice: z.enum(['random', 'uncertain', 'disagreement', 'diverse', 'asked']),
  label: z.string(),
  probability: z.number(),
  abstained: z.boolean(),
  account_id: z.string().nullable(),
  patient_id: z.string().nullable(),
  model_id: z.string(),
  model_version: z.string(),
  threshold: z.number(),
})
export type OfferedItem = z.infer<typeof Offered>

const OFFERED = sql.raw(
  'i.id, i.prediction_id, i.row, i.name, i.slice, i.label, i.probability, i.abstained, p.account_id, p.patient_id, p.model_id, p.model_version, p.threshold',
)
const FROM = sql`${reviewItem} i join ${prediction} p on p.id = i.prediction_id`
const IS_THERE = sql`(p.expires_at is null or p.expires_at > now())`
const isFor = (accountId: string) => sql`(p.patient_id is null or ${isTreatedBy(accountId, sql`p.patient_id`)})`
const hasJudged = (accountId: string) => sql`exists (
  select 1 from ${review} r where r.prediction_id = i.prediction_id and r.row = i.row and r.account_id = ${accountId})`
/** Verdicts that are in, and experts who are at it: as many as are wanted is enough. */
const hasRoom = (accountId: string) => sql`i.wanted > (
    select count(*) from ${review} r
    where r.prediction_id = i.prediction_id and r.row = i.row and r.kind = 'review' and r.corrects is null
  ) + (
    select count(*) from ${reviewLease} l
    where l.item_id = i.id and l.account_id <> ${accountId} and l.expires_at > now()
  )`
const hasInHand = (accountId: string) => sql`exists (
  select 1 from ${reviewLease} l where l.item_id = i.id and l.account_id = ${accountId} and l.expires_at > now())`
const isWaiting = (accountId: string, domain: DomainId) => sql`i.domain = ${domain} and i.state = 'open' and ${IS_THERE}
  and ${isFor(accountId)} and not ${hasJudged(accountId)} and not ${hasInHand(accountId)} and ${hasRoom(accountId)}`

async function readItems(db: Sql, query: ReturnType<typeof sql>): Promise<OfferedItem[]> {
  const found: unknown = await db.execute(query)
  return z.object({ rows: z.array(Offered) }).parse(found).rows
}

/** What an expert has in hand and is to judge. */
export async function listInHand(db: Sql, accountId: string, domain: DomainId): Promise<OfferedItem[]> {
  return readItems(
    db,
    sql`select ${OFFERED} from ${FROM} where i.domain = ${domain} and ${IS_THERE} and ${isFor(accountId)}
      and not ${hasJudged(accountId)} and ${hasInHand(accountId)} order by i.priority desc, i.id`,
  )
}

/**
 * Within a transaction: items that an expert may take, held until it ends; those that another is taking at this moment are
 * passed over. First what he has never had, then by priority.
 */
export async function holdWaiting(
  tx: Sql,
  accountId: string,
  {
    domain,
    count,
    without,
  }: { readonly domain: DomainId; readonly count: number; readonly without: readonly string[] },
): Promise<OfferedItem[]> {
  const seen = sql`exists (
    select 1 from ${sight} s where s.account_id = ${accountId} and s.prediction_id = i.prediction_id and s.row = i.row)`
  return readItems(
    tx,
    sql`select ${OFFERED} from ${FROM} where ${isWaiting(accountId, domain)}
      and i.id <> all(${sql.param([...without])}::text[])
      order by ${seen}, i.priority desc, i.id limit ${count}
      for update of i skip locked for key share of p skip locked`,
  )
}

/** Which of the held items have room still: another may have taken one between the look and the hold. */
export async function stillWaiting(
  tx: Sql,
  accountId: string,
  { domain, ids }: { readonly domain: DomainId; readonly ids: readonly string[] },
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await readItems(
    tx,
    sql`select ${OFFERED} from ${FROM} where i.id = any(${sql.param([...ids])}::text[]) and ${isWaiting(accountId, domain)}`,
  )
  return new Set(rows.map(({ id }) => id))
}

export async function countWaiting(db: Sql, accountId: string, domain: DomainId): Promise<number> {
  const found: unknown = await db.execute(
    sql`select count(*)::int as count from ${FROM} where ${isWaiting(accountId, domain)}`,
  )
  return z.object({ rows: z.tuple([z.object({ count: z.int() })]) }).parse(found).rows[0].count
}

/** Within the transaction that holds the item: an expert has it in hand for so long. */
export async function putLease(
  tx: Sql,
  { itemId, accountId, minutes }: { readonly itemId: string; readonly accountId: string; readonly minutes: number },
): Promise<void> {
  const expiresAt = sql`now() + make_interval(mins => ${minutes}::int)`
  await tx
    .insert(reviewLease)
    .values({ itemId, accountId, expiresAt })
    .onConflictDoUpdate({ target: [reviewLease.itemId, reviewLease.accountId], set: { expiresAt } })
}

export async function listLeases(
  db: Sql,
  accountId: string,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  if (itemIds.length === 0) return new Map()
  const rows = await db
    .select({ itemId: reviewLease.itemId, expiresAt: reviewLease.expiresAt })
    .from(reviewLease)
    .where(and(eq(reviewLease.accountId, accountId), inArray(reviewLease.itemId, [...itemIds])))
  return new Map(rows.map(({ itemId, expiresAt }) => [itemId, expiresAt]))
}

/** Whether an expert took a call and has not given it back, however long ago. */
export async function hasLease(db: Sql, call: CallPlace, accountId: string): Promise<boolean> {
  const [found] = await db
    .select({ itemId: reviewLease.itemId })
    .from(reviewLease)
    .innerJoin(reviewItem, eq(reviewItem.id, reviewLease.itemId))
    .where(and(ofCall(call), eq(reviewLease.accountId, accountId)))
  return found !== undefined
}

/** @returns whether there was one, over or not */
export async function deleteLease(tx: Sql, itemId: string, accountId: string): Promise<boolean> {
  const gone = await tx
    .delete(reviewLease)
    .where(and(eq(reviewLease.itemId, itemId), eq(reviewLease.accountId, accountId)))
    .returning({ itemId: reviewLease.itemId })
  return gone.length > 0
}

export async function deleteLeasesOf(tx: Sql, accountId: string): Promise<void> {
  await tx.delete(reviewLease).where(eq(reviewLease.accountId, accountId))
}

/** Within the transaction that holds the item: whether an expert may judge it whose lease may be over. */
export async function mayStillJudge(tx: Sql, item: StoredItem, accountId: string): Promise<boolean> {
  const found: unknown = await tx.execute(sql`
    select ${hasInHand(accountId)} or (i.state = 'open' and ${hasRoom(accountId)} and exists (
        select 1 from ${reviewLease} l where l.item_id = i.id and l.account_id = ${accountId})) as may
    from ${reviewItem} i where i.id = ${item.id}`)
  return z.object({ rows: z.tuple([z.object({ may: z.boolean() })]) }).parse(found).rows[0].may
}

/** How a call stands by what was said of it. */
export function stateOf(
  standing: readonly Pick<StoredReview, 'kind' | 'said'>[],
  { wanted }: Pick<StoredItem, 'wanted'>,
): StoredItem['state'] {
  if (standing.some(({ kind }) => kind === 'adjudication')) return 'settled'
  const said = new Set(standing.map((one) => one.said))
  if (said.size > 1) return 'disputed'
  return standing.length >= wanted ? 'settled' : 'open'
}

export async function setItemState(tx: Sql, itemId: string, state: StoredItem['state']): Promise<void> {
  await tx.update(reviewItem).set({ state }).where(eq(reviewItem.id, itemId))
}

const Counted = z.object({ state: z.enum(['open', 'disputed', 'settled']), slice: z.string(), count: z.int() })

/** How many calls of a domain stand how, by slice, and how many are in somebody's hands. */
export async function countItems(db: Sql, domain: DomainId) {
  const found: unknown = await db.execute(sql`
    select i.state, i.slice, count(*)::int as count from ${FROM} where i.domain = ${domain} and ${IS_THERE}
    group by i.state, i.slice`)
  const { rows } = z.object({ rows: z.array(Counted) }).parse(found)
  const [leases] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(reviewLease)
    .innerJoin(reviewItem, eq(reviewItem.id, reviewLease.itemId))
    .where(and(eq(reviewItem.domain, domain), sql`${reviewLease.expiresAt} > now()`))
  const count = (state: StoredItem['state'], slice?: Slice) =>
    rows.reduce((sum, one) => sum + (one.state === state && (slice ?? one.slice) === one.slice ? one.count : 0), 0)
  return { count, leased: leases?.count ?? 0 }
}

/** Calls that experts judged differently, for one who is none of them, the newest first. */
export async function listDisputed(
  db: Sql,
  accountId: string,
  { domain, cursor, limit }: { readonly domain: DomainId; readonly cursor: string | undefined; readonly limit: number },
): Promise<OfferedItem[]> {
  const before = cursor === undefined ? sql`true` : sql`i.id < ${cursor}`
  return readItems(
    db,
    sql`select ${OFFERED} from ${FROM} where i.domain = ${domain} and i.state = 'disputed' and ${IS_THERE}
      and ${isFor(accountId)} and not ${hasJudged(accountId)} and ${before} order by i.id desc limit ${limit}`,
  )
}
