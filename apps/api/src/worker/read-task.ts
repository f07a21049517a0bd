import type { TableLimits } from '@vouch/core/table/table'
import type { Answer } from '../prediction/answer.ts'
import type { ExportPiece } from '../prediction/export-calls.ts'
import type { Upload } from '../prediction/open-submitted.ts'
import type { ContextUsed, Submission } from '../prediction/receipt.ts'
import type { StoredCall } from '../prediction/calls-file.ts'
import type { NamedColumns } from '../prediction/table-domain.ts'
import type { ModelFolder, ScoreRowsTask } from './score-task.ts'

export interface ReaderData {
  readonly models: readonly ModelFolder[]
  readonly limits: TableLimits
}

/** A catalogue on disk that catalogue features compare with. */
export interface ContextFile {
  readonly used: ContextUsed
  readonly path: string
}

export interface PredictTask {
  readonly kind: 'predict'
  readonly submission: Submission
  readonly upload: Upload
  readonly fragile: boolean
  readonly allFeatures: boolean
  /** folder for `calls.parquet` and `receipt.json`; null when nothing is kept */
  readonly folder: string | null
  /** null where the model takes no catalogue features or no catalogue is there */
  readonly context: ContextFile | null
  /** chunks that may be on their way to the scorers at once */
  readonly lanes: number
}

/** One row of an upload, read again. */
export interface RowTask {
  readonly kind: 'row'
  readonly domain: Submission['domain']
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

export interface CallsTask {
  readonly kind: 'calls'
  readonly domain: Submission['domain']
  readonly path: string
  readonly from: number
  readonly to: number
}

export interface ExportTask extends ExportPiece {
  readonly kind: 'export'
  readonly domain: Submission['domain']
}

/** A table's rows counted, to describe a catalogue that somebody put there. */
export interface CountTask {
  readonly kind: 'count'
  readonly domain: Submission['domain']
  readonly upload: Upload
}

export interface SampleTask {
  readonly kind: 'sample'
  readonly domain: Submission['domain']
}

export interface ReadResults {
  predict: Answer
  row: RowResult
  calls: readonly StoredCall[]
  export: Uint8Array<ArrayBuffer>
  count: number
  sample: string
}

export type ReadTask = PredictTask | RowTask | CallsTask | ExportTask | CountTask | SampleTask

/** What a reader asks the pool for: rows to be scored. */
export interface ReadAsk {
  readonly kind: 'score'
  readonly task: ScoreRowsTask
}
