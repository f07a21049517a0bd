import { VouchError } from '../error.ts'
import { normaliseColumn } from '../table/column-name.ts'
import type { TableReader } from '../table/table.ts'
import type { ReadLightCurve } from './light-curve.ts'
import { median } from './median.ts'

/** Names of columns, the surest first; without their units, in lower case. */
const NAMES = {
  time: ['time', 'time_days', 'bjd', 'btjd', 'bkjd', 'bjd_tdb', 'jd', 't'],
  flux: ['flux', 'pdcsap_flux', 'sap_flux', 'relative_flux', 'normalized_flux', 'normalised_flux', 'f'],
  error: ['flux_err', 'flux_error', 'pdcsap_flux_err', 'sap_flux_err', 'e_flux', 'ferr', 'error'],
} as const

/** As many as a transit is seen in, a few times over. */
const LEAST_CADENCES = 10

/**
 * Reads a light curve from a table with a column of times in days and one of fluxes, in any unit, and perhaps of their errors.
 * Rows need no order; those without a time or a flux are left out, and counted.
 * @throws VouchError `invalid`, naming the column that is not there, or where too few rows are left
 */
export async function readTableLightCurve(table: TableReader): Promise<ReadLightCurve> {
  const { columns } = table.header
  const names = columns.map((column) => normaliseColumn(column))
  const find = (wanted: readonly string[]) =>
    wanted.map((name) => names.indexOf(name)).find((index) => index >= 0) ?? null
  const [time, flux, error] = [find(NAMES.time), find(NAMES.flux), find(NAMES.error)]
  if (time === null || flux === null) {
    const [what, tried] = time === null ? (['times', NAMES.time] as const) : (['fluxes', NAMES.flux] as const)
    const message = `has no column of ${what}: one of ${tried.join(', ')}`
    throw new VouchError('invalid', `The table ${message}.`, [{ field: 'file', message }])
  }
  const wanted = [time, flux, ...(error === null ? [] : [error])].map((index) => ({ index, kind: 'number' as const }))
  const rows: { time: number; flux: number; error: number }[] = []
  const dropped = { no_time: 0, no_flux: 0 }
  for await (const chunk of table.chunks(wanted)) {
    const [times, fluxes, errors] = chunk.columns
    for (let r = 0; r < chunk.rows; r++) {
      const row = {
        time: Number(times?.[r]),
        flux: Number(fluxes?.[r]),
        error: errors ? Number(errors[r]) : Number.NaN,
      }
      if (!Number.isFinite(row.time)) dropped.no_time++
      else if (!Number.isFinite(row.flux)) dropped.no_flux++
      else rows.push(row)
    }
  }
  if (rows.length < LEAST_CADENCES) {
    const message = `has ${rows.length} rows with a time and a flux, and ${LEAST_CADENCES} are needed`
    throw new VouchError('invalid', `The table ${message}.`, [{ field: 'file', message }])
  }
  rows.sort((a, b) => a.time - b.time)
  const usual = median(rows.map((row) => row.flux))
  if (!(usual > 0)) {
    const message =
      'holds no brightness: the median of its fluxes is not above 0, as of magnitudes or of what was subtracted'
    throw new VouchError('invalid', `The column “${columns[flux]}” ${message}.`, [{ field: 'file', message }])
  }
  return {
    curve: {
      timeDays: Float64Array.from(rows, (row) => row.time),
      flux: Float64Array.from(rows, (row) => row.flux / usual),
      fluxError: Float64Array.from(rows, (row) => row.error / usual),
      piece: new Uint16Array(rows.length),
    },
    source: {
      object: null,
      mission: null,
      fluxOf: columns[flux] ?? '',
      timeZero: null,
      pieces: [null],
      star: { teffKelvin: null, logg: null, radiusSolar: null, magnitude: null },
    },
    dropped: (['no_time', 'no_flux'] as const)
      .map((reason) => ({ reason, n: dropped[reason] }))
      .filter(({ n }) => n > 0),
  }
}
