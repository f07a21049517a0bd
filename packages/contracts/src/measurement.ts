import { z } from 'zod'
import { AuditInput, DatasetRef, DatasetSource, LabelChoice } from './dataset.ts'
import { Metric } from './metric.ts'
import { Curves, ModelRef } from './model.ts'

/** `msr_` and 26 characters of Crockford's base 32: time first, so that ids sort, then chance. */
export const MeasurementId = z.string().regex(/^msr_[0-9a-hjkmnp-tv-z]{26}$/)
export type MeasurementId = z.infer<typeof MeasurementId>

/** The labelled table that a model is measured on; of a table of the archive all but its name is known when not given. */
export const MeasureInput = AuditInput.omit({ takes: true }).extend({
  /** the model */
  id: ModelRef,
  /** of an upload `dst_…`, of NASA's tables their name */
  dataset_id: DatasetRef,
  /** where it is from; held against the data set where it is given */
  dataset_source: DatasetSource.optional(),
})
export type MeasureInput = z.infer<typeof MeasureInput>

/**
 * Whether the model may know the rows. `unseen`: it was trained on no table of this kind. `rows`: it was trained on this
 * very table. `kind`: it was trained on tables of this kind, or of one with the same signals. `unknown`: it was imported, and nobody knows.
 */
export const Seen = z.enum(['unseen', 'rows', 'kind', 'unknown'])
export type Seen = z.infer<typeof Seen>

/** What was measured of a model on a labelled table. */
export const Measurement = z.object({
  measurement_id: MeasurementId,
  model: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  dataset_id: z.string(),
  dataset_name: z.string(),
  /** the table as it was then */
  dataset_sha256: z.string(),
  /** the kind of table, among those that the domain knows */
  kind: z.string(),
  simulated: z.boolean(),
  label: LabelChoice,
  group_key: z.string().nullable(),
  /** that its rows are called by: the model's own */
  threshold: z.number(),
  /** rows with a label, those of them that are positive, and the groups that they make */
  rows: z.int().min(0),
  positives: z.int().min(0),
  groups: z.int().min(0),
  /** rows with a label that the model could not assess: they are in no figure */
  not_assessed: z.int().min(0),
  seen: Seen,
  /** what to know before the figures are believed */
  cautions: z.array(z.string()),
  metrics: z.array(Metric),
  curves: Curves,
  created_at: z.iso.datetime(),
})
export type Measurement = z.infer<typeof Measurement>

/** The most that one page holds: each brings its curves. */
const PAGE = 100

/** One's own measurements of a model, the newest first; an admin's list holds everybody's. */
export const MeasurementQuery = z.object({
  id: ModelRef,
  cursor: MeasurementId.optional(),
  limit: z.int().min(1).max(PAGE).default(20),
})
export type MeasurementQuery = z.infer<typeof MeasurementQuery>
export const MeasurementList = z.object({ measurements: z.array(Measurement), next_cursor: z.string().nullable() })
export type MeasurementList = z.infer<typeof MeasurementList>

/** What is told of a model's ranking where it judges a kind of table that it was not trained on. */
export const KindFigure = z.object({
  kind: z.string(),
  roc_auc: z.number(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  n: z.int(),
  /** false: whether the model knew the rows is not known */
  unseen: z.boolean(),
})
export type KindFigure = z.infer<typeof KindFigure>
