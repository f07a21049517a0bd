import { DomainId } from '@vouch/contracts/domain'
import type { Review } from '@vouch/contracts/review'
import type { StoredReview } from './store.ts'

/** A review as the wire has it, for who may know its call. */
export function toReview(stored: StoredReview): Review {
  const { label, probability, abstained } = stored
  return {
    review_id: stored.id,
    prediction_id: stored.predictionId,
    row: stored.row,
    domain: DomainId.parse(stored.domain),
    kind: stored.kind,
    expert: stored.accountId,
    verdict: stored.verdict,
    said: stored.said,
    reasons: stored.reasons,
    note: stored.note,
    confidence: stored.confidence,
    seconds: stored.seconds,
    shown: stored.shown,
    slice: stored.slice,
    model: stored.modelId,
    model_version: stored.modelVersion,
    call: { label, probability, abstained },
    corrects: stored.corrects,
    corrected_by: stored.correctedBy,
    created_at: stored.createdAt.toISOString(),
  }
}
