import type { InjectionReport } from '@vouch/contracts/domains/injection'
import type { FluxKind } from '@vouch/contracts/domains/light-curve'
import type { CurveSearchOptions } from '@vouch/core/domains/exoplanet/search-curve'
import type { Ephemeris } from '@vouch/core/series/fold'
import type { FileBytes } from '../../../file/file-store.ts'
import type { NamedColumns } from '../../../prediction/table-domain.ts'
import type { InjectionPlan } from './injection-plan.ts'
import type { SentFile, TakenCurves } from './take-curves.ts'

/** Light curves read from what was sent, or from what was kept of it, and looked through where that is wanted. */
export interface CurvesTask {
  readonly kind: 'curves'
  readonly from: { readonly files: readonly SentFile[]; readonly flux: FluxKind } | { readonly kept: FileBytes }
  /** null: signals are known, or not wanted yet */
  readonly search: CurveSearchOptions | null
  readonly known: Ephemeris | null
  /** where the curves are to be, with what was found in them; null: nowhere */
  readonly path: string | null
}

export function isTakenCurves(value: unknown): value is TakenCurves {
  return typeof value === 'object' && value !== null && 'stars' in value && 'rows' in value
}

/** Transits put into a curve one at a time, looked for and called. */
export interface InjectTask {
  readonly kind: 'inject'
  readonly model: string
  /** the file of one star; null: noise is simulated */
  readonly curve: FileBytes | null
  readonly threshold: number
  readonly options: InjectionPlan['options']
}

/** What became of them, without what the job knows of itself. */
export type Injected = Omit<
  InjectionReport,
  'id' | 'created_at' | 'model_used' | 'model_version' | 'model_sha256' | 'threshold' | 'options'
>

export function isInjected(value: unknown): value is Injected {
  return typeof value === 'object' && value !== null && 'injections' in value && 'cells' in value
}

/** A called row as it stands in its star's light. */
export interface CandidateTask {
  readonly kind: 'candidate'
  readonly curves: FileBytes
  readonly columns: NamedColumns
  readonly points: number
}
