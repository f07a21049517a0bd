import { z } from 'zod'

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
