import { z } from 'zod'
import { DomainId } from './domain.ts'
import { PAGE_LIMIT, PageQuery } from './page.ts'
import { PredictionId, Probability, Threshold } from './prediction.ts'

/** `rev_` and 26 characters of Crockford's base 32. */
export const ReviewId = z.string().regex(/^rev_[0-9a-hjkmnp-tv-z]{26}$/)
export type ReviewId = z.infer<typeof ReviewId>

/** A call that is offered to experts. */
export const ReviewItemId = z.string().regex(/^rvi_[0-9a-hjkmnp-tv-z]{26}$/)
export type ReviewItemId = z.infer<typeof ReviewItemId>

/** One call: a submission and the number of its row, from 0. */
export const CallRef = z.object({ prediction_id: PredictionId, row: z.int().min(0).default(0) })
export type CallRef = z.infer<typeof CallRef>

/** `accept`: as it was called. `correct`: it is something else, and what. `reject`: it is not what it was called. */
export const Verdict = z.enum(['accept', 'correct', 'reject', 'unsure'])
export type Verdict = z.infer<typeof Verdict>

/** What an expert had been shown of a call before the verdict, as the server gave it out; each includes the one before. */
export const Shown = z.enum(['nothing', 'call', 'reasons'])
export type Shown = z.infer<typeof Shown>

/**
 * Why a call stands in the queue. `random`: drawn by chance alone, the only ones that accuracy can be estimated from
 * without bias. `uncertain`: near its threshold. `disagreement`: another model calls it otherwise. `diverse`: unlike what
 * was reviewed. `asked`: somebody chose it.
 */
export const Slice = z.enum(['random', 'uncertain', 'disagreement', 'diverse', 'asked'])
export type Slice = z.infer<typeof Slice>

/** A word of the domain for why a verdict is what it is. */
export const ReasonCode = z
  .string()
  .regex(/^[a-z0-9]+(_[a-z0-9]+)*$/)
  .max(64)
export type ReasonCode = z.infer<typeof ReasonCode>

const NOTE_CHARACTERS = 4000
const REASONS = 16
/** A day: whoever takes longer was not at it all the time. */
const SECONDS = 86_400

/** What an expert says of a call. */
const Said = {
  verdict: Verdict,
  /** what it is instead: with `correct`, and only then */
  label: z.string().min(1).max(100).optional(),
  /** of the domain's list */
  reasons: z.array(ReasonCode).max(REASONS).default([]),
  note: z.string().max(NOTE_CHARACTERS).default(''),
  /** how sure, 0 to 1 */
  confidence: z.number().min(0).max(1).optional(),
  /** that the expert took, by the client's clock */
  seconds: z.number().min(0).max(SECONDS).optional(),
}

/** Nothing of a review is ever changed: one that corrects an earlier one of the same expert names it. */
export const ReviewInput = CallRef.extend({ ...Said, corrects: ReviewId.optional() })
export type ReviewInput = z.infer<typeof ReviewInput>

/** The last word on a call that experts judged differently; by another one than they. */
export const AdjudicationInput = CallRef.extend({ ...Said, corrects: ReviewId.optional() })
export type AdjudicationInput = z.infer<typeof AdjudicationInput>

export const ReviewRef = z.object({ id: z.string().max(64) })
export type ReviewRef = z.infer<typeof ReviewRef>

/** A call that its reader must not know yet has no reviews for him: what another said would tell of it. */
export const Review = z.object({
  review_id: ReviewId,
  prediction_id: PredictionId,
  row: z.int().min(0),
  domain: DomainId,
  kind: z.enum(['review', 'adjudication']),
  /** an account's id, which stays when the account is deleted */
  expert: z.string(),
  verdict: Verdict,
  /** the label that the verdict comes to; null where it leaves that open */
  said: z.string().nullable(),
  reasons: z.array(z.string()),
  note: z.string(),
  confidence: z.number().nullable(),
  seconds: z.number().nullable(),
  shown: Shown,
  /** null: it was not in the queue */
  slice: Slice.nullable(),
  model: z.string(),
  model_version: z.string(),
  call: z.object({ label: z.string(), probability: Probability, abstained: z.boolean() }),
  corrects: ReviewId.nullable(),
  /** the review that took its place; null: it stands */
  corrected_by: ReviewId.nullable(),
  created_at: z.iso.datetime(),
})
export type Review = z.infer<typeof Review>

/** The newest first. */
export const ReviewQuery = PageQuery.extend({
  /** the id of the last one of the page before */
  cursor: ReviewId.optional(),
  domain: DomainId.optional(),
  prediction_id: PredictionId.optional(),
  row: z.int().min(0).optional(),
  /** an account's id, or `me` */
  expert: z
    .string()
    .regex(/^(me|acc_[0-9a-hjkmnp-tv-z]{26})$/)
    .optional(),
  /** without those that were corrected */
  standing: z.boolean().default(true),
  limit: z.int().min(1).max(PAGE_LIMIT).default(100),
})
export type ReviewQuery = z.infer<typeof ReviewQuery>

