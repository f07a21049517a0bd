import type { Warning } from '@vouch/contracts/prediction'
import type { Place } from './error-at.ts'

/** More kinds than a person reads; what comes after is only counted. */
const MAX_WARNINGS = 100

/**
 * Warnings of one table, one entry for each kind and column: the first place, and how often. However long the table, the
 * list stays short; what no longer fits is counted under `more_warnings`.
 */
export class WarningList {
  readonly entries: Warning[] = []
  readonly #known = new Map<string, Map<number, Warning>>()
  #rest: Warning | undefined

  /** `perColumn: false` counts all columns in one entry, with the place of the first. */
  add(code: string, message: string, place: Place, perColumn = true): void {
    const column = perColumn ? (place.column ?? 0) : 0
    const known = this.#known.get(code)?.get(column)
    if (known !== undefined) known.count = (known.count ?? 0) + 1
    else if (this.entries.length >= MAX_WARNINGS) this.#addRest()
    else this.#remember(code, column, { code, message, ...place, count: 1 })
  }

  #remember(code: string, column: number, warning: Warning): void {
    const columns = this.#known.get(code) ?? new Map<number, Warning>()
    columns.set(column, warning)
    this.#known.set(code, columns)
    this.entries.push(warning)
  }

  #addRest(): void {
    if (this.#rest === undefined) {
      this.#rest = { code: 'more_warnings', message: 'further warnings were counted, not listed', count: 0 }
      this.entries.push(this.#rest)
    }
    this.#rest.count = (this.#rest.count ?? 0) + 1
  }
}
