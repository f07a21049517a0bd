import type { DatasetAudit, LabelChoice, TableProfile, Takes } from '@vouch/contracts/dataset'
import type { PairedAuc } from '@vouch/contracts/promotion'
import type { ImportSubject } from '@vouch/core/learn/describe-import'
import type { ImportModelOptions } from '@vouch/core/learn/import-model'
import type { LabelCounts } from '@vouch/core/learn/label-rows'
import type { TableFormat, TableLimits } from '@vouch/core/table/table'
import type { FiguresTask as CodingFiguresTask, MadeFigures } from '../domains/coding/figures-task.ts'
import type { CodingRead, CodingTask, KeepAsk } from '../domains/coding/coding-task.ts'
import type { CandidateTask, CurvesTask, Injected, InjectTask } from '../domains/exoplanet/light-curve/curve-tasks.ts'
import type { Candidate } from '../domains/exoplanet/light-curve/show-candidate.ts'
import type { TakenCurves } from '../domains/exoplanet/light-curve/take-curves.ts'
import type { FileBytes } from '../file/file-store.ts'
import type { JudgedMeasures, JudgedWindow } from '../measure/measure-judged.ts'
import type { Answer } from '../prediction/answer.ts'
import type { ExportPiece } from '../prediction/export-calls.ts'
import type { Upload } from '../prediction/open-submitted.ts'
import type { ContextUsed, MadeReceipt, Submission } from '../prediction/receipt.ts'
import type { StoredCall } from '../prediction/calls-file.ts'
import type { NamedColumns } from '../prediction/table-domain.ts'
import type { JudgedRows } from '../training/calls-file.ts'
import type { ChosenCalls } from './choose-calls.ts'
import type { FeatureChoice } from './feature-rows.ts'
import type { Imported } from './import-upload.ts'
import type { Compared } from './compare-models.ts'
import type { Matched, MatchTask } from './match-outcomes.ts'
import type { Measured } from './measure-table.ts'
import type { PairedModels } from './pair-models.ts'
import type { ReadPictureTask, TakenPicture } from './picture-tasks.ts'
import type { QuantityRows } from './quantity-rows.ts'
import type { TableCut } from './shards.ts'
import type { ScorerData, ScoreRowsTask } from './score-task.ts'

export interface ReaderData extends ScorerData {
  readonly limits: TableLimits
}

/** A catalogue on disk that catalogue features compare with, or the light curves that views are cut from. */
export interface ContextFile {
  readonly used: ContextUsed
  readonly file: FileBytes
}

export interface PredictTask {
  readonly kind: 'predict'
  readonly submission: Submission
  readonly upload: Upload
  readonly fragile: boolean
  readonly allFeatures: boolean
  /** somebody waits for the calls: a table of more rows than an answer holds is left alone */
  readonly answer: boolean
  /** where the file of the calls is to be; null when nothing is kept */
  readonly callsPath: string | null
  /** null where the model takes no catalogue features or no catalogue is there */
  readonly context: ContextFile | null
  /** chunks that may be on their way to the scorers at once */
  readonly lanes: number
}

/** A table's rows laid into files of a folder, a shard each. */
export interface CutTask extends Pick<PredictTask, 'submission' | 'upload' | 'context'> {
  readonly kind: 'cut'
  readonly folder: string
}

/** One of those files scored, into another beside it. */
export interface ShardTask extends Pick<PredictTask, 'lanes'> {
  readonly kind: 'shard'
  readonly folder: string
  readonly shard: number
  readonly how: Omit<ScoreRowsTask, 'kind' | 'columns' | 'catalogue'>
}

/** The calls of all shards as one file. */
export interface JoinTask extends Pick<PredictTask, 'submission'> {
  readonly kind: 'join'
  readonly folder: string
  readonly cut: TableCut
  readonly callsPath: string
}

/** One row of an upload, read again. */
export interface RowTask {
  readonly kind: 'row'
  readonly upload: Upload
  readonly row: number
  readonly model: string
  readonly context: ContextFile | null
}

export interface RowResult {
  readonly id: string
  readonly variant: string
  readonly columns: NamedColumns
  readonly catalogue: Float32Array<ArrayBuffer> | null
}

