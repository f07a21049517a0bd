import { z } from 'zod'
import { JobAccepted } from '../job.ts'
import { ModelRef, ModelView } from '../model.ts'
import { PredictionId, Probability, Threshold } from '../prediction.ts'
import { CallLabel, PredictOutput } from './exoplanet.ts'

/** Which brightness of a FITS file: with the instrument's trends taken out, or as the pixels add up. */
export const FluxKind = z.enum(['pdcsap', 'sap'])
export type FluxKind = z.infer<typeof FluxKind>

/** Where a search looks. Default: from half a day to what leaves room for three transits. */
const SearchRange = z.object({
  from_days: z.number().min(0.3).max(1000).optional(),
  to_days: z.number().min(0.3).max(2000).optional(),
  /** signals that are looked for, at most, one after the other */
  most: z.int().min(1).max(10).default(5),
})

/** A period that is known already: all three or none. Epochs as the file counts its days. */
const KnownEphemeris = z.object({
  period_days: z.number().positive().max(5000).optional(),
  epoch_days: z.number().optional(),
  duration_hours: z.number().positive().max(500).optional(),
})

function wholeRange(value: z.infer<typeof SearchRange>): boolean {
  return value.from_days === undefined || value.to_days === undefined || value.from_days < value.to_days
}

export const SearchOptions = SearchRange.extend({ flux: FluxKind.default('pdcsap') })
export type SearchOptions = z.infer<typeof SearchOptions>

/** Fields beside the light curve's files. */
export const LightCurveOptions = SearchOptions.extend(KnownEphemeris.shape).extend({
  /** default: that of the curve's mission */
  model: ModelRef.optional(),
  threshold: Threshold.optional(),
  store: z.boolean().default(true),
})
export type LightCurveOptions = z.infer<typeof LightCurveOptions>

/** What does not go together in them: a field and what is wrong with it; null where all is well. */
export function faultOf(
  options: SearchOptions & Partial<LightCurveOptions>,
): { field: string; message: string } | null {
  if (!wholeRange(options)) return { field: 'to_days', message: 'must be above from_days' }
  const names = ['period_days', 'epoch_days', 'duration_hours'] as const
  const missing = names.filter((name) => options[name] === undefined)
  if (missing.length === 0 || missing.length === names.length) return null
  return { field: missing[0] ?? '', message: 'period_days, epoch_days and duration_hours belong together' }
}

/** Depth and one sigma of it, ppm, from so many cadences. */
export const MeasuredDepth = z.object({ depth_ppm: z.number(), error_ppm: z.number(), n: z.int() })
export type MeasuredDepth = z.infer<typeof MeasuredDepth>

export const Ephemeris = z.object({
  period_days: z.number(),
  /** the middle of a transit, as the file counts its days */
  epoch_days: z.number(),
  duration_hours: z.number(),
})
export type Ephemeris = z.infer<typeof Ephemeris>

/** What a vetter asks of a signal before he looks at its picture. Null: not enough was seen to say. */
export const SignalTests = z.object({
  depth: MeasuredDepth.nullable(),
  snr: z.number().nullable(),
  /** of which a cadence within was seen */
  transits: z.int(),
  odd: MeasuredDepth.nullable(),
  even: MeasuredDepth.nullable(),
  odd_even_sigmas: z.number().nullable(),
  secondary: MeasuredDepth.nullable(),
  secondary_sigmas: z.number().nullable(),
  /** of the deepest other dip, as a share of the period from the transit */
  secondary_phase: z.number(),
})
export type SignalTests = z.infer<typeof SignalTests>

/** A signal that a search found, the strongest first. */
export const FoundSignal = Ephemeris.extend({
  depth_ppm: z.number(),
  sde: z.number(),
  snr: z.number(),
  tests: SignalTests,
  /** signal to noise with other periods: the factor to its own */
  aliases: z.array(z.object({ factor: z.number(), snr: z.number() })),
})
export type FoundSignal = z.infer<typeof FoundSignal>

/** Signal to noise of the best box, period by period; of many periods the highest of each stretch. */
export const Periodogram = z.object({ period_days: z.array(z.number()), snr: z.array(z.number()), periods: z.int() })
export type Periodogram = z.infer<typeof Periodogram>

