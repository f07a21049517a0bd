import type { Quantities } from './quantities.ts'

/** What tells a signal of a catalogue from every other, whatever the table calls it: its star and its period; null without. */
export function signalKey({ values }: Quantities, row: number): string | null {
  const [star, period] = [values.star?.[row], values.period?.[row]]
  if (star === undefined || period === undefined || Number.isNaN(star) || Number.isNaN(period)) return null
  return `${star} ${period.toPrecision(SIGNIFICANT)}`
}

/** Tables are written with as many digits, or more. */
const SIGNIFICANT = 8
