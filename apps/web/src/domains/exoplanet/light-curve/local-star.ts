import type { ReadLightCurve } from '@vouch/core/series/light-curve'

/** A star's light as its files have it, read where the reader is. */
export interface LocalStar extends ReadLightCurve {
  readonly files: readonly string[]
}

/** What is asked of the worker that reads. */
export interface ReadRequest {
  readonly files: readonly File[]
  readonly flux: 'pdcsap' | 'sap'
}

/** What it answers: first what was read, then star by star the trend of each. */
export type ReadAnswer =
  | { readonly kind: 'stars'; readonly stars: readonly LocalStar[] }
  | { readonly kind: 'trend'; readonly star: number; readonly trend: Float64Array }
  | { readonly kind: 'done' }
  /** in words for the reader; null: nobody foresaw it */
  | { readonly kind: 'fault'; readonly detail: string | null }

/** How wide the window is that the page takes trends with, days: three times the longest transit of most planets. */
export const TREND_DAYS = 2
