import type { Coding } from '@vouch/contracts/domains/heart'
import type { TableChunk } from '../../table/table.ts'
import { ATTRIBUTES, type AttributeName } from './attributes.ts'
import { readCategory, readCoding, toUciCode } from './codings.ts'
import { type CodingVotes, countVote, findCoding, type FoundCoding, isAmbiguous, NO_VOTES } from './find-coding.ts'
import type { ColumnPlan } from './map-columns.ts'

/** What the cells of a whole table say of its codes. */
export interface Survey {
  readonly found: FoundCoding
  /** cells of a category that hold neither a code of the row's coding nor a word, by attribute */
  readonly unknown: ReadonlyMap<AttributeName, number>
}

/** Cells of categories that occurred, and how often each: a table has few of them. */
type Tally = Map<AttributeName, Map<string, number>>

/** The cells of some rows whose coding is known only once all are counted, and of those that say theirs. */
export interface TableTally {
  readonly silent: Tally
  readonly said: ReadonlyMap<Coding, Tally>
}

export function emptyTally(): TableTally {
  return { silent: new Map(), said: new Map((['uci', 'kaggle', 'zero_based'] as const).map((one) => [one, new Map()])) }
}

/** Adds a chunk's cells to a tally. */
export function tallyChunk(plan: ColumnPlan, chunk: TableChunk, { silent, said }: TableTally): void {
  const codings = codingsOf(plan, chunk)
  const first = (plan.id ? 1 : 0) + (plan.coding ? 1 : 0)
  for (const [i, { attribute }] of plan.bindings.entries()) {
    const cells = chunk.columns[first + i]
    if (!Array.isArray(cells) || ATTRIBUTES[attribute].kind !== 'category') continue
    for (const [row, text] of cells.entries()) {
      const coding = codings?.[row] ?? null
      const tally = (coding === null ? undefined : said.get(coding)) ?? silent
      const counts = tally.get(attribute) ?? new Map<string, number>()
      tally.set(attribute, counts)
      const word = text ?? ''
      // a column of free text is no category: what is beyond this counts as one unknown word
      const key = counts.has(word) || counts.size < MOST_WORDS ? word : UNKNOWN
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
}

const MOST_WORDS = 1000
const UNKNOWN = 'not a code'

/** What each row says its coding is, null where it says nothing; null for a table that says nothing at all. */
export function codingsOf({ id, coding }: ColumnPlan, chunk: TableChunk): readonly (Coding | null)[] | null {
  if (!coding) return null
  const cells = chunk.columns[id ? 1 : 0]
  return Array.isArray(cells) ? cells.map(readCoding) : null
}

/** Closes a tally: the coding of the rows that do not say theirs, and what no coding knows. */
export function closeSurvey(plan: ColumnPlan, { silent, said }: TableTally): Survey {
  let votes: CodingVotes = NO_VOTES
  for (const [name, counts] of silent)
    for (const [text, count] of counts) votes = countVote(votes, name, readCategory(name, text), count)
  const saysSo = [...said].find(([, tally]) => [...tally.keys()].some(isAmbiguous))?.[0]
  const found = findCoding(votes, plan.names)
  const unknown = new Map<AttributeName, number>()
  for (const [coding, tally] of [[found.coding, silent] as const, ...said])
    for (const [name, counts] of tally)
      for (const [text, count] of counts)
        if (toUciCode(name, readCategory(name, text), coding) === undefined)
          unknown.set(name, (unknown.get(name) ?? 0) + count)
  const spoken = saysSo && found.from === 'not_needed'
  return { found: spoken ? { coding: saysSo, from: 'said', warning: null } : found, unknown }
}
