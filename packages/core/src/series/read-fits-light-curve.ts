import { VouchError } from '../error.ts'
import type { Dropped, LightCurveSource, ReadLightCurve, StarValues } from './light-curve.ts'
import { median } from './median.ts'
import { type FitsColumn, type FitsUnit, headerNumber, headerText, readFits } from './read-fits.ts'

/** Which of a file's two brightnesses: with the instrument's trends taken out by the pipeline, or as the pixels add up. */
export type FluxKind = 'pdcsap' | 'sap'

/**
 * Cadences that are left out, by the bits of their quality flag (Kepler Archive Manual, KDMC-10008-006, table 2-3; TESS
 * Science Data Products Description Document, EXP-TESS-ARC-ICD-0014, table 28): the pointing was off, the detector was, or
 * somebody excluded them. Cosmic rays and the like, which the pipeline mends, stay.
 */
const BAD_QUALITY: Readonly<Record<'SAP_QUALITY' | 'QUALITY', number>> = {
  // attitude tweak, safe mode, coarse point, Earth point, desaturation, manual exclude, detector anomaly, no data, thruster
  SAP_QUALITY: 0x1 | 0x2 | 0x4 | 0x8 | 0x20 | 0x100 | 0x4000 | 0x10000 | 0x100000,
  // the first five, argabrightening, manual exclude, impulsive outlier, insufficient targets
  QUALITY: 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x20 | 0x80 | 0x200 | 0x4000,
}

/** A file of a light curve: a quarter, or a sector. */
interface Piece {
  readonly number: number | null
  readonly object: string | null
  readonly mission: string | null
  readonly timeZero: number | null
  readonly star: StarValues
  readonly time: Float64Array
  readonly flux: Float64Array
  readonly error: Float64Array
  readonly dropped: Readonly<Record<Dropped['reason'], number>>
}

/**
 * Reads the light-curve files of one star, Kepler's or TESS's, and puts them one after the other: each divided by the median
 * of its good cadences, since a star falls on another detector every time.
 * @throws VouchError `invalid`, naming the file: no light curve, another star, a quarter twice, or no good cadence
 */
export function readFitsLightCurve(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  kind: FluxKind = 'pdcsap',
): ReadLightCurve {
  const pieces = files.map(({ name, bytes }) => ({ name, ...readPiece(name, readFits(bytes), kind) }))
  pieces.sort((a, b) => (a.time[0] ?? 0) - (b.time[0] ?? 0))
  const [first] = pieces
  if (!first) throw new VouchError('invalid', 'No light-curve file was given.')
  for (const [i, piece] of pieces.entries()) {
    if (piece.object !== first.object || piece.timeZero !== first.timeZero)
      throw fault(piece.name, `is of ${piece.object ?? 'no star that it names'}, and ${first.name} of ${first.object}`)
    const before = pieces[i - 1]
    if (before && (before.time.at(-1) ?? 0) >= (piece.time[0] ?? 0))
      throw fault(piece.name, `overlaps ${before.name} in time: it is there twice, or in two cadences`)
  }
  const rows = pieces.reduce((sum, { time }) => sum + time.length, 0)
  const curve = {
    timeDays: new Float64Array(rows),
    flux: new Float64Array(rows),
    fluxError: new Float64Array(rows),
    piece: new Uint16Array(rows),
  }
  let at = 0
  for (const [i, { time, flux, error }] of pieces.entries()) {
    const usual = median(flux)
    curve.timeDays.set(time, at)
    curve.flux.set(
      flux.map((value) => value / usual),
      at,
    )
    curve.fluxError.set(
      error.map((value) => value / usual),
      at,
    )
    curve.piece.fill(i, at, at + time.length)
    at += time.length
  }
  const source: LightCurveSource = {
    object: first.object,
    mission: first.mission,
    fluxOf: kind === 'sap' ? 'SAP' : 'PDCSAP',
    timeZero: first.timeZero,
    pieces: pieces.map(({ number }) => number),
    star: first.star,
  }
  const reasons = ['quality', 'no_time', 'no_flux'] as const
  const dropped = reasons.map((reason) => ({
    reason,
    n: pieces.reduce((sum, piece) => sum + piece.dropped[reason], 0),
  }))
  return { curve, source, dropped: dropped.filter(({ n }) => n > 0) }
}

function readPiece(name: string, units: readonly FitsUnit[], kind: FluxKind): Piece {
  const table = units.find(({ columns }) => find(columns, 'TIME') && find(columns, 'SAP_FLUX'))
  const [primary] = units
  if (!table || !primary) throw fault(name, 'holds no light curve: a table with TIME and SAP_FLUX')
  const fluxName = kind === 'sap' ? 'SAP_FLUX' : 'PDCSAP_FLUX'
  const time = numbers(name, table, 'TIME')
  const flux = numbers(name, table, fluxName)
  const error = find(table.columns, `${fluxName}_ERR`)?.numbers ?? new Float64Array(table.rows).fill(Number.NaN)
  const flagged = find(table.columns, 'SAP_QUALITY') ? 'SAP_QUALITY' : 'QUALITY'
  const quality = find(table.columns, flagged)?.numbers
  const dropped = { quality: 0, no_time: 0, no_flux: 0 }
  const kept: number[] = []
  for (let row = 0; row < table.rows; row++) {
    const reason = whyDropped(time[row], flux[row], ((quality?.[row] ?? 0) & BAD_QUALITY[flagged]) !== 0)
    if (reason === null) kept.push(row)
    else dropped[reason]++
  }
  if (kept.length === 0) throw fault(name, 'has no good cadence')
  kept.sort((a, b) => time[a]! - time[b]!)
  const { header } = primary
  return {
    number: headerNumber(header, 'QUARTER') ?? headerNumber(header, 'SECTOR') ?? headerNumber(header, 'CAMPAIGN'),
    object: headerText(header, 'OBJECT'),
    mission: headerText(header, 'MISSION') ?? headerText(header, 'TELESCOP'),
    timeZero: timeZeroOf(table.header),
    star: {
      teffKelvin: headerNumber(header, 'TEFF'),
      logg: headerNumber(header, 'LOGG'),
      radiusSolar: headerNumber(header, 'RADIUS'),
      magnitude: headerNumber(header, 'KEPMAG') ?? headerNumber(header, 'TESSMAG'),
    },
    time: Float64Array.from(kept, (row) => time[row]!),
    flux: Float64Array.from(kept, (row) => flux[row]!),
    error: Float64Array.from(kept, (row) => error[row]!),
    dropped,
  }
}

/** Null for a cadence that is good. */
function whyDropped(time: number | undefined, flux: number | undefined, isBad: boolean): Dropped['reason'] | null {
  if (time === undefined || !Number.isFinite(time)) return 'no_time'
  if (isBad) return 'quality'
  return flux === undefined || !Number.isFinite(flux) ? 'no_flux' : null
}

function timeZeroOf(header: FitsUnit['header']): number | null {
  const whole = headerNumber(header, 'BJDREFI')
  return whole === null ? null : whole + (headerNumber(header, 'BJDREFF') ?? 0)
}

function find(columns: readonly FitsColumn[], wanted: string): FitsColumn | undefined {
  return columns.find(({ name, width }) => name.toUpperCase() === wanted && width === 1)
}

function numbers(file: string, { columns }: FitsUnit, wanted: string): Float64Array {
  const found = find(columns, wanted)?.numbers
  if (!found) throw fault(file, `has no column ${wanted} of numbers`)
  return found
}

function fault(file: string, what: string): VouchError {
  return new VouchError('invalid', `${file} ${what}.`, [{ field: 'files', message: `${file}: ${what}` }])
}