/** Rows of some uploads as a domain understands them. */
export interface QuantitiesTask {
  readonly kind: 'quantities'
  readonly domain: Submission['domain']
  /** the numbers of each upload's rows ascend; one may be there twice */
  readonly from: readonly { readonly upload: Upload; readonly rows: readonly number[] }[]
}

export interface CallsTask {
  readonly kind: 'calls'
  readonly domain: Submission['domain']
  readonly file: FileBytes
  readonly from: number
  readonly to: number
}

export interface ExportTask extends ExportPiece {
  readonly kind: 'export'
  readonly domain: Submission['domain']
}

/** Calls of some rows. */
export interface PickTask {
  readonly kind: 'pick'
  readonly domain: Submission['domain']
  readonly file: FileBytes
  readonly rows: readonly number[]
}

/** Calls that experts should judge. */
export interface ChooseTask {
  readonly kind: 'choose'
  readonly domain: Submission['domain']
  readonly file: FileBytes
  readonly threshold: number
  /** another model's calls of the same rows */
  readonly against: { readonly file: FileBytes; readonly threshold: number } | null
  readonly count: number
  readonly randomShare: number
  /** rows that were chosen before; `drawn` of them by chance alone */
  readonly taken: readonly number[]
  readonly drawn: readonly number[]
  readonly seed: string
}

/** The file of a submission's calls, without what some of its rows were called. */
export interface BlindTask {
  readonly kind: 'blind'
  readonly domain: Submission['domain']
  readonly file: FileBytes
  readonly rows: readonly number[]
  /** where it is to be */
  readonly path: string
}

/** A table read through, to say what it holds. */
export interface ProfileTask {
  readonly kind: 'profile'
  readonly upload: Upload
}

/** A table's columns held against its label. */
export interface AuditTask {
  readonly kind: 'audit'
  readonly upload: Upload
  readonly profile: TableProfile
  readonly label: LabelChoice
  readonly groupKey: string | null
  readonly takes: Takes
  readonly domain: Submission['domain']
}

/** A training's calls. */
export interface JudgedTask {
  readonly kind: 'judged'
  readonly file: FileBytes
  readonly from: number
  readonly to: number
}

/** What a model said, in its own training, of rows that it had not seen; they are known by their values in whatever table. */
export type UnseenCalls =
  | { readonly kind: 'out-of-fold'; readonly file: FileBytes }
  | { readonly kind: 'training'; readonly file: FileBytes; readonly table: Upload }

/**
 * Another training's calls of the same table; those out of fold that a model came with; or those of a submission of the same
 * table, in the place of which stands, for rows that the model was trained on, what it said of them unseen.
 */
export type SecondCalls =
  | { readonly kind: 'judged' | 'out-of-fold'; readonly file: FileBytes }
  | { readonly kind: 'called'; readonly file: FileBytes; readonly unseen: UnseenCalls | null }

/** Two models compared on rows that the first was not trained on. */
export interface PairTask {
  readonly kind: 'pair'
  readonly domain: Submission['domain']
  /** a training's calls */
  readonly first: FileBytes
  readonly second: SecondCalls
  /** the locked test of the first, or all its rows */
  readonly only: 'test' | 'all'
  /** the table that the rows are of, where the domain's subgroups are to be compared too, or rows are known by their keys */
  readonly table: Upload | null
  /** that each model calls by */
  readonly thresholds: readonly [first: number, second: number]
}

/** Many trainings of one table, each compared with the same second on all rows that both judged. */
export interface PairEachTask extends Pick<PairTask, 'domain' | 'second' | 'table'> {
  readonly kind: 'pair-each'
  readonly firsts: readonly FileBytes[]
  /** share of a first's rows that the second has to know; one that knows fewer is not compared */
  readonly leastKnown: number
}

/** Two models side by side on all rows that both judged: as for a pair, and by which thresholds each calls. */
export interface CompareTask extends Omit<PairTask, 'kind' | 'only'> {
  readonly kind: 'compare'
  /** what the rows are, in words */
  readonly split: string
}

/** The calls of a table's rows held against its labels. */
export interface MeasureTask extends Pick<AuditTask, 'upload' | 'label' | 'groupKey'> {
  readonly kind: 'measure'
  readonly domain: Submission['domain']
  /** every row's, as a submission keeps them */
  readonly calls: FileBytes
  /** that rows are called by */
  readonly threshold: number
  /** what the rows are, in words */
  readonly split: string
}

