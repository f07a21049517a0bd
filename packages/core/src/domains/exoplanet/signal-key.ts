import type { Quantities, QuantityName } from './quantities.ts'

/**
 * What tells a signal of a catalogue from every other, whatever the table calls it: its star and its period. Two events of a
 * star may share a period (an eclipse and its other half), so that where a table tells how strong an event was, that is
 * part of it. Where the star has no number (K2's have names) its size and the star's take that place.
 * Null without a period, or with nothing beside it.
 */
export function signalKey({ values }: Quantities, row: number): string | null {
  const [star, period] = [values.star?.[row] ?? Number.NaN, values.period?.[row] ?? Number.NaN]
  if (Number.isNaN(period)) return null
  if (!Number.isNaN(star)) {
    const key = `${star} ${period.toPrecision(SIGNIFICANT)}`
    const event = values.multiple_event?.[row] ?? Number.NaN
    return Number.isNaN(event) ? key : `${key} ${event.toPrecision(SIGNIFICANT)}`
  }
  const beside = BESIDE.map((name) => values[name]?.[row] ?? Number.NaN)
  if (beside.every(Number.isNaN)) return null
  const words = beside.map((value) => (Number.isNaN(value) ? '-' : value.toPrecision(SIGNIFICANT)))
  return [period.toPrecision(SIGNIFICANT), ...words].join(' ')
}

/** Tables are written with as many digits, or more. */
const SIGNIFICANT = 8

const BESIDE: readonly QuantityName[] = ['depth', 'radius', 'radius_ratio', 'stellar_temperature', 'stellar_radius']
