import { trpc } from '../trpc.ts'

/** After a verdict: what the page holds of calls that were blind until now is asked for anew. */
export function useForgetAnswers(): () => void {
  const utils = trpc.useUtils()
  return () => {
    void utils.review.invalidate()
    void utils.outcome.invalidate()
    void utils.measure.invalidate()
    void utils.prediction.invalidate()
    void utils.exoplanet.invalidate()
    void utils.heart.invalidate()
    void utils.skin.invalidate()
    void utils.other.invalidate()
  }
}
