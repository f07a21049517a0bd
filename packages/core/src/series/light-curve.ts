import { takePlaces } from './fold.ts'

/** Brightness over time: the cadences of one star, in the order of time. */
export interface LightCurve {
  /** days, in the system that `timeZero` names */
  readonly timeDays: Float64Array
  /** relative to the median of its piece, 1 where the star is as bright as usual; NaN nowhere */
  readonly flux: Float64Array
  /** one sigma of the flux; NaN where it is not known */
  readonly fluxError: Float64Array
  /** which piece of the observation a cadence is of: a quarter or sector by its place in time, from 0 */
  readonly piece: Uint16Array
}

/** What is known of the star and of how it was observed. */
export interface LightCurveSource {
  /** `KIC 11442793`, `TIC 150428135`; null of a table */
  readonly object: string | null
  readonly mission: string | null
  /** what was added up: `PDCSAP`, `SAP`, or the table's column */
  readonly fluxOf: string
  /** what is subtracted from a Barycentric Julian Date, days: 2454833 of Kepler, 2457000 of TESS; null where it is not known */
  readonly timeZero: number | null
  /** quarters or sectors, in the order of the pieces; null of one that has no number */
  readonly pieces: readonly (number | null)[]
  readonly star: StarValues
}

/** Values of the star as its catalogue has them; null where the file has none. */
export interface StarValues {
  readonly teffKelvin: number | null
  readonly logg: number | null
  readonly radiusSolar: number | null
  readonly magnitude: number | null
}

/** A cadence count, of which so many were not used, and why. */
export interface Dropped {
  readonly reason: 'quality' | 'no_time' | 'no_flux'
  readonly n: number
}

/** A light curve and all that is to be said of it. */
export interface ReadLightCurve {
  readonly curve: LightCurve
  readonly source: LightCurveSource
  readonly dropped: readonly Dropped[]
}

/** Some cadences of a curve, by their places in it. */
export function takeCadences(curve: LightCurve, places: ArrayLike<number>): LightCurve {
  return {
    timeDays: takePlaces(curve.timeDays, places),
    flux: takePlaces(curve.flux, places),
    fluxError: takePlaces(curve.fluxError, places),
    piece: Uint16Array.from(places, (place) => curve.piece[place] ?? 0),
  }
}
