import { z } from 'zod'
import { FieldId } from './domain.ts'
import { Metric, ReliabilityBin } from './metric.ts'
import { Slice } from './review.ts'

/** A span of time in the calendar of UTC. */
export const Every = z.enum(['day', 'week', 'month'])
export type Every = z.infer<typeof Every>

const MOST_DAYS = 3650
const DEFAULT_DAYS = 365

/** Which calls: by when they were made, and by whom. */
export const MeasureQuery = z.object({
  domain: FieldId,
  /** how many days back from now; what was called before is not looked at */
  days_back: z.int().min(1).max(MOST_DAYS).default(DEFAULT_DAYS),
  model: z.string().max(400).optional(),
  model_version: z.string().max(32).optional(),
  every: Every.default('month'),
})
export type MeasureQuery = z.infer<typeof MeasureQuery>

/**
 * Figures of one group of calls. `split` names what each was estimated from: `random` are the calls that chance drew to be
 * judged, from which it may be told of all; `judged` are all that were, which are chosen ones.
 */
export const JudgedFigures = z.object({
  /** calls against outcomes */
  accuracy: z.array(Metric),
  /** verdicts against outcomes */
  skill: z.array(Metric),
  /** verdicts against calls: not accuracy, since who has seen a call agrees with it more */
  agreement: z.array(Metric),
})
export type JudgedFigures = z.infer<typeof JudgedFigures>

export const MeasureOutput = z.object({
  domain: FieldId,
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** of coding: how many sessions with a verdict there are, and how many of them chance drew to be measured */
  drawn: z.object({ of: z.int().min(0), n: z.int().min(0) }).optional(),
  counts: z.object({
    /** with a verdict or an outcome */
    calls: z.int().min(0),
    reviewed: z.int().min(0),
    with_outcome: z.int().min(0),
    /** of these, what was known on a day before the call was made: the model may have learned from it */
    known_before: z.int().min(0),
    verdicts: z.int().min(0),
    blind: z.int().min(0),
    experts: z.int().min(0),
    slices: z.record(Slice, z.int().min(0)),
  }),
  figures: JudgedFigures,
  /** Cohen's kappa and Krippendorff's alpha of experts on the same calls */
  between_experts: z.array(Metric),
  /** what seeing the call does to verdicts */
  influence: z.array(Metric),
  /** what experts do who judged blind and then saw the call */
  switches: z.array(Metric),
  calibration: z.object({ metrics: z.array(Metric), bins: z.array(ReliabilityBin) }),
  /** by what tells subjects apart, each value of it; null is not known */
  subgroups: z.array(
    z.object({ by: z.string(), value: z.string().nullable(), calls: z.int().min(0), figures: JudgedFigures }),
  ),
  versions: z.array(
    z.object({
      model: z.string(),
      version: z.string(),
      calls: z.int().min(0),
      figures: JudgedFigures,
      /** on the calls that chance drew */
      brier: Metric,
    }),
  ),
  over_time: z.array(
    z.object({
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      calls: z.int().min(0),
      reviewed: z.int().min(0),
      with_outcome: z.int().min(0),
      agreement: Metric,
      accuracy: Metric,
    }),
  ),
})
export type MeasureOutput = z.infer<typeof MeasureOutput>
