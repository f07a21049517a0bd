import type { PredictionSummary } from '@vouch/contracts/prediction'

type Listed = Pick<
  PredictionSummary,
  'prediction_id' | 'domain' | 'model_used' | 'model_version' | 'total_samples' | 'upload_name'
>

/** Submissions of what looks like the same table, called by another model; none where the one asked for is not among them. */
export function otherCalls<One extends Listed>(all: readonly One[], id: string): One[] {
  const own = all.find(({ prediction_id }) => prediction_id === id)
  if (own === undefined) return []
  return all.filter(
    (one) =>
      one.domain === own.domain &&
      one.total_samples === own.total_samples &&
      one.upload_name === own.upload_name &&
      (one.model_used !== own.model_used || one.model_version !== own.model_version),
  )
}
