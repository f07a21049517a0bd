import { z } from 'zod'
import { UploadOutput } from './dataset.ts'
import { DomainId } from './domain.ts'

/**
 * Where a call's label is known from, the surest first. `outcome`: what time has shown. `adjudicated`: the last word on a
 * call that experts judged differently. `agreed`: two or more experts who had not seen the call said the same.
 */
export const LabelSource = z.enum(['outcome', 'adjudicated', 'agreed'])
export type LabelSource = z.infer<typeof LabelSource>

/** A row that counts less than this could as well be left out. */
const Weight = z.number().min(0.05).max(1)

const MOST_DAYS = 3650
const DEFAULT_DAYS = 365
const FEWEST_ROWS = 20
const DEFAULT_ROWS = 50
const MOST_ROWS = 1_000_000

/** Makes a data set of a domain's calls whose label is known. */
export const FromReviewsInput = z.object({
  domain: DomainId,
  /** how many days back from now; what was called before is not looked at */
  days_back: z.int().min(1).max(MOST_DAYS).default(DEFAULT_DAYS),
  /** only what this model called */
  model: z.string().max(64).optional(),
  /** fewer are refused */
  min_rows: z.int().min(FEWEST_ROWS).max(MOST_ROWS).default(DEFAULT_ROWS),
  /** calls that two or more blind experts agree on, too */
  include_agreed: z.boolean().default(false),
  /** in the place of those that are declared or measured */
  weights: z.object({ outcome: Weight, adjudicated: Weight, agreed: Weight }).partial().default({}),
  /** by the chance with which a call was chosen to be judged, too, so that the rows stand for all that were called */
  weighted: z.boolean().default(false),
})
export type FromReviewsInput = z.infer<typeof FromReviewsInput>

export const SourceWeight = z.object({
  source: LabelSource,
  /** rows of the data set */
  rows: z.int().min(0),
  /** of each, before the chance of being chosen */
  weight: z.number().gt(0),
  /**
   * `declared`: an outcome is what is to be learned. `measured`: by how often such labels were right where the outcome came
   * to be known. `assumed`: too few of those. `given`: by whoever asked
   */
  basis: z.enum(['declared', 'measured', 'assumed', 'given']),
  /** such labels whose outcome is known, and how many were right; null for outcomes themselves, and for what was not asked for */
  right: z.object({ n: z.int().min(0), count: z.int().min(0) }).nullable(),
})
export type SourceWeight = z.infer<typeof SourceWeight>

/** A data set that was made, and what did not get into it. */
export const FromReviewsOutput = UploadOutput.extend({
  domain: DomainId,
  /** of which kind of table its columns are, as the domain tells them apart */
  table_kind: z.string(),
  /** rows of each label */
  labels: z.record(z.string(), z.int().min(0)),
  sources: z.array(SourceWeight),
  left_out: z.object({
    /** the submission was deleted, or its time was over */
    gone: z.int().min(0),
    /** another one's, whom or which the caller may not see */
    withheld: z.int().min(0),
    /** the same row of the same upload again, called by another model */
    repeated: z.int().min(0),
    /** its label is none of the two that are learned */
    other_label: z.int().min(0),
  }),
  /** null where rows are not weighted by the chance with which they were chosen */
  inclusion: z
    .object({
      /** rows without a known chance: each counts as one drawn row does on average */
      unknown: z.int().min(0),
      /** rows that would have counted more than the cap */
      capped: z.int().min(0),
      cap: z.number(),
    })
    .nullable(),
  /** as many rows of one weight would tell as much (Kish 1965) */
  effective_rows: z.number().min(0),
  /** what a training of it is told beside its kind of model */
  training: z.object({
    dataset_source: z.literal('upload'),
    dataset_id: z.string(),
    label: z.string(),
    positive_labels: z.array(z.string()),
    negative_labels: z.array(z.string()),
    group_key: z.string(),
    weight: z.string(),
    takes: z.literal('quantities'),
  }),
})
export type FromReviewsOutput = z.infer<typeof FromReviewsOutput>