/** The star, and how its light was measured. */
export const CurveSource = z.object({
  /** `KIC 11442793`; null of a table that names none */
  object: z.string().nullable(),
  mission: z.string().nullable(),
  flux_of: z.string(),
  /** what is subtracted from a Barycentric Julian Date, days */
  time_zero: z.number().nullable(),
  /** quarters or sectors, in the order of time */
  pieces: z.array(z.int().nullable()),
  teff_kelvin: z.number().nullable(),
  logg: z.number().nullable(),
  radius_solar: z.number().nullable(),
  magnitude: z.number().nullable(),
  cadences: z.int(),
  dropped: z.array(z.object({ reason: z.enum(['quality', 'no_time', 'no_flux']), n: z.int() })),
})
export type CurveSource = z.infer<typeof CurveSource>

export const CurveSearch = z.object({ signals: z.array(FoundSignal), periodogram: Periodogram })
export type CurveSearch = z.infer<typeof CurveSearch>

export const SearchOutput = z.object({
  stars: z.array(CurveSearch.extend({ source: CurveSource })),
  processing_time_ms: z.number(),
})
export type SearchOutput = z.infer<typeof SearchOutput>

export const LightCurvePredictOutput = z.union([PredictOutput, JobAccepted])

export const CallQuery = z.object({
  id: z.string(),
  row: z.int().min(0),
  /** of the curve, at most; deeper ones are kept before others */
  points: z.int().min(100).max(200_000).default(6000),
})
export type CallQuery = z.infer<typeof CallQuery>

/** What the network sees: median 0, deepest point −1. */
export const CurveView = z.object({
  values: z.array(z.number()),
  /** days from the middle of transit of the first and the last bin's middle */
  from_days: z.number(),
  to_days: z.number(),
  /** depth of −1, ppm */
  depth_ppm: z.number(),
})
export type CurveView = z.infer<typeof CurveView>

/** A called signal as it stands in its star's light. Nothing in it is from the model. */
export const CandidateCurve = z.object({
  prediction_id: PredictionId,
  row: z.int(),
  id: z.string(),
  source: CurveSource,
  ephemeris: Ephemeris,
  tests: SignalTests,
  /** null where the period was given */
  search: CurveSearch.nullable(),
  curve: z.object({
    time_days: z.array(z.number()),
    flux: z.array(z.number()),
    trend: z.array(z.number()),
    /** cadences, of which these are some */
    n: z.int(),
  }),
  /** four durations to each side of the middle of transit, other signals taken out */
  folded: z.object({ phase_hours: z.array(z.number()), flux: z.array(z.number()), n: z.int() }),
  views: z.object({
    global: CurveView,
    local: CurveView,
    secondary: CurveView,
    odd: CurveView.nullable(),
    even: CurveView.nullable(),
  }),
  /** of the table that named the signal; none: not assessed */
  centroids: z.array(z.object({ name: z.string(), description: z.string(), unit: z.string(), value: z.number() })),
})
export type CandidateCurve = z.infer<typeof CandidateCurve>

export const ViewName = ModelView.shape.name
export type ViewName = z.infer<typeof ViewName>

export const CurveExplainInput = z.object({
  prediction_id: PredictionId,
  row: z.int().min(0),
  /** the class whose reasons are asked for; default: the one that was called */
  target: CallLabel.optional(),
})
export type CurveExplainInput = z.infer<typeof CurveExplainInput>

/** Areas under the probability of the class, from 0 to 1 of the bins taken away, or put in, in the order of the map. */
const Faithfulness = z.object({
  deletion: z.number(),
  insertion: z.number(),
  /** the same in orders drawn by chance: deletion should be below it, insertion above */
  random_deletion: z.number(),
  random_insertion: z.number(),
  draws: z.int(),
})

/** Where the network looked. */
export const CurveExplanation = z.object({
  prediction_id: PredictionId,
  row: z.int(),
  model_used: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  target: CallLabel,
  output: z.object({ log_odds: z.number(), probability: Probability }),
  /** Grad-CAM (Selvaraju et al. 2017) of the logit */
  grad_cam: z.array(
    z.object({
      view: ViewName,
      /** the tensor of the graph */
      layer: z.string(),
      channels: z.int(),
      /** a value for each position of the layer, before and after what speaks against the class is cut off */
      signed: z.array(z.number()),
      map: z.array(z.number()),
      /** the map at each bin of the view */
      along: z.array(z.number()),
      faithfulness: Faithfulness,
    }),
  ),
  /** Sundararajan et al. 2017 */
  integrated_gradients: z.object({
    /** what it starts from, in words */
    baseline: z.string(),
    base_log_odds: z.number(),
    /** what the sums do not account for */
    residual: z.number(),
    inputs: z.array(z.object({ name: z.string(), description: z.string(), log_odds: z.number() })),
    views: z.array(z.object({ view: ViewName, log_odds: z.number(), along: z.array(z.number()) })),
  }),
})
export type CurveExplanation = z.infer<typeof CurveExplanation>
