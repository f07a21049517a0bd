import type { ColumnKind, ColumnProfile, FrequentValue } from '@vouch/contracts/dataset'
import { FrequentValues } from './frequent-values.ts'
import { hashNumber, hashText } from './hash-cell.ts'
import { NumberSample } from './number-sample.ts'
import { parseDecimalComma } from './parse-decimal-comma.ts'
import { parseNumber } from './parse-number.ts'
import { ValueCounts } from './value-counts.ts'

/** How much a column may remember. */
export interface TallyBounds {
  /** different values that are counted exactly */
  readonly distinct: number
  /** numbers that quantiles are taken of */
  readonly sample: number
}

/** The hash of a missing cell. */
export const MISSING_HASH = 0

/** A column in which fewer of the filled cells are numbers holds text: a stray word does not make it one. */
const NUMERIC_SHARE = 0.9
/** The same for dates. */
const DATE_SHARE = 0.9
/** Enough to hold every class of a label, and to find any value in more than one row of a hundred. */
const COUNTERS = 128
/** of which so many are told */
const TOLD_VALUES = 32
/** Longer than any number in earnest; what is longer is text. */
const NUMBER_CHARACTERS = 400
const LAST_EXACT_INTEGER = 2 ** 53

const BOOLEAN_WORDS = new Set(['true', 'false', 'yes', 'no', 'y', 'n', 't', 'f'])
/** ISO 8601 and what spreadsheets and archives make of it: day or month, with a time or without. */
const DATE = /^\d{4}[-/]\d{2}(?:[-/]\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?$/
const DATE_CHARACTERS = 40

const bytes = Buffer.alloc(3 * NUMBER_CHARACTERS)

/** What one column turns out to hold, cell by cell, in bounded memory. */
export class ColumnTally {
  readonly #name: string
  readonly #index: number
  readonly #decimalComma: boolean
  readonly #values: ValueCounts
  readonly #frequent = new FrequentValues(COUNTERS)
  readonly #numbers: NumberSample
  #filled = 0
  #numeric = 0
  #whole = 0
  #words = 0
  #dates = 0

  /** @param decimalComma whether the table writes 1,5 for 1.5 */
  constructor(column: { name: string; index: number; decimalComma: boolean }, bounds: TallyBounds) {
    this.#name = column.name
    this.#index = column.index
    this.#decimalComma = column.decimalComma
    this.#values = new ValueCounts(bounds.distinct)
    this.#numbers = new NumberSample(bounds.sample)
  }

  /** Takes a cell; null is missing. Equal numbers are one value however they are written. @returns its hash */
  add(cell: string | null, row: number): number {
    if (cell === null) return MISSING_HASH
    this.#filled++
    const value = this.#readNumber(cell)
    const numeric = !Number.isNaN(value)
    // from 2^53 on different ids would be the same double
    const byValue = numeric && Math.abs(value) < LAST_EXACT_INTEGER
    const hash = byValue ? hashNumber(value) : hashText(cell)
    this.#values.add(hash)
    this.#frequent.add(hash, byValue ? value : cell)
    if (numeric) {
      this.#numeric++
      if (Number.isInteger(value)) this.#whole++
      this.#numbers.add(value, row)
    } else if (cell.length <= DATE_CHARACTERS) {
      const text = cell.trim()
      if (BOOLEAN_WORDS.has(text.toLowerCase())) this.#words++
      else if (DATE.test(text)) this.#dates++
    }
    return hash
  }

  profile(rows: number): ColumnProfile {
    const kind = this.#kind()
    const numeric = this.#isNumeric
    return {
      name: this.#name,
      index: this.#index,
      kind,
      numeric,
      n: this.#filled,
      missing: rows - this.#filled,
      missing_share: rows > 0 ? (rows - this.#filled) / rows : null,
      unreadable: numeric ? this.#filled - this.#numeric : 0,
      distinct: this.#values.distinct,
      numbers: this.#numbers.profile(),
      frequent: this.#told(),
    }
  }

  /** How many groups the values make, and the rows of the largest. */
  get largest(): number | null {
    return this.#values.largest
  }

  get #isNumeric(): boolean {
    return this.#numeric > 0 && this.#numeric >= NUMERIC_SHARE * this.#filled
  }

  #kind(): ColumnKind {
    const { count, exact } = this.#values.distinct
    if (this.#filled === 0) return 'missing'
    if (exact && count === 1) return 'constant'
    const binary = this.#whole === this.#filled && this.#numbers.min === 0 && this.#numbers.max === 1
    if (binary || (this.#words === this.#filled && exact && count === 2)) return 'boolean'
    if (this.#isNumeric) return this.#whole === this.#numeric ? 'whole' : 'number'
    return this.#dates >= DATE_SHARE * this.#filled ? 'date' : 'text'
  }

  /** Among many values those that every one as frequent is known of; among few all. */
  #told(): FrequentValue[] {
    const least = this.#frequent.exact ? 0 : this.#filled / (COUNTERS + 1)
    const values = this.#frequent.entries().map(({ hash, value, count }) => {
      const exact = this.#values.count(hash)
      return { value: String(value), count: exact ?? count, exact: exact !== null || this.#frequent.exact }
    })
    return (
      values
        .filter(({ count }) => count > least)
        // by value where counts are equal, so that the list does not hang on the order of the rows
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, TOLD_VALUES)
    )
  }

  #readNumber(cell: string): number {
    if (cell.length > NUMBER_CHARACTERS) return Number.NaN
    const end = bytes.write(cell, 'utf8')
    const value = parseNumber(bytes, 0, end)
    return Number.isNaN(value) && this.#decimalComma ? parseDecimalComma(bytes, 0, end) : value
  }
}