/** Rows of a training drawn, for explanations. */
export interface BackgroundTask extends FeatureChoice {
  readonly kind: 'background'
  readonly upload: Upload
  /** the training's calls */
  readonly calls: FileBytes
  readonly rows: number
  readonly seed: number
}

/** A model of another program turned into one of ours. */
export interface ImportTask {
  readonly kind: 'import'
  readonly modelId: string
  readonly file: FileBytes
  readonly fileName: string
  readonly sha256: string
  readonly bytes: number
  /** rows with what the model gave of them elsewhere; null where none came with it */
  readonly rows: Upload | null
  readonly options: ImportModelOptions
  /** in the model's order; null: as its file names them, or the rows do */
  readonly columns: readonly string[] | null
  readonly subject: Pick<ImportSubject, 'name' | 'negative' | 'positive' | 'threshold'>
  readonly folder: string
}

/** A file's bytes hashed. */
export interface HashTask {
  readonly kind: 'hash'
  readonly path: string
}

export interface SampleTask {
  readonly kind: 'sample'
  readonly domain: Submission['domain']
}

export interface PredictResult {
  readonly answer: Answer
  readonly receipt: MadeReceipt
  /** of the file of the calls; null when there is none */
  readonly callsSha256: string | null
}

export function isPredictResult(value: unknown): value is PredictResult {
  return typeof value === 'object' && value !== null && 'answer' in value && 'receipt' in value
}

export function isPairedEach(value: unknown): value is ReadResults['pair-each'] {
  return (
    Array.isArray(value) &&
    value.every((one: unknown) => one === null || (typeof one === 'object' && one !== null && 'difference' in one))
  )
}

export interface Profiled {
  readonly format: TableFormat
  readonly profile: TableProfile
}

export function isProfiled(value: unknown): value is Profiled {
  return typeof value === 'object' && value !== null && 'profile' in value && 'format' in value
}

export interface Audited {
  readonly audit: DatasetAudit
  readonly counts: LabelCounts
}

export function isAudited(value: unknown): value is Audited {
  return typeof value === 'object' && value !== null && 'audit' in value && 'counts' in value
}

/** Judged calls, measured. */
export interface FiguresTask {
  readonly kind: 'figures'
  readonly window: JudgedWindow
}

export interface ReadResults {
  /** null: a table of more rows than an answer holds */
  predict: PredictResult | null
  cut: TableCut
  shard: number
  join: PredictResult
  row: RowResult
  calls: readonly StoredCall[]
  pick: readonly StoredCall[]
  choose: ChosenCalls
  blind: number
  quantities: readonly QuantityRows[]
  match: Matched
  export: Uint8Array<ArrayBuffer>
  profile: Profiled
  audit: Audited
  background: Float32Array<ArrayBuffer>
  judged: JudgedRows
  pair: PairedModels
  'pair-each': readonly (PairedAuc | null)[]
  import: Imported
  compare: Compared
  measure: Measured
  figures: JudgedMeasures
  coding: CodingRead
  'coding-figures': MadeFigures
  sample: string
  hash: string
  curves: TakenCurves
  inject: Injected
  candidate: Candidate
  picture: TakenPicture
}

export type ReadTask =
  | PredictTask
  | CutTask
  | ShardTask
  | JoinTask
  | RowTask
  | QuantitiesTask
  | MatchTask
  | CallsTask
  | PickTask
  | ChooseTask
  | BlindTask
  | ExportTask
  | ProfileTask
  | AuditTask
  | BackgroundTask
  | JudgedTask
  | PairTask
  | PairEachTask
  | ImportTask
  | CompareTask
  | MeasureTask
  | FiguresTask
  | SampleTask
  | HashTask
  | CurvesTask
  | InjectTask
  | CandidateTask
  | ReadPictureTask
  | CodingTask
  | CodingFiguresTask

/** Rows to be scored. */
export interface ScoreAsk {
  readonly kind: 'score'
  /** how much of the table is read, 0 to 1 */
  readonly share: number
  readonly task: ScoreRowsTask
}

/** What a reader asks the pool for while it reads. */
export type ReadAsk = ScoreAsk | KeepAsk
