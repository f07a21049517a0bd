import { PredictionId } from '@vouch/contracts/prediction'
import { VouchError } from '@vouch/core/error'

/** @throws VouchError `not_found` for what is not the id of a prediction, whatever else it may be */
export function parsePredictionId(text: string): PredictionId {
  const parsed = PredictionId.safeParse(text)
  if (parsed.success) return parsed.data
  throw new VouchError('not_found', 'There is no such prediction: an id is “prd_” and 26 letters and digits.')
}
