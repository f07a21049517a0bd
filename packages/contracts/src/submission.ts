import { z } from 'zod'
import { ModelRef } from './model.ts'
import { PredictionId, Threshold, Warning } from './prediction.ts'

/** The options that a submission may come with, whatever its domain; those of a file are fields of its form. */
export const SubmitOptions = z.object({
  model: ModelRef.optional(),
  /** default: the model's own, chosen on out-of-fold calls */
  threshold: Threshold.optional(),
  /** `all`: every input of the model beside what its domain shows with each call (of a transit signal three values) */
  features: z.enum(['three', 'all']).default('three'),
  /** 64 seeded draws within the catalogue's errors for each row; of values whose errors are known */
  fragile: z.boolean().optional(),
  /** false keeps nothing of the submission */
  store: z.boolean().default(true),
})
export type SubmitOptions = z.infer<typeof SubmitOptions>

/** The most rows a JSON body may hold; more belong into a file. */
export const MAX_JSON_ROWS = 20_000

/** One row: column name → value, named as a table of its domain or the aliases name them. */
export const Row = z.record(z.string().max(200), z.union([z.number(), z.string().max(2000), z.boolean(), z.null()]))
export type Row = z.infer<typeof Row>

/** How the columns of a table were understood, in any domain. Every column of it stands in exactly one of the lists. */
export const TableMapping = z.object({
  rows: z.int().min(0),
  /** the column that names a row, null when rows are named by their number */
  id_column: z.string().nullable(),
  mapped: z.array(
    z.object({
      column: z.string(),
      quantity: z.string(),
      /** unit of the column as understood, and the unit it was brought to */
      unit: z.string(),
      to_unit: z.string(),
      /** `default`: the one that such tables have; `header`: written in the header or in the table's comment lines */
      unit_from: z.enum(['default', 'header']),
      /** rows in which the column held a usable value */
      filled: z.int().min(0),
      /** cells that were neither empty nor a usable value */
      unreadable: z.int().min(0),
    }),
  ),
  /** quantities the model can use that no column gave */
  missing: z.array(z.object({ quantity: z.string(), unit: z.string(), description: z.string() })),
  /** columns that tell the answer: seen, never used */
  leaking: z.array(z.object({ column: z.string(), reason: z.string() })),
  ignored: z.array(z.string()),
  warnings: z.array(Warning),
})
export type TableMapping = z.infer<typeof TableMapping>

/** What a table of calls comes with, in any domain: everything but the calls, their counts and the mapping. */
export const ReceiptOf = z.object({
  success: z.literal(true),
  model_used: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  threshold: Threshold,
  abstain: z.object({ from: z.number(), to: z.number() }).nullable(),
  total_samples: z.int().min(0),
  /** null when the caller asked for nothing to be kept */
  prediction_id: PredictionId.nullable(),
  created_at: z.iso.datetime(),
  /** sha256 over what decided the calls: the bytes or rows, the model, the context */
  input_sha256: z.string(),
  /** the catalogue that catalogue features were made with; null when the model uses none */
  context: z.object({ name: z.string(), sha256: z.string().nullable(), rows: z.int().min(0) }).nullable(),
  /** the table says that it is simulated */
  simulated: z.boolean(),
  processing_time_ms: z.number().min(0),
})
export type ReceiptOf = z.infer<typeof ReceiptOf>

/** One feature of one row, beside the rows that the model was trained on; how far up among them, the domain says. */
export const EvidenceOf = z.object({
  name: z.string(),
  unit: z.string(),
  description: z.string(),
  value: z.number().nullable(),
  outside_training: z.boolean(),
  importance_rank: z.int().min(1).nullable(),
})
export type EvidenceOf = z.infer<typeof EvidenceOf>

/** A value of a row as its field says it: a category by its name, a number with its unit. */
export const ValueInWords = z.object({ name: z.string(), description: z.string(), words: z.string() })
export type ValueInWords = z.infer<typeof ValueInWords>

/** Which call’s evidence, and how much of it. */
export const EvidenceQuery = z.object({
  id: z.string(),
  row: z.int().min(0),
  /** false: the row’s values alone, so that it is not noted that its reader saw reasons */
  reasons: z.boolean().default(true),
})
export type EvidenceQuery = z.infer<typeof EvidenceQuery>

/** A table to try the product with. */
export const Sample = z.object({ name: z.string(), csv: z.string(), note: z.string() })
export type Sample = z.infer<typeof Sample>
