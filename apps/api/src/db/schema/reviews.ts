import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { account } from './accounts.ts'
import { at, createdAt, vouch } from './columns.ts'
import { prediction } from './predictions.ts'

const SLICES = ['random', 'uncertain', 'disagreement', 'diverse', 'asked'] as const

/** How a domain's queue is filled and given out; where there is no row, as the program says. */
export const reviewPolicy = vouch.table('review_policy', {
  domain: text('domain').primaryKey(),
  blindShare: doublePrecision('blind_share').notNull(),
  randomShare: doublePrecision('random_share').notNull(),
  doubleShare: doublePrecision('double_share').notNull(),
  leaseMinutes: integer('lease_minutes').notNull(),
})

/** A call that is offered to experts; it goes with its submission. */
export const reviewItem = vouch.table(
  'review_item',
  {
    id: text('id').primaryKey(),
    predictionId: text('prediction_id')
      .notNull()
      .references(() => prediction.id, { onDelete: 'cascade' }),
    row: integer('row').notNull(),
    domain: text('domain').notNull(),
    /** the row's own name */
    name: text('name').notNull(),
    slice: text('slice', { enum: SLICES }).notNull(),
    /** that chance alone would have drawn it, of the calls it was drawn from; null: not known */
    inclusion: doublePrecision('inclusion'),
    /** the larger, the sooner */
    priority: doublePrecision('priority').notNull(),
    /** verdicts that are wanted */
    wanted: integer('wanted').notNull(),
    state: text('state', { enum: ['open', 'disputed', 'settled'] }).notNull(),
    label: text('label').notNull(),
    probability: doublePrecision('probability').notNull(),
    abstained: boolean('abstained').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('review_item_call').on(t.predictionId, t.row),
    index('review_item_queue').on(t.domain, t.state, t.priority),
  ],
)

/** An item that an expert has in hand. */
export const reviewLease = vouch.table(
  'review_lease',
  {
    itemId: text('item_id')
      .notNull()
      .references(() => reviewItem.id, { onDelete: 'cascade' }),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    expiresAt: at('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.itemId, t.accountId] }), index('review_lease_account').on(t.accountId)],
)

/**
 * What somebody has been given of a call that is not his own: nothing yet, where he is to judge it blind. Row -1 is every
 * row of the submission.
 */
export const sight = vouch.table(
  'sight',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    predictionId: text('prediction_id')
      .notNull()
      .references(() => prediction.id, { onDelete: 'cascade' }),
    row: integer('row').notNull(),
    shown: text('shown', { enum: ['nothing', 'call', 'reasons'] }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.predictionId, t.row] }), index('sight_call').on(t.predictionId)],
)

/**
 * What an expert said of a call: only ever added to. It holds the call that it was said of, and outlives it; who reads it
 * needs nothing else to measure with.
 */
export const review = vouch.table(
  'review',
  {
    id: text('id').primaryKey(),
    predictionId: text('prediction_id').notNull(),
    row: integer('row').notNull(),
    domain: text('domain').notNull(),
    /** whom or what it is of, so that what belongs together is drawn together; null: the row alone */
    subject: text('subject'),
    /** what it may be told apart by, in coarse words: nothing of it tells who somebody is */
    subgroup: jsonb('subgroup').$type<Readonly<Record<string, string>>>().notNull().default({}),
    kind: text('kind', { enum: ['review', 'adjudication'] }).notNull(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    verdict: text('verdict', { enum: ['accept', 'correct', 'reject', 'unsure'] }).notNull(),
    said: text('said'),
    reasons: text('reasons').array().notNull(),
    note: text('note').notNull(),
    confidence: doublePrecision('confidence'),
    seconds: doublePrecision('seconds'),
    shown: text('shown', { enum: ['nothing', 'call', 'reasons'] }).notNull(),
    slice: text('slice', { enum: SLICES }),
    inclusion: doublePrecision('inclusion'),
    modelId: text('model_id').notNull(),
    modelVersion: text('model_version').notNull(),
    label: text('label').notNull(),
    probability: doublePrecision('probability').notNull(),
    abstained: boolean('abstained').notNull(),
    threshold: doublePrecision('threshold').notNull(),
    corrects: text('corrects').references((): AnyPgColumn => review.id),
    createdAt: createdAt(),
  },
  (t) => [
    // one review of an expert and call begins a line, and each correction goes on from one
    uniqueIndex('review_first')
      .on(t.predictionId, t.row, t.accountId, t.kind)
      .where(sql`corrects is null`),
    uniqueIndex('review_last_word')
      .on(t.predictionId, t.row)
      .where(sql`corrects is null and kind = 'adjudication'`),
    uniqueIndex('review_corrects').on(t.corrects),
    index('review_call').on(t.predictionId, t.row),
    index('review_account').on(t.accountId, t.id),
    index('review_domain').on(t.domain, t.id),
  ],
)

/** What it was in the end: only ever added to. */
export const outcome = vouch.table(
  'outcome',
  {
    id: text('id').primaryKey(),
    predictionId: text('prediction_id').notNull(),
    row: integer('row').notNull(),
    domain: text('domain').notNull(),
    subject: text('subject'),
    subgroup: jsonb('subgroup').$type<Readonly<Record<string, string>>>().notNull().default({}),
    label: text('label').notNull(),
    source: text('source', { enum: ['archive', 'diagnosis', 'biopsy', 'follow_up', 'other'] }).notNull(),
    detail: text('detail').notNull(),
    observedOn: date('observed_on', { mode: 'string' }).notNull(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    modelId: text('model_id').notNull(),
    modelVersion: text('model_version').notNull(),
    /** the call that it is the outcome of */
    call: text('call').notNull(),
    probability: doublePrecision('probability').notNull(),
    abstained: boolean('abstained').notNull(),
    threshold: doublePrecision('threshold').notNull(),
    slice: text('slice', { enum: SLICES }),
    inclusion: doublePrecision('inclusion'),
    corrects: text('corrects').references((): AnyPgColumn => outcome.id),
    createdAt: createdAt(),
  },
  (t) => [
    // the same way: one of each source begins a line
    uniqueIndex('outcome_first')
      .on(t.predictionId, t.row, t.source)
      .where(sql`corrects is null`),
    uniqueIndex('outcome_corrects').on(t.corrects),
    index('outcome_call').on(t.predictionId, t.row),
    index('outcome_domain').on(t.domain, t.id),
  ],
)
