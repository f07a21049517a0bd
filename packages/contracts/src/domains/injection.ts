import { z } from 'zod'
import { JobId, JobState } from '../job.ts'
import { ModelRef } from '../model.ts'
import { Probability, Threshold } from '../prediction.ts'
import { CurveSource, FluxKind } from './light-curve.ts'

/** More injections than these are for who has an account. */
export const MOST_ANONYMOUS_INJECTIONS = 200

/** Fields beside the light curve's files, all of one star; without files the curve is white noise of a star like the sun. */
export const InjectionOptions = z.object({
  /** transits that are drawn, each put into the curve alone */
  n: z.int().min(1).max(2000).default(100),
  /** the same seed gives the same answer */
  seed: z.int().min(0).max(0xff_ff_ff_ff).default(1),
  /** days, evenly by the logarithm */
  period_from: z.number().min(0.3).max(1000).default(1),
  /** default: 30, or half of what the curve spans where that is less */
  period_to: z.number().min(0.3).max(2000).optional(),
  /** Earth radii, evenly by the logarithm */
  radius_from: z.number().min(0.1).max(50).default(0.5),
  radius_to: z.number().min(0.1).max(50).default(16),
  /** radii of the star, evenly */
  impact_from: z.number().min(0).max(1).default(0),
  impact_to: z.number().min(0).max(1).default(0.9),
  /** default: that of the curve's mission */
  model: ModelRef.optional(),
  threshold: Threshold.optional(),
  /** where the search looks; default: from half a day to what leaves room for three transits */
  from_days: z.number().min(0.3).max(1000).optional(),
  to_days: z.number().min(0.3).max(2000).optional(),
  /** signals that are looked for in each curve */
  most: z.int().min(1).max(5).default(1),
  flux: FluxKind.default('pdcsap'),
  /** of a curve that is simulated: one sigma of a cadence, and how long it is; default 100 ppm, 90 days */
  noise_ppm: z.number().min(1).max(100_000).optional(),
  days: z.number().min(3).max(1600).optional(),
})
export type InjectionOptions = z.infer<typeof InjectionOptions>

/** What of them does not go together, with files or without: a field and what is wrong with it; null where all is well. */
export function faultOfInjections(
  options: InjectionOptions,
  { files, anonymous }: { readonly files: number; readonly anonymous: boolean },
): { field: string; message: string } | null {
  const { n, period_from, period_to, radius_from, radius_to, impact_from, impact_to, from_days, to_days } = options
  if (anonymous && n > MOST_ANONYMOUS_INJECTIONS)
    return { field: 'n', message: `must be at most ${MOST_ANONYMOUS_INJECTIONS} without an account` }
  if (radius_from > radius_to) return { field: 'radius_to', message: 'must not be below radius_from' }
  if (impact_from > impact_to) return { field: 'impact_to', message: 'must not be below impact_from' }
  if (period_to !== undefined && period_from > period_to)
    return { field: 'period_to', message: 'must not be below period_from' }
  if (from_days !== undefined && to_days !== undefined && from_days >= to_days)
    return { field: 'to_days', message: 'must be above from_days' }
  if (from_days !== undefined && from_days > period_from)
    return { field: 'from_days', message: 'must not be above period_from: what is injected below it is never found' }
  for (const field of ['noise_ppm', 'days'] as const)
    if (files > 0 && options[field] !== undefined)
      return { field, message: 'is of a curve that is simulated, and files came' }
  return null
}

/** They are worked on as a job; what was found is under `/api/injections/{id}`, where the id is the job's. */
export const InjectionAccepted = z.object({
  job_id: JobId,
  status: JobState,
  /** where the job is seen: also in the header `Location` */
  location: z.string(),
})
export type InjectionAccepted = z.infer<typeof InjectionAccepted>

export const InjectionQuery = z.object({ id: z.string() })
export type InjectionQuery = z.infer<typeof InjectionQuery>

const Range = z.tuple([z.number(), z.number()])

/** A share of the injections of a bin, with Wilson's interval at 95 %; null where there were none. */
export const InjectedShare = z.object({ value: z.number(), interval: Range })
export type InjectedShare = z.infer<typeof InjectedShare>

const InjectedBin = z.object({
  injected: z.int(),
  /** a signal was found at it, of its own period or of a multiple */
  found: z.int(),
  /** of its own period */
  recovered: z.int(),
  /** of those, called a planet */
  called: z.int(),
  /** recovered ÷ injected: of the search alone */
  search: InjectedShare.nullable(),
  /** called ÷ injected: of the whole chain */
  completeness: InjectedShare.nullable(),
})

export const InjectionCell = InjectedBin.extend({
  /** days, from and to */
  period: Range,
  /** Earth radii */
  radius: Range,
})
export type InjectionCell = z.infer<typeof InjectionCell>

/** The same over one of the two alone. */
export const InjectionMarginal = InjectedBin.extend({ from: z.number(), to: z.number() })
export type InjectionMarginal = z.infer<typeof InjectionMarginal>

/** A transit that was put into the curve, and what came of it. */
export const Injection = z.object({
  period_days: z.number(),
  /** the middle of the first transit, as the file counts its days */
  epoch_days: z.number(),
  radius_earth: z.number(),
  /** radii of the star */
  impact: z.number(),
  /** first to last contact */
  duration_hours: z.number(),
  /** at its deepest */
  depth_ppm: z.number(),
  /** within which a cadence lies */
  transits: z.int(),
  /** depth over noise, added up over the cadences within transit: what a search that knew the shape would have */
  expected_snr: z.number(),
  found: z.boolean(),
  /** of what was found to its own period, 2 or ½; null where it is its own, and where nothing was found */
  alias_factor: z.number().nullable(),
  found_period_days: z.number().nullable(),
  found_epoch_days: z.number().nullable(),
  snr: z.number().nullable(),
  /** null where it was not recovered, or the model did not assess it */
  probability: Probability.nullable(),
  /** called a planet */
  called: z.boolean(),
})
export type Injection = z.infer<typeof Injection>

/** How much of what was injected the whole chain found and called. */
export const InjectionReport = z.object({
  id: JobId,
  created_at: z.iso.datetime(),
  model_used: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  threshold: z.number(),
  /** as they were asked for, each default filled in */
  options: InjectionOptions.required({ period_to: true, from_days: true, to_days: true }),
  source: CurveSource,
  /** no real star: noise */
  simulated: z.boolean(),
  /** one sigma of a cadence without its trend, ppm */
  noise_ppm: z.number(),
  star: z.object({ radius_solar: z.number(), mass_solar: z.number() }),
  /** signals of the curve itself, whose transits were taken out before anything was injected */
  taken_out: z.array(z.object({ period_days: z.number(), epoch_days: z.number(), snr: z.number() })),
  n: z.int(),
  found: z.int(),
  recovered: z.int(),
  aliases: z.int(),
  called_planet: z.int(),
  /** recovered and not assessed by the model */
  not_assessed: z.int(),
  /** how near a found signal has to be, in words */
  tolerance: z.string(),
  search: InjectedShare.nullable(),
  completeness: InjectedShare.nullable(),
  cells: z.array(InjectionCell),
  over_period: z.array(InjectionMarginal),
  over_radius: z.array(InjectionMarginal),
  /** by expected signal to noise */
  over_snr: z.array(InjectionMarginal),
  injections: z.array(Injection),
})
export type InjectionReport = z.infer<typeof InjectionReport>
