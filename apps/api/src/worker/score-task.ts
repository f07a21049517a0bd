import type { Manifest } from '@vouch/contracts/model'
import type { CamTarget } from '@vouch/core/explain/grad-cam'
import type { ColumnContributions, ExplainedViews, ViewCam } from '@vouch/core/explain/explain-views'
import type { ExplainedRows } from '@vouch/core/explain/explain-rows'
import type { NamedColumns } from '../prediction/table-domain.ts'
import type { JudgedPicture, JudgePictureTask } from './picture-tasks.ts'

/** A model's folder as a scorer needs it. */
export interface ModelFolder {
  readonly manifest: Manifest
  readonly path: string
}

export interface ScorerData {
  readonly models: readonly ModelFolder[]
  /** where the folders of models lie that were trained or imported here */
  readonly ownModels: string
}

export interface ScoreRowsTask {
  readonly kind: 'score'
  readonly model: string
  /** the kind of table the rows come from */
  readonly variant: string
  readonly columns: NamedColumns
  /** rows × catalogue inputs of the model, in their order; null when it has none */
  readonly catalogue: Float32Array<ArrayBuffer> | null
  /** draw within the errors and count how often the call at this threshold flips */
  readonly fragileAt: number | null
  /** send back every input of the model */
  readonly features: boolean
}

export interface SelfTestTask {
  readonly kind: 'self-test'
  readonly model: string
}

/** One row, and what each input adds to its output. */
export interface ExplainTask extends Pick<ScoreRowsTask, 'model' | 'variant' | 'columns' | 'catalogue'> {
  readonly kind: 'explain'
  /** rows × inputs that unknown ones are taken from; null where the model can do without */
  readonly background: Float32Array | null
}

/** Where a network looked in the views of one row. */
export interface LookTask extends Pick<ScoreRowsTask, 'model' | 'variant' | 'columns' | 'catalogue'> {
  readonly kind: 'look'
  /** null: the class that is called at the threshold */
  readonly target: CamTarget | null
  readonly threshold: number
}

export interface LookResult {
  /** why the row was not assessed; null where it was, and then the rest is there */
  readonly reason: string | null
  readonly margin: number
  readonly probability: number
  readonly target: CamTarget
  readonly cams: readonly ViewCam[]
  readonly gradients: ColumnContributions | null
}

export type ScoreTask = ScoreRowsTask | SelfTestTask | ExplainTask | LookTask | JudgePictureTask

export interface ExplainResult {
  /** why the row was not assessed; null where it was, and then the rest is there */
  readonly reason: string | null
  readonly features: Float32Array
  readonly explained: ExplainedRows | ExplainedViews | null
  readonly margin: number
  readonly probability: number
}

/** What comes of a task: null of a self-test. */
export type ScorerResult = ScoreResult | ExplainResult | LookResult | JudgedPicture | null

export function isScored(result: ScorerResult): result is ScoreResult {
  return result !== null && 'flipRate' in result
}

export function isExplained(result: ScorerResult): result is ExplainResult {
  return result !== null && 'explained' in result
}

export function hasLooked(result: ScorerResult): result is LookResult {
  return result !== null && 'cams' in result
}

export function isJudgedPicture(result: ScorerResult): result is JudgedPicture {
  return result !== null && 'overlay' in result
}

export interface ScoreResult {
  /** rounded; NaN where the row was not assessed */
  readonly probability: Float64Array<ArrayBuffer>
  readonly reasons: readonly (readonly [row: number, reason: string])[]
  /** NaN where no error of what the model takes is known, and where the row was not assessed */
  readonly flipRate: Float64Array<ArrayBuffer> | null
  readonly features: Float32Array<ArrayBuffer> | null
  /** the domain's shown columns, handed back to who sent them */
  readonly shown: readonly (Float64Array | null)[]
}
