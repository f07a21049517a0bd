import { z } from 'zod'
import { DomainId } from './domain.ts'
import { PAGE_LIMIT, PageQuery } from './page.ts'
import { PredictionId } from './prediction.ts'
import { CallRef } from './review.ts'

export const OutcomeId = z.string().regex(/^out_[0-9a-hjkmnp-tv-z]{26}$/)
export type OutcomeId = z.infer<typeof OutcomeId>

/** Where it is known from: an archive's disposition, a diagnosis, a biopsy, what was observed later, or else. */
export const OutcomeSource = z.enum(['archive', 'diagnosis', 'biopsy', 'follow_up', 'other'])
export type OutcomeSource = z.infer<typeof OutcomeSource>

const NewOutcome = CallRef.extend({
  /** what it was, in the words of the domain's calls */
  label: z.string().min(1).max(100),
  source: OutcomeSource,
  /** which archive, which test */
  detail: z.string().max(1000).default(''),
  /** when it was found; not after today */
  observed_on: z.iso.date(),
  /** the one that it takes the place of */
  corrects: OutcomeId.optional(),
})

export const MOST_OUTCOMES = 1000

export const OutcomeInput = z.object({ outcomes: z.array(NewOutcome).min(1).max(MOST_OUTCOMES) })
export type OutcomeInput = z.infer<typeof OutcomeInput>

export const Outcome = z.object({
  outcome_id: OutcomeId,
  prediction_id: PredictionId,
  row: z.int().min(0),
  domain: DomainId,
  label: z.string(),
  source: OutcomeSource,
  detail: z.string(),
  observed_on: z.iso.date(),
  /** an account's id */
  recorded_by: z.string(),
  corrects: OutcomeId.nullable(),
  corrected_by: OutcomeId.nullable(),
  created_at: z.iso.datetime(),
})
export type Outcome = z.infer<typeof Outcome>

/** The newest first. */
export const OutcomeQuery = PageQuery.extend({
  /** the id of the last one of the page before */
  cursor: OutcomeId.optional(),
  domain: DomainId.optional(),
  prediction_id: PredictionId.optional(),
  row: z.int().min(0).optional(),
  standing: z.boolean().default(true),
  limit: z.int().min(1).max(PAGE_LIMIT).default(100),
})
export type OutcomeQuery = z.infer<typeof OutcomeQuery>

export const OutcomePage = z.object({ outcomes: z.array(Outcome), next_cursor: z.string().nullable() })
export type OutcomePage = z.infer<typeof OutcomePage>

/** What was made, in the order it was sent. */
export const OutcomesMade = z.object({ outcomes: z.array(Outcome) })
export type OutcomesMade = z.infer<typeof OutcomesMade>
