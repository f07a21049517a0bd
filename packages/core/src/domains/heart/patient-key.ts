import { hashPair, hashText } from '../../table/hash-cell.ts'
import { ATTRIBUTE_NAMES, type Patients } from './attributes.ts'

/**
 * What tells a patient of these tables from every other: nothing but the thirteen values themselves, as a number that does
 * not show them. Two patients with the same values have the same key; null for a row without a value.
 */
export function patientKey({ values }: Patients, row: number): string | null {
  const cells = ATTRIBUTE_NAMES.map((name) => values[name]?.[row] ?? Number.NaN)
  if (cells.every(Number.isNaN)) return null
  const words = cells.map((value) => (Number.isNaN(value) ? '-' : value.toPrecision(SIGNIFICANT)))
  const [first = 0, second = 0] = [words.join(' '), words.toReversed().join(',')].map(hashText)
  return hashPair(first, second).toString(36)
}

/** Tables are written with as many digits, or fewer. */
const SIGNIFICANT = 6
