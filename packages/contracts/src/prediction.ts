import { z } from 'zod'
import { DomainId } from './domain.ts'
import { PAGE_LIMIT, PageQuery } from './page.ts'

/** `prd_` and 26 characters of Crockford's base 32: time first, so that ids sort, then chance. */
export const PredictionId = z.string().regex(/^prd_[0-9a-hjkmnp-tv-z]{26}$/)
export type PredictionId = z.infer<typeof PredictionId>

/** A row that could not be judged, and why. `row` counts the data rows of the upload from 0. */
export const NotAssessed = z.object({ row: z.int().min(0), id: z.string(), reason: z.string() })
export type NotAssessed = z.infer<typeof NotAssessed>

/** Something about the input worth knowing that did not stop the work. */
export const Warning = z.object({
  code: z.string(),
  message: z.string(),
  line: z.int().min(1).optional(),
  column: z.int().min(1).optional(),
  count: z.int().min(1).optional(),
})
export type Warning = z.infer<typeof Warning>

export const Probability = z.number().min(0).max(1)
export const Threshold = z.number().min(0).max(1)

/** What is told of a submission in a list. */
export const PredictionSummary = z.object({
  prediction_id: PredictionId,
  domain: DomainId,
  model_used: z.string(),
  model_version: z.string(),
  threshold: Threshold,
  total_samples: z.int().min(0),
  /** the counts of its domain, as its answer had them */
  summary: z.record(z.string(), z.number().nullable()),
  /** sha256 over what decided the calls: two submissions with the same one have the same probabilities */
  input_sha256: z.string(),
  /** the name its sender gave the upload */
  upload_name: z.string(),
  created_at: z.iso.datetime(),
})
export type PredictionSummary = z.infer<typeof PredictionSummary>

/** One's own submissions, the newest first. */
export const PredictionListQuery = PageQuery.extend({
  /** the id of the last one of the page before */
  cursor: PredictionId.optional(),
  limit: z.int().min(1).max(PAGE_LIMIT).default(50),
})
export type PredictionListQuery = z.infer<typeof PredictionListQuery>

export const PredictionPage = z.object({ predictions: z.array(PredictionSummary), next_cursor: z.string().nullable() })
export type PredictionPage = z.infer<typeof PredictionPage>

export const PredictionDeleted = z.object({ prediction_id: PredictionId, deleted: z.literal(true) })
export type PredictionDeleted = z.infer<typeof PredictionDeleted>
