import type { DomainId } from '@vouch/contracts/domain'
import type { Manifest } from '@vouch/contracts/model'
import type { NamedColumns } from '../prediction/table-domain.ts'

/** A model's folder as a scorer needs it. */
export interface ModelFolder {
  readonly manifest: Manifest
  readonly path: string
}

export interface ScorerData {
  readonly models: readonly ModelFolder[]
}

export interface ScoreRowsTask {
  readonly kind: 'score'
  readonly domain: DomainId
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

export type ScoreTask = ScoreRowsTask | SelfTestTask

export interface ScoreResult {
  /** rounded; NaN where the row was not assessed */
  readonly probability: Float64Array<ArrayBuffer>
  readonly reasons: readonly (readonly [row: number, reason: string])[]
  readonly flipRate: Float64Array<ArrayBuffer> | null
  readonly features: Float32Array<ArrayBuffer> | null
  /** the domain's shown columns, handed back to who sent them */
  readonly shown: readonly (Float64Array | null)[]
}
