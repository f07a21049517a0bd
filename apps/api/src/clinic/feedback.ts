import type { DoctorFeedback, DoctorFeedbackInput, DoctorFeedbackPage, FeedbackStats } from '@vouch/contracts/clinic'
import { HeartLabel } from '@vouch/contracts/domains/heart'
import type { PageQuery } from '@vouch/contracts/page'
import { PatientId } from '@vouch/contracts/patient'
import { ReviewId, type Review } from '@vouch/contracts/review'
import { measureAgreement } from '@vouch/core/measure/measure-agreement'
import { quantile } from '@vouch/core/measure/interval'
import { VouchError } from '@vouch/core/error'
import { isAdmin } from '../account/caller.ts'
import type { Sql } from '../db/client.ts'
import { loadJudgedCalls, type StandingVerdict } from '../measure/judged-calls.ts'
import { parsePredictionId } from '../prediction/prediction-id.ts'
import { findSubmission, keepableText } from '../prediction/store.ts'
import { addReview } from '../review/add-review.ts'
import { pageReviews } from '../review/list-reviews.ts'
import { findStanding, type StoredReview } from '../review/store.ts'
import { toReview } from '../review/to-review.ts'
import type { Context } from '../trpc.ts'
import { pendingFor, statusOfVerdict } from './recommendations.ts'
import { countRecommendations, listPatientsOf } from './store.ts'
import { patientsOf, requireDoctor } from './whose.ts'

const DAY_MS = 86_400_000
/** The reason of who gives none: a clinic's clients may send a verdict alone. */
const NO_REASON = 'not_said'

/**
 * A doctor's word on a call of a patient: a review. Who has said something of it before corrects that, and nothing of it is lost.
 * @throws VouchError `not_found` for a call that is not of a patient of the caller's; `invalid` as `addReview`
 */
export async function giveFeedback(ctx: Context, input: DoctorFeedbackInput): Promise<DoctorFeedback> {
  const accountId = requireDoctor(ctx)
  const { sql: db } = ctx.services.database
  const prediction_id = parsePredictionId(input.recommendation_id)
  const submission = await findSubmission(db, prediction_id)
  if (!submission || submission.patientId === null)
    throw new VouchError('not_found', 'There is no such recommendation.')
  const place = { predictionId: prediction_id, row: 0 }
  const standing = await findStanding(db, place, { accountId, kind: 'review' })
  const note = input.doctor_notes ?? ''
  const said = verdictOf(input)
  const reasons = said.verdict === 'reject' && note.trim() === '' ? [NO_REASON] : []
  // sent twice it is said once
  if (standing && isSame(standing, { ...said, note: keepableText(note) }, input))
    return toFeedback(toReview(standing), submission.patientId)
  const made = await addReview(ctx, 'review', {
    prediction_id,
    row: 0,
    ...said,
    reasons,
    note,
    ...(input.confidence_score === null || input.confidence_score === undefined
      ? {}
      : { confidence: input.confidence_score }),
    ...(input.review_time_seconds === null || input.review_time_seconds === undefined
      ? {}
      : { seconds: input.review_time_seconds }),
    ...(standing ? { corrects: ReviewId.parse(standing.id) } : {}),
  })
  return toFeedback(made, submission.patientId)
}

/** Whether a verdict is the one that stands, in all that a clinic's client can say. */
function isSame(
  standing: StoredReview,
  { note, ...said }: ReturnType<typeof verdictOf> & { readonly note: string },
  { confidence_score: confidence, review_time_seconds: seconds }: DoctorFeedbackInput,
): boolean {
  return (
    standing.verdict === said.verdict &&
    (said.verdict !== 'correct' || standing.said === said.label) &&
    standing.note === note &&
    standing.confidence === (confidence ?? null) &&
    standing.seconds === (seconds ?? null)
  )
}

