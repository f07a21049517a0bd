import { z } from 'zod'
import { DomainId } from './domain.ts'
import { PAGE_LIMIT, PageQuery } from './page.ts'
import { Warning } from './prediction.ts'

/** `dst_` and 26 characters of Crockford's base 32: time first, so that ids sort, then chance. */
export const DatasetId = z.string().regex(/^dst_[0-9a-hjkmnp-tv-z]{26}$/)
export type DatasetId = z.infer<typeof DatasetId>

/** The tables of NASA's that can be trained on. */
export const NasaDatasetId = z.enum(['kepler_koi', 'tess_toi', 'k2', 'dr25_tce'])
export type NasaDatasetId = z.infer<typeof NasaDatasetId>

export const DatasetSource = z.enum(['nasa', 'upload'])
export type DatasetSource = z.infer<typeof DatasetSource>

/**
 * What a column holds, by its filled cells. `whole`: numbers, all whole. `number`: numbers, a few cells apart. `boolean`:
 * 0 and 1, or two words such as yes and no. `date`: ISO 8601. `constant`: one value throughout. `missing`: nothing.
 */
export const ColumnKind = z.enum(['number', 'whole', 'text', 'boolean', 'date', 'constant', 'missing'])
export type ColumnKind = z.infer<typeof ColumnKind>

/** A number that is exact, or, where a table has more than is counted exactly, an estimate. */
export const Count = z.object({ count: z.int().min(0), exact: z.boolean() })
export type Count = z.infer<typeof Count>

/** A value as written, cut to 200 characters; a number is written in full. `exact: false`: the count is a lower bound. */
export const FrequentValue = z.object({ value: z.string(), count: z.int().min(1), exact: z.boolean() })
export type FrequentValue = z.infer<typeof FrequentValue>

export const NumberProfile = z.object({
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  /** at the levels of `QUANTILE_LEVELS` */
  quantiles: z.array(z.number()),
  /** false: the quantiles are those of a sample of the rows */
  quantiles_exact: z.boolean(),
})
export type NumberProfile = z.infer<typeof NumberProfile>

export const ColumnProfile = z.object({
  name: z.string(),
  /** place in the table, from 0 */
  index: z.int().min(0),
  kind: ColumnKind,
  /** whether the column is read as numbers */
  numeric: z.boolean(),
  /** rows with a value */
  n: z.int().min(0),
  missing: z.int().min(0),
  /** null of a table without rows */
  missing_share: z.number().min(0).max(1).nullable(),
  /** of a column of numbers: cells that hold something else, which are taken as missing */
  unreadable: z.int().min(0),
  distinct: Count,
  /** null where no cell is a number */
  numbers: NumberProfile.nullable(),
  /** the most frequent first; of a column of many values those that more than one row of 129 has */
  frequent: z.array(FrequentValue),
})
export type ColumnProfile = z.infer<typeof ColumnProfile>

/** A column that may hold the answer, and how many rows each class has. */
export const LabelCandidate = z.object({
  column: z.string(),
  /** its table is known, and this is where it keeps the answer */
  known: z.boolean(),
  classes: z.array(z.object({ value: z.string(), count: z.int().min(1) })).min(2),
  missing: z.int().min(0),
})
export type LabelCandidate = z.infer<typeof LabelCandidate>

/** A column whose values repeat and name what a row belongs to: all rows with one value go into the same fold. */
export const GroupCandidate = z.object({
  column: z.string(),
  known: z.boolean(),
  groups: Count,
  /** rows of the largest group; null where not every value was counted */
  largest: z.int().min(1).nullable(),
  missing: z.int().min(0),
})
export type GroupCandidate = z.infer<typeof GroupCandidate>

/** What is known of a table once it was read through. */
export const TableProfile = z.object({
  rows: z.int().min(0),
  columns: z.array(ColumnProfile),
  /** rows that are like one before them in every cell */
  duplicate_rows: Count,
  /** the likeliest first */
  label_candidates: z.array(LabelCandidate),
  group_candidates: z.array(GroupCandidate),
  warnings: z.array(Warning),
})
export type TableProfile = z.infer<typeof TableProfile>

