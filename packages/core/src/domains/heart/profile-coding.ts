import type { ColumnProfile } from '@vouch/contracts/dataset'
import { normaliseColumn } from '../../table/column-name.ts'
import { attributeOf } from './attributes.ts'
import { readCategory } from './codings.ts'
import { type CodingVotes, countVote, findCoding, type FoundCoding, NO_VOTES } from './find-coding.ts'

/** Which coding a stored table's categories are written in, by the values that its profile counted. */
export function profileCoding(columns: readonly ColumnProfile[]): FoundCoding {
  let votes: CodingVotes = NO_VOTES
  const names = columns.map(({ name }) => normaliseColumn(name))
  for (const [i, { frequent }] of columns.entries()) {
    const attribute = attributeOf(names[i] ?? '')
    if (!attribute) continue
    for (const { value, count } of frequent) votes = countVote(votes, attribute, readCategory(attribute, value), count)
  }
  return findCoding(votes, names)
}
