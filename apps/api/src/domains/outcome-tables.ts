import type { ColumnProfile } from '@vouch/contracts/dataset'
import { DomainId } from '@vouch/contracts/domain'
import type { OutcomeSource } from '@vouch/contracts/outcome'
import { domainOfTable } from './domains.ts'
import { exoplanetOutcomes } from './exoplanet/outcome-table.ts'
import { heartOutcomes } from './heart/outcome-table.ts'
import { otherOutcomes } from './other/outcome-table.ts'
import { skinOutcomes } from './skin/outcome-table.ts'

/** A column that says what became of a row's subject. */
export interface AnswerColumn {
  readonly column: string
  /** a value → the label; a value that is no label is not decided */
  readonly labels: Readonly<Record<string, string>>
  /** says when that was decided */
  readonly date: string | null
}

/** How the tables of a domain say what became of its subjects. */
export interface OutcomeTable {
  /** columns that name one subject; never one that names several, such as a star */
  readonly ids: readonly string[]
  /** columns that hold the answer, the surest first */
  labels(columns: readonly ColumnProfile[]): readonly AnswerColumn[]
  readonly source: OutcomeSource
  /** The day from which a table is, by the lines before its header; null where they do not say it. */
  dayOf(comments: readonly string[]): string | null
  /** A name as names are compared. */
  sameName(name: string): string
}

export const OUTCOME_TABLES = {
  exoplanet: exoplanetOutcomes,
  heart: heartOutcomes,
  skin: skinOutcomes,
  other: otherOutcomes,
} as const satisfies Record<DomainId, OutcomeTable>

/** The domain whose answers a table has: names and what became of them may be all that is in it. */
export function domainOfAnswers(columns: readonly ColumnProfile[]): DomainId {
  const names = columns.map(({ name }) => name)
  const tells = (domain: DomainId) => {
    const { ids, labels }: OutcomeTable = OUTCOME_TABLES[domain]
    return ids.some((id) => names.includes(id)) && labels(columns).some(({ column }) => names.includes(column))
  }
  return DomainId.options.find(tells) ?? domainOfTable(names)
}