/** `approved` with a correction contradicts itself. */
function verdictOf({ doctor_feedback, correction }: DoctorFeedbackInput) {
  if (correction !== null && correction !== undefined) {
    if (doctor_feedback === 'approved')
      throw new VouchError('invalid', 'correction: goes with “rejected” alone', [
        { field: 'correction', message: 'goes with “rejected” alone' },
      ])
    return { verdict: 'correct', label: correction } as const
  }
  return { verdict: doctor_feedback === 'approved' ? 'accept' : 'reject' } as const
}

/** What the caller said, the newest first; an admin is told of all. */
export async function pageFeedback(ctx: Context, query: PageQuery): Promise<DoctorFeedbackPage> {
  requireDoctor(ctx)
  const at = ReviewId.optional().safeParse(query.cursor)
  if (!at.success)
    throw new VouchError('invalid', 'cursor: is none that a page gave', [
      { field: 'cursor', message: 'is none that a page gave' },
    ])
  const cursor = at.data === undefined ? {} : { cursor: at.data }
  const expert = isAdmin(ctx.caller) ? {} : { expert: 'me' }
  const page = await pageReviews(ctx, { domain: 'heart', standing: true, limit: query.limit, ...cursor, ...expert })
  const patients = await listPatientsOf(
    ctx.services.database.sql,
    page.reviews.map(({ prediction_id }) => prediction_id),
  )
  return {
    feedback: page.reviews.map((review) => toFeedback(review, patients.get(review.prediction_id) ?? null)),
    next_cursor: page.next_cursor,
  }
}

function toFeedback(review: Review, patientId: string | null): DoctorFeedback {
  const { call, said, verdict } = review
  const status = statusOfVerdict({ verdict, said, label: call.label })
  return {
    feedback_id: review.review_id,
    recommendation_id: review.prediction_id,
    patient_id: patientId === null ? null : PatientId.parse(patientId),
    doctor: review.expert,
    doctor_feedback: status,
    doctor_notes: review.note,
    correction: verdict === 'correct' && said !== null ? HeartLabel.parse(said) : null,
    confidence_score: review.confidence,
    review_time_seconds: review.seconds,
    ai_prediction: HeartLabel.parse(call.label),
    probability: call.probability,
    blind: review.shown === 'nothing',
    shown: review.shown,
    model_version: review.model_version,
    timestamp: review.created_at,
  }
}

/** Counts of verdicts, of calls made in the time; a doctor is told of his patients', an admin of all. */
export async function feedbackStats(ctx: Context, daysBack: number): Promise<FeedbackStats> {
  const accountId = requireDoctor(ctx)
  const { sql: db } = ctx.services.database
  const now = Date.now()
  const calls = await loadJudgedCalls(db, {
    domain: 'heart',
    from: now - daysBack * DAY_MS,
    to: now + 1,
    subjects: patientsOf(ctx, accountId),
    reader: accountId,
  })
  const verdicts = calls.flatMap((call) => call.standing)
  const count = (status: DoctorFeedback['doctor_feedback']) =>
    verdicts.filter((one) => statusOfVerdict(one) === status).length
  const [agreement] = measureAgreement(calls, { split: 'judged' })
  if (!agreement) throw new Error('Nothing was measured.')
  return {
    days_back: daysBack,
    total_feedback: verdicts.length,
    approved: count('approved'),
    rejected: count('rejected'),
    corrected: count('corrected'),
    unsure: count('unsure'),
    pending: await countPending(db, ctx, accountId),
    agreement,
    ...describeSaid(verdicts),
  }
}

function countPending(db: Sql, ctx: Context, accountId: string): Promise<number> {
  return countRecommendations(db, pendingFor(ctx, accountId))
}

/** How sure doctors were and how long they took, of those verdicts that say so. */
export function describeSaid(verdicts: readonly Pick<StandingVerdict, 'confidence' | 'seconds'>[]) {
  const confidences = verdicts.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]))
  const times = verdicts.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]))
  return {
    mean_confidence: mean(confidences),
    confidence_n: confidences.length,
    median_review_time_seconds: median(times),
    review_time_n: times.length,
  }
}

/** Null of none. */
function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Null of none. */
function median(values: readonly number[]): number | null {
  return values.length === 0
    ? null
    : quantile(
        [...values].sort((a, b) => a - b),
        0.5,
      )
}