export const ReviewPage = z.object({ reviews: z.array(Review), next_cursor: z.string().nullable() })
export type ReviewPage = z.infer<typeof ReviewPage>

/** The most calls of one submission that are offered at once: an expert's day. */
export const MOST_OFFERED = 500

/** Puts calls of a submission into its domain's queue. */
export const OfferInput = z.object({
  prediction_id: PredictionId,
  /** of these, some by chance alone and the rest by what can be learned from them */
  count: z.int().min(1).max(MOST_OFFERED).default(50),
  /** these and no others, as `asked` */
  rows: z.array(z.int().min(0)).min(1).max(MOST_OFFERED).optional(),
  /** another model, whose calls of the same rows are compared */
  against: PredictionId.optional(),
})
export type OfferInput = z.infer<typeof OfferInput>

export const OfferOutput = z.object({
  prediction_id: PredictionId,
  offered: z.int().min(0),
  /** of those, by why they were chosen */
  slices: z.record(Slice, z.int().min(0)),
  /** in the queue before */
  present: z.int().min(0),
})
export type OfferOutput = z.infer<typeof OfferOutput>

export const NextInput = z.object({ domain: DomainId, count: z.int().min(1).max(20).default(1) })
export type NextInput = z.infer<typeof NextInput>

/** A call that an expert has in hand, until the lease ends or it is judged or given back. */
export const LeasedItem = z.object({
  item_id: ReviewItemId,
  prediction_id: PredictionId,
  row: z.int().min(0),
  domain: DomainId,
  /** the row's own name */
  id: z.string(),
  model: z.string(),
  model_version: z.string(),
  threshold: Threshold,
  call: z.object({ label: z.string(), probability: Probability, abstained: z.boolean() }).nullable(),
  blind: z.boolean(),
  /** null where it is blind: it would tell of the call */
  slice: Slice.nullable(),
  leased_until: z.iso.datetime(),
})
export type LeasedItem = z.infer<typeof LeasedItem>

export const NextOutput = z.object({ items: z.array(LeasedItem), waiting: z.int().min(0) })
export type NextOutput = z.infer<typeof NextOutput>

export const GiveBackInput = z.object({ item_id: ReviewItemId })
export type GiveBackInput = z.infer<typeof GiveBackInput>

export const GivenBack = z.object({ item_id: ReviewItemId, given_back: z.literal(true) })
export type GivenBack = z.infer<typeof GivenBack>

/** A domain's queue, or how it is given out. */
export const DomainQuery = z.object({ domain: DomainId })
export type DomainQuery = z.infer<typeof DomainQuery>

/** How a domain's queue stands, and in which words its calls are judged. */
export const QueueState = z.object({
  domain: DomainId,
  labels: z.array(z.string()),
  reasons: z.array(z.object({ code: ReasonCode, words: z.string() })),
  waiting: z.int().min(0),
  leased: z.int().min(0),
  /** judged differently, and nobody has had the last word */
  to_adjudicate: z.int().min(0),
  settled: z.int().min(0),
  slices: z.record(Slice, z.int().min(0)),
})
export type QueueState = z.infer<typeof QueueState>

export const DisagreementQuery = PageQuery.extend({
  /** the item of the last one of the page before */
  cursor: ReviewItemId.optional(),
  domain: DomainId,
  limit: z.int().min(1).max(100).default(20),
})
export type DisagreementQuery = z.infer<typeof DisagreementQuery>

/** A call that experts judged differently, for one who is none of them; where it is blind, without what they said. */
export const Disagreement = z.object({
  item_id: ReviewItemId,
  prediction_id: PredictionId,
  row: z.int().min(0),
  domain: DomainId,
  id: z.string(),
  call: LeasedItem.shape.call,
  blind: z.boolean(),
  reviews: z.array(Review),
})
export type Disagreement = z.infer<typeof Disagreement>

export const DisagreementPage = z.object({ items: z.array(Disagreement), next_cursor: z.string().nullable() })
export type DisagreementPage = z.infer<typeof DisagreementPage>

/** How a domain's queue is filled and given out. Shares are of the calls in the queue. */
export const ReviewPolicy = z.object({
  domain: DomainId,
  /** of a queue's items, given out without the call until the verdict is in */
  blind_share: z.number().min(0).max(1),
  /** drawn by chance alone */
  random_share: z.number().min(0.05).max(1),
  /** that two experts judge */
  double_share: z.number().min(0).max(1),
  lease_minutes: z
    .int()
    .min(1)
    .max(24 * 60),
})
export type ReviewPolicy = z.infer<typeof ReviewPolicy>

export const ReviewPolicyUpdate = ReviewPolicy.partial().required({ domain: true })
export type ReviewPolicyUpdate = z.infer<typeof ReviewPolicyUpdate>