/** `refused`: never a feature. `warning`: a model trained on it wears a badge for ever. */
export const AuditVerdict = z.enum(['ok', 'warning', 'refused'])
export type AuditVerdict = z.infer<typeof AuditVerdict>

/**
 * Why a column is not `ok`. `known`: its table is known, and so is what the column tells. `separates`: it parts the labels
 * better alone than a measurement should. `missingness`: that a value is missing, or a sentinel, tells the label.
 * `pure_value`: a frequent value stands beside one label only. `identifier`: it names or counts rows.
 */
export const AuditCause = z.enum(['known', 'separates', 'missingness', 'pure_value', 'identifier'])
export type AuditCause = z.infer<typeof AuditCause>

/** An area under the ROC curve of one column against the label. */
export const ColumnAuc = z.object({
  auc: z.number().min(0).max(1),
  /** 95 % */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  n: z.int().min(0),
})
export type ColumnAuc = z.infer<typeof ColumnAuc>

/** What the missing cells of a column tell about the label. A sentinel such as -1 counts as missing, and is named. */
export const MissingnessAudit = z.object({
  sentinel: z.number().nullable(),
  missing_share_positive: z.number().min(0).max(1),
  missing_share_negative: z.number().min(0).max(1),
  /** share of the positives less share of the negatives, and its interval at 95 % */
  difference: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  /** two-sided, of no difference */
  p: z.number().min(0).max(1),
  test: z.enum(['score', 'exact']),
  /** of a model that knows nothing but whether the cell is missing */
  auc: z.number().min(0.5).max(1),
})
export type MissingnessAudit = z.infer<typeof MissingnessAudit>

export const ColumnAudit = z.object({
  column: z.string(),
  verdict: AuditVerdict,
  causes: z.array(AuditCause),
  /** in plain words; null when the verdict is `ok` */
  reason: z.string().nullable(),
  /** of the numbers as they stand, turned so that it is at least .5; null for text, and where a label has too few numbers */
  rank: ColumnAuc.nullable(),
  /**
   * Of classes or bins, each scored by its share of positives in other groups. About .5, or less by chance, where they tell
   * nothing; null where a label has too few values.
   */
  encoded: ColumnAuc.nullable(),
  /** null where no cell is missing */
  missingness: MissingnessAudit.nullable(),
  /** a value of many rows that stands beside one label (almost) only; null where there is none */
  pure_value: z.object({ value: z.string(), n: z.int().min(1), positive_share: z.number().min(0).max(1) }).nullable(),
})
export type ColumnAudit = z.infer<typeof ColumnAudit>

/** What a model's inputs are: `quantities` that its field knows, in whatever table; or `columns` of a table, by their names. */
export const Takes = z.enum(['quantities', 'columns'])
export type Takes = z.infer<typeof Takes>

/**
 * What was found of a feature that its field makes of a table's columns, held against the label as they are. What was found
 * against a column is found against every feature that is made of it.
 */
export const FeatureAudit = ColumnAudit.extend({
  unit: z.string(),
  description: z.string(),
  /** columns of the table */
  made_of: z.array(z.string()).min(1),
})
export type FeatureAudit = z.infer<typeof FeatureAudit>

/** What was found when every column of a table was held against one label. */
export const DatasetAudit = z.object({
  label: z.string(),
  positive: z.array(z.string()),
  group_key: z.string().nullable(),
  rows: z.int().min(0),
  positives: z.int().min(0),
  groups: z.int().min(0),
  columns: z.array(ColumnAudit),
  /** those that the table gives; none where they were not asked for */
  features: z.array(FeatureAudit),
  /** what concerns the table rather than a column */
  warnings: z.array(Warning),
})
export type DatasetAudit = z.infer<typeof DatasetAudit>

/** Worn for ever by a model that was trained over a warning: which features, and what was said of them before. */
export const LeakBadge = z.object({
  kind: z.literal('trained_over_warning'),
  columns: z
    .array(
      z.object({
        column: z.string(),
        causes: z.array(AuditCause).min(1),
        reason: z.string(),
        /** the higher of its two areas; null where none was measured */
        auc: z.number().min(0).max(1).nullable(),
      }),
    )
    .min(1),
})
export type LeakBadge = z.infer<typeof LeakBadge>

