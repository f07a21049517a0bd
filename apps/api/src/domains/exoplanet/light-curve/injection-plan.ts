import { type InjectionOptions, InjectionReport } from '@vouch/contracts/domains/injection'
import { z } from 'zod'

/** What decides a job's injections; all of it is fixed when they are accepted. */
export const InjectionPlan = z.object({
  model: z.string(),
  model_sha256: z.string(),
  threshold: z.number(),
  created_at: z.string(),
  /** of the file of the curve; null: one is simulated */
  curve_sha256: z.string().nullable(),
  options: InjectionReport.shape.options,
})
export type InjectionPlan = z.infer<typeof InjectionPlan>

const PERIOD_TO_DAYS = 30
const FROM_DAYS = 0.5
export const SIMULATED = { days: 90, noisePpm: 100 } as const

/** Options with every default filled in, which depend on how long the curve is. */
export function fillOptions(options: InjectionOptions, spanDays: number): InjectionPlan['options'] {
  const longest = spanDays / 2
  return {
    ...options,
    period_to: options.period_to ?? Math.min(PERIOD_TO_DAYS, options.to_days ?? longest),
    from_days: options.from_days ?? Math.min(FROM_DAYS, options.period_from),
    to_days: options.to_days ?? longest,
  }
}

/** What of them the curve cannot show: a field and what is wrong with it; null where all is well. */
export function faultOfCurve(
  { n, period_from, period_to, to_days }: InjectionPlan['options'],
  { spanDays, cadences }: { readonly spanDays: number; readonly cadences: number },
): { field: string; message: string } | null {
  const shown = `the curve spans ${spanDays.toFixed(1)} days`
  if (period_to > spanDays / 2)
    return {
      field: 'period_to',
      message: `must be at most ${(spanDays / 2).toFixed(2)}: ${shown}, and three transits have to fit`,
    }
  if (period_from > period_to)
    return {
      field: 'period_from',
      message: `must be at most ${period_to.toFixed(2)}: ${shown}, and three transits have to fit`,
    }
  if (period_to > to_days)
    return { field: 'period_to', message: 'must be at most to_days: what is longer is never found' }
  const most = Math.floor(MOST_CADENCES / cadences)
  if (n > most) return { field: 'n', message: `must be at most ${most} for a curve of ${cadences} cadences` }
  return null
}

/** Cadences of all curves that are searched together: some hours of a processor. */
const MOST_CADENCES = 12_000_000
