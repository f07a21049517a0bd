import type { LabelChoice, LeakBadge, Takes } from '@vouch/contracts/dataset'
import type { TrainingDetail } from '@vouch/contracts/job'
import type { Hyperparameters, ModelType, SearchSettings, ThresholdChoice } from '@vouch/contracts/learner'
import type { Manifest } from '@vouch/contracts/model'
import type { TrainingResult, TrainingVisualization } from '@vouch/contracts/training'
import { TrainingDetail as Detail } from '@vouch/contracts/job'
import type { TableLimits } from '@vouch/core/table/table'
import { z } from 'zod'
import type { Upload } from '../prediction/open-submitted.ts'

export interface TrainerData {
  readonly limits: TableLimits
}

/** A training, everything of it decided. */
export interface TrainTask {
  readonly upload: Upload
  readonly dataset: { readonly id: string; readonly name: string; readonly sha256: string; readonly licence: string }
  readonly domain: Manifest['domain']
  /** the kind of table, as its domain tells them apart */
  readonly tableKind: string
  readonly modelId: string
  readonly name: string
  readonly trainedAt: string
  readonly modelType: ModelType
  /** all of them, checked */
  readonly hyperparameters: Hyperparameters
  /** names of those that were given */
  readonly given: readonly string[]
  readonly label: LabelChoice
  readonly groupKey: string | null
  readonly takes: Takes
  readonly features: readonly string[]
  readonly folds: number
  readonly testShare: number
  readonly calibration: 'none' | 'platt' | 'isotonic'
  readonly decision: ThresholdChoice
  readonly search: SearchSettings
  readonly balanced: boolean
  readonly seed: number
  readonly badge: LeakBadge | null
  /** where the graph and the calls are written */
  readonly folder: string
  /** where folds that are done are kept, for whoever goes on after this process; not there when it has none */
  readonly checkpoints: string
  /** 1 when it is told to keep the best so far */
  readonly stop: SharedArrayBuffer
}

/** What a training says of itself while it runs. */
export const TrainNote = z.object({
  stage: z.enum(['reading', 'searching', 'folds', 'final', 'measuring']),
  /** 0 to 1 */
  share: z.number(),
  detail: Detail.nullable(),
})
export interface TrainNote {
  readonly stage: 'reading' | 'searching' | 'folds' | 'final' | 'measuring'
  readonly share: number
  readonly detail: TrainingDetail | null
}

/** What it made, beside the files `model.onnx` and `calls.parquet` of its folder. */
export interface TrainResult {
  readonly manifest: Manifest
  readonly result: TrainingResult
  readonly figures: Omit<TrainingVisualization, 'session_id'>
}
