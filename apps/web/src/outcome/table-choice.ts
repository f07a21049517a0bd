import type { DomainId } from '@vouch/contracts/domain'
import type { OutcomeSource } from '@vouch/contracts/outcome'

/** How a table is to be read for outcomes, as it stands in the form; empty is as its field’s tables have it. */
export interface TableChoice {
  readonly domain: DomainId
  readonly idColumn: string
  readonly labelColumn: string
  /** a value of the label’s column → the label; empty is not decided */
  readonly labels: Readonly<Record<string, string>>
  readonly dateColumn: string
  readonly observedOn: string
  readonly source: OutcomeSource | ''
}

/** The same as it is sent. */
export function tableInput(
  datasetId: string,
  { domain, idColumn, labelColumn, labels, dateColumn, observedOn, source }: TableChoice,
) {
  const decided = Object.entries(labels).filter(([, label]) => label !== '')
  return {
    dataset_id: datasetId,
    domain,
    ...(idColumn === '' ? {} : { id_column: idColumn }),
    ...(labelColumn === '' ? {} : { label_column: labelColumn }),
    ...(labelColumn === '' || decided.length === 0 ? {} : { labels: Object.fromEntries(decided) }),
    ...(dateColumn === '' ? {} : { date_column: dateColumn }),
    ...(observedOn === '' ? {} : { observed_on: observedOn }),
    ...(source === '' ? {} : { source }),
  }
}
