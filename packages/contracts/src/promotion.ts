import { z } from 'zod'
import { CallAgreement } from './call-agreement.ts'
import { Metric } from './metric.ts'
import { ModelRef } from './model.ts'
import { TrainedModelId, TrainingId } from './training.ts'

/** An area under the ROC curve with its 95 % interval; null where a label is absent. */
const Auc = z.object({ value: z.number().nullable(), interval: z.tuple([z.number(), z.number()]).nullable() })

/** Two models on the same rows: the first minus the second, with DeLong's test by group. */
export const PairedAuc = z.object({
  n: z.int().min(0),
  positives: z.int().min(0),
  groups: z.int().min(0),
  first: Auc,
  second: Auc,
  difference: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  p: z.number().nullable(),
})
export type PairedAuc = z.infer<typeof PairedAuc>

/** One question of a gate. */
export const GateCheck = z.object({
  /** `the locked test`, or the words of a subgroup */
  name: z.string(),
  verdict: z.enum(['passes', 'fails', 'too_few']),
  reason: z.string(),
  /** the candidate against the model that is live */
  paired: PairedAuc,
  /**
   * `better` and `worse`: beyond chance, since the whole interval of the difference is on that side. `unclear`: neither has
   * been shown. Null where there are too few rows to say, and of what was judged before it was told
   */
  change: z.enum(['better', 'worse', 'unclear']).nullable().default(null),
  /** which rows the two call differently, each by its own threshold, and which is right there; null of what was judged before */
  calls: CallAgreement.nullable().default(null),
})
export type GateCheck = z.infer<typeof GateCheck>

/** Whether a model is good enough to answer in another’s place, and why. */
export const Gate = z.object({
  passed: z.boolean(),
  /** why not, or what to know; in the order of weight */
  reasons: z.array(z.string()),
  candidate: TrainedModelId,
  live: z.string(),
  session_id: TrainingId,
  dataset_id: z.string(),
  checks: z.array(GateCheck),
})
export type Gate = z.infer<typeof Gate>

export const PromotionRef = z.object({ id: ModelRef })

export const PromoteInput = z.object({
  /** the served model in whose place it is to answer */
  id: ModelRef,
  model: TrainedModelId,
  /** only says what the gate says */
  dry_run: z.boolean().default(false),
})
export type PromoteInput = z.infer<typeof PromoteInput>

/** A decision about which model answers under a name. */
export const Promotion = z.object({
  promotion_id: z.string(),
  /** the name that is answered under */
  slot: z.string(),
  kind: z.enum(['promoted', 'refused', 'rolled_back']),
  /** the model that answers, or would have; null: the one that comes with Vouch */
  model: TrainedModelId.nullable(),
  /** the one before it */
  before: TrainedModelId.nullable(),
  /** id of the account that decided */
  by: z.string(),
  gate: Gate.nullable(),
  created_at: z.iso.datetime(),
})
export type Promotion = z.infer<typeof Promotion>

export const PromoteOutput = z.object({ promoted: z.boolean(), gate: Gate, promotion: Promotion.nullable() })
export type PromoteOutput = z.infer<typeof PromoteOutput>

export const PromotionList = z.object({
  slot: z.string(),
  /** what answers now; null: the model that comes with Vouch */
  live: TrainedModelId.nullable(),
  promotions: z.array(Promotion),
})
export type PromotionList = z.infer<typeof PromotionList>

export const LeaderboardQuery = z.object({ dataset_id: z.string().max(64) })

/** A trained model among those of one data set. */
export const LeaderboardEntry = z.object({
  rank: z.int().min(1),
  model: TrainedModelId,
  session_id: TrainingId,
  name: z.string(),
  model_type: z.string(),
  /** the area under the ROC curve out of fold and on the locked test, as the training measured them */
  out_of_fold: Metric,
  test: Metric.nullable(),
  badge: z.boolean(),
  live: z.boolean(),
  /**
   * against the reference, on every row that both judged without having seen it; null for the reference itself, and where the
   * two were not of the same bytes
   */
  paired: PairedAuc.nullable(),
  created_at: z.iso.datetime(),
})
export type LeaderboardEntry = z.infer<typeof LeaderboardEntry>

/** What the entries are tested against: the model that answers for such tables, as far as it judged these rows unseen. */
export const LeaderboardReference = z.object({
  model: z.string(),
  name: z.string(),
  /**
   * `promoted`: it was trained on these rows and answers under a name, by its calls out of fold and on its locked test.
   * `served`: it comes with Vouch and learned from such tables, by its calls in its own cross-validation, which know most of
   * these rows. `own_best`: neither is there, so it is the first entry
   */
  kind: z.enum(['promoted', 'served', 'own_best']),
  /** why this one, in words, and what to know of it */
  why: z.string(),
})
export type LeaderboardReference = z.infer<typeof LeaderboardReference>

export const Leaderboard = z.object({
  dataset_id: z.string(),
  /** null where there is no entry */
  reference: LeaderboardReference.nullable(),
  entries: z.array(LeaderboardEntry),
})
export type Leaderboard = z.infer<typeof Leaderboard>
