import { z } from 'zod'
import { DatasetRef } from './dataset.ts'
import { DomainId } from './domain.ts'
import { OutcomeSource } from './outcome.ts'
import { PredictionId } from './prediction.ts'

const ColumnName = z.string().min(1).max(200)
const MOST_PREDICTIONS = 500
const MOST_VALUES = 100

/** A stored table that says what became of subjects; what is left out is as its field’s own tables have it. */
export const OutcomeTableInput = z.object({
  /** an upload, or an archive’s table */
  dataset_id: DatasetRef,
  /** the one whose table it looks like, where it is left out */
  domain: DomainId.optional(),
  /** calls of these alone; else of all one’s own, and of those that one has judged or had in hand */
  prediction_ids: z.array(PredictionId).min(1).max(MOST_PREDICTIONS).optional(),
  /** names a row’s subject as the calls do */
  id_column: ColumnName.optional(),
  label_column: ColumnName.optional(),
  /** a value of that column → the label; a row with any other value is not decided */
  labels: z
    .record(z.string().max(200), z.string().max(100))
    .refine((labels) => Object.keys(labels).length > 0 && Object.keys(labels).length <= MOST_VALUES, {
      message: `names from 1 to ${MOST_VALUES} values`,
    })
    .optional(),
  /** when each row was decided, ISO 8601 */
  date_column: ColumnName.optional(),
  /** the same of rows that have no date; else the day from which the table is */
  observed_on: z.iso.date().optional(),
  source: OutcomeSource.optional(),
  detail: z.string().max(1000).optional(),
  /** says what would be noted, and notes nothing */
  dry_run: z.boolean().default(false),
})
export type OutcomeTableInput = z.infer<typeof OutcomeTableInput>

/** Rows of the table that noted nothing, and why; the first of them as examples. Rows are counted from 0. */
export const TableRows = z.object({
  count: z.int().min(0),
  examples: z.array(z.object({ row: z.int().min(0), name: z.string(), reason: z.string() })),
})
export type TableRows = z.infer<typeof TableRows>

/** What came of a table. Nothing in it tells what a call said. */
export const OutcomeTableOutput = z.object({
  dry_run: z.boolean(),
  dataset_id: DatasetRef,
  domain: DomainId,
  /** how the table was read */
  read: z.object({
    rows: z.int().min(0),
    id_columns: z.array(z.string()),
    label_column: z.string(),
    labels: z.record(z.string(), z.string()),
    date_column: z.string().nullable(),
    /** of rows without a date; null: there has to be one */
    observed_on: z.iso.date().nullable(),
    source: OutcomeSource,
    detail: z.string(),
  }),
  /** submissions whose calls were looked at; `left` are older ones that were not */
  submissions: z.object({ read: z.int().min(0), left: z.int().min(0) }),
  /** calls of names that the table decides, and what became of each */
  calls: z.object({
    matched: z.int().min(0),
    /** had no outcome from that source */
    made: z.int().min(0),
    /** had another one, which is corrected */
    corrected: z.int().min(0),
    /** have this one already */
    known: z.int().min(0),
    /** have another one that was observed later */
    older: z.int().min(0),
    /** were not assessed: there is nothing to hold an outcome against */
    not_assessed: z.int().min(0),
  }),
  /** corrections, by name and row of the table */
  corrected: TableRows,
  older: TableRows,
  /** of a value that is no label */
  undecided: TableRows,
  /** how often each such value stands in a row of which there is a call; the most frequent */
  undecided_values: z.record(z.string(), z.int().min(1)),
  /** no call has the name, or the row has none */
  unmatched: TableRows,
  /** the table says different things of one name */
  ambiguous: TableRows,
  /** a date that cannot be read, is missing, or is yet to come */
  undated: TableRows,
  /** names that several calls have: each of them gets the outcome */
  several: TableRows,
})
export type OutcomeTableOutput = z.infer<typeof OutcomeTableOutput>
