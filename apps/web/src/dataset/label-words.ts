import type { DatasetDetail } from '@vouch/contracts/dataset'

/** What a class of the label counts as. */
export type Side = 'positive' | 'negative' | 'left out'

/** What of a table is the answer, as a reader has chosen it. */
export interface LabelWords {
  /** empty: there is none */
  readonly label: string
  /** of each class of the label */
  readonly sides: Readonly<Record<string, Side>>
  /** empty: rows stand alone */
  readonly groupKey: string
  /** whether the rows count alone that are known to */
  readonly usualRows: boolean
}

type Table = Pick<DatasetDetail, 'profile' | 'label' | 'group_key'>

/** What is known of an archive's table, and what is likeliest of any other. */
export function firstLabel(table: Table): LabelWords {
  const { profile, label, group_key } = table
  const column = label?.column ?? profile?.label_candidates[0]?.column ?? ''
  const groupKey = group_key ?? profile?.group_candidates[0]?.column ?? ''
  return { label: column, sides: firstSides(table, column), groupKey, usualRows: true }
}

/** Of a column whose classes are not known each counts as negative until one is said to be positive. */
export function firstSides({ profile, label }: Table, column: string): LabelWords['sides'] {
  const known = label?.column === column ? label : null
  const sideOf = (value: string): Side => {
    if (known === null) return 'negative'
    return known.positive.includes(value) ? 'positive' : known.negative.includes(value) ? 'negative' : 'left out'
  }
  const classes = profile?.label_candidates.find((candidate) => candidate.column === column)?.classes ?? []
  return Object.fromEntries(classes.map(({ value }) => [value, sideOf(value)]))
}

/** What is to be chosen yet; null where nothing is. */
export function lackOfLabel({ sides }: LabelWords): string | null {
  const chosen = Object.values(sides)
  if (!chosen.includes('positive')) return 'Say which class counts as positive.'
  return chosen.includes('negative') ? null : 'Say which class counts as negative.'
}

/** The same as it is sent: every class by its name, so that nobody has to know what is usual. */
export function labelInput({ label, sides, groupKey, usualRows }: LabelWords) {
  const of = (side: Side) => Object.keys(sides).filter((value) => sides[value] === side)
  return {
    label,
    positive_labels: of('positive'),
    negative_labels: of('negative'),
    group_key: groupKey === '' ? null : groupKey,
    ...(usualRows ? {} : { only: null }),
  }
}
