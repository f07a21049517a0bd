import type { DomainId } from '@vouch/contracts/domain'
import type { OutcomeSource } from '@vouch/contracts/outcome'
import { exoplanetOutcomes } from './exoplanet/outcome-table.ts'
import { heartOutcomes } from './heart/outcome-table.ts'

/** How the tables of a domain say what became of its subjects. */
export interface OutcomeTable {
  /** columns that name one subject; never one that names several, such as a star */
  readonly ids: readonly string[]
  /** columns that hold the answer, the surest first; a value that is no label is not decided */
  readonly labels: readonly {
    readonly column: string
    readonly labels: Readonly<Record<string, string>>
    /** says when that was decided */
    readonly date: string | null
  }[]
  readonly source: OutcomeSource
  /** The day from which a table is, by the lines before its header; null where they do not say it. */
  dayOf(comments: readonly string[]): string | null
  /** A name as names are compared. */
  sameName(name: string): string
}

export const OUTCOME_TABLES = { exoplanet: exoplanetOutcomes, heart: heartOutcomes } as const satisfies Record<
  DomainId,
  OutcomeTable
>
