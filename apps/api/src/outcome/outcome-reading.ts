import type { DomainId } from '@vouch/contracts/domain'
import type { OutcomeTableInput } from '@vouch/contracts/outcome-table'
import type { OutcomeSource } from '@vouch/contracts/outcome'
import { VouchError } from '@vouch/core/error'
import type { OpenDataset } from '../dataset/datasets.ts'
import { OUTCOME_TABLES, type OutcomeTable } from '../domains/outcome-tables.ts'
import { wordsOf } from '../review/open-judged.ts'
import { checkLabel } from '../review/say.ts'
import type { OutcomeReading } from '../worker/match-outcomes.ts'
import { lastDay } from './record-outcomes.ts'

/** How a table is read, and what its outcomes say of where they are from. */
export interface Reading {
  readonly table: OutcomeReading
  readonly source: OutcomeSource
  readonly detail: string
}

type Known = Pick<OpenDataset, 'name' | 'createdAt'> & {
  readonly domain: DomainId
  readonly profile: OpenDataset['profile']
}

/**
 * What the sender says, and for the rest what the domain knows of its tables. Without a date a finding is of the day from
 * which the table is, as it says itself or else when it was stored: it was found by then.
 * @throws VouchError `invalid`, naming the field, for a column that is not there, and for what nobody knows
 */
export function readingOf(input: OutcomeTableInput, { domain, profile, name, createdAt }: Known): Reading {
  const known: OutcomeTable = OUTCOME_TABLES[domain]
  const has = (column: string) => profile.columns.some((one) => one.name === column)
  const given = (field: 'id_column' | 'label_column' | 'date_column') => {
    const column = input[field]
    if (column !== undefined && !has(column)) throw unfit(field, `there is no column “${column}”`)
    return column
  }
  const [id, label, date] = [given('id_column'), given('label_column'), given('date_column')]
  const ids = id === undefined ? known.ids.filter(has) : [id]
  if (ids.length === 0) throw unfit('id_column', 'is needed: the column that names the subjects as the calls do')
  const usual = known
    .labels(profile.columns)
    .find(({ column }) => (label === undefined ? has(column) : column === label))
  const column = label ?? usual?.column
  if (column === undefined) throw unfit('label_column', 'is needed: the column that holds the answer')
  const labels = input.labels ?? usual?.labels
  if (labels === undefined) throw unfit('labels', `is needed: which value of “${column}” is which label`)
  for (const [value, word] of Object.entries(labels)) checkLabel(word, wordsOf(domain).labels, `labels.${value}`)
  const { observed_on: day } = input
  if (day !== undefined && day > lastDay()) throw unfit('observed_on', 'is yet to come')
  const usualDate = day === undefined && usual?.date && has(usual.date) ? usual.date : null
  // a row of a column that was named must have its date, unless the day of the others was said
  const otherwise = date === undefined ? createdAt.toISOString().slice(0, 10) : null
  return {
    table: {
      ids,
      label: column,
      labels,
      date: date ?? usualDate,
      observedOn: day ?? otherwise,
      ownDay: day === undefined && date === undefined,
      lastDay: lastDay(),
    },
    source: input.source ?? known.source,
    detail: input.detail ?? name,
  }
}

function unfit(field: string, message: string): VouchError {
  return new VouchError('invalid', `${field}: ${message}`, [{ field, message }])
}