/** Rows that count: those with one of some values in a column. */
export const RowChoice = z.object({
  column: z.string().min(1).max(1000),
  values: z.array(z.string().max(1000)).min(1).max(100),
})
export type RowChoice = z.infer<typeof RowChoice>

/** Where the answer stands, and which of its values are the positive and the negative label; other rows are left out. */
export const LabelChoice = z.object({
  column: z.string(),
  positive: z.array(z.string()).min(1),
  negative: z.array(z.string()).min(1),
  /** none but these; null or absent: all */
  only: RowChoice.nullish(),
  /** the column of numbers that says how much a row counts in training; null or absent: all count the same */
  weight: z.string().nullish(),
})
export type LabelChoice = z.infer<typeof LabelChoice>

/** A data set in the list: one of NASA's tables, or an upload of one's own. */
export const DatasetEntry = z.object({
  id: z.union([NasaDatasetId, DatasetId]),
  source: DatasetSource,
  domain: DomainId.nullable(),
  name: z.string(),
  description: z.string(),
  /** where it is fetched from; null for an upload */
  address: z.string().nullable(),
  /** the archive's table there */
  table: z.string().nullable(),
  licence: z.string().nullable(),
  /** null until it is here */
  rows: z.int().min(0).nullable(),
  columns: z.array(z.string()),
  group_key: z.string().nullable(),
  label: LabelChoice.nullable(),
  note: z.string().nullable(),
  /** null until it is here */
  created_at: z.iso.datetime().nullable(),
})
export type DatasetEntry = z.infer<typeof DatasetEntry>

export const DatasetList = z.object({ datasets: z.array(DatasetEntry), next_cursor: z.string().nullable() })
export type DatasetList = z.infer<typeof DatasetList>

/** The answer to an upload. `columns` are the names; what they hold stands in the profile, in the same order. */
export const UploadOutput = z.object({
  dataset_id: DatasetId,
  rows: z.int().min(0),
  columns: z.array(z.string()),
  name: z.string(),
  sha256: z.string(),
  bytes: z.int().min(0),
  format: z.enum(['csv', 'csv.gz', 'xlsx', 'parquet']),
  profile: TableProfile,
})
export type UploadOutput = z.infer<typeof UploadOutput>

/** One's own uploads, the newest first; the archive's tables stand before them on the first page. */
export const DatasetListQuery = PageQuery.extend({
  cursor: DatasetId.optional(),
  limit: z.int().min(1).max(PAGE_LIMIT).default(50),
})
export type DatasetListQuery = z.infer<typeof DatasetListQuery>

/** A data set with what it holds; the profile is null until it is here. */
export const DatasetDetail = DatasetEntry.extend({
  sha256: z.string().nullable(),
  profile: TableProfile.nullable(),
})
export type DatasetDetail = z.infer<typeof DatasetDetail>

export const DatasetDeleted = z.object({ dataset_id: DatasetId, deleted: z.literal(true) })
export type DatasetDeleted = z.infer<typeof DatasetDeleted>

const ColumnName = z.string().min(1).max(1000)
const Classes = z.array(z.string().max(1000)).min(1).max(100)

/** What the columns are to be held against; of an archive's table all of it is known when not given. */
export const AuditInput = z.object({
  id: z.string().max(64),
  label: ColumnName.optional(),
  positive_labels: Classes.optional(),
  /** every other class when not given */
  negative_labels: Classes.optional(),
  /** null: rows are independent of each other */
  group_key: ColumnName.nullable().optional(),
  /** null: all rows, also of a table where it is known which count */
  only: RowChoice.nullable().optional(),
  /** rows without a weight in this column are left out, as they are of a training */
  weight: ColumnName.nullable().optional(),
  /** `quantities`: the features that the field makes of the columns are held against the label, too */
  takes: Takes.default('columns'),
})
export type AuditInput = z.infer<typeof AuditInput>

/** A data set of NASA's by its name, or an upload by its id. */
export const DatasetRef = z.string().min(1).max(64)
