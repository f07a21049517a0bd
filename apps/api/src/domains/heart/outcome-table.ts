import type { ColumnProfile } from '@vouch/contracts/dataset'
import { profileCoding } from '@vouch/core/domains/heart/profile-coding'
import { heart } from './domain.ts'

const inWords = (values: Readonly<Record<string, boolean>>) =>
  Object.fromEntries(Object.entries(values).map(([value, sick]) => [value, heart.label(sick)]))

/**
 * The angiographic finding as UCI's files have it: 0 is none, 1 to 4 say in how many vessels. What a `target` of 1 is, copies
 * disagree on: in those of Kaggle's coding it is no disease (see `codings.ts` of core), and in a table whose values do not
 * tell its coding nobody knows.
 */
export const heartOutcomes = {
  ids: [],
  labels: (columns: readonly ColumnProfile[]) => {
    const { coding, from } = profileCoding(columns)
    const target = { column: 'target', labels: inWords({ 0: true, 1: false }), date: null }
    return [
      { column: 'num', labels: inWords({ 0: false, 1: true, 2: true, 3: true, 4: true }), date: null },
      ...(coding === 'kaggle' && from === 'found' ? [target] : []),
    ]
  },
  source: 'diagnosis' as const,
  dayOf: () => null,
  sameName: (name: string) => name.trim(),
}
