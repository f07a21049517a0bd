import type { Coding, HeartMapping } from '@vouch/contracts/domains/heart'
import { AMBIGUOUS, type Cell } from './codings.ts'
import type { AttributeName } from './attributes.ts'

/** How often a table's cells said which coding they are of. */
export interface CodingVotes {
  /** codes that only UCI's coding has */
  readonly uci: number
  /** codes that only codings from 0 have */
  readonly fromZero: number
  /** codes that only the Kaggle copies have */
  readonly kaggle: number
  /** cells of thal; those of 0, missing in the Kaggle copies (seven rows in a thousand) and normal in the copy with a `condition` */
  readonly thal: number
  readonly thalZero: number
  /** of the codings from 0 only the Kaggle copies' has a 3 */
  readonly thalThree: number
  /** cells that codings read differently */
  readonly ambiguous: number
}

export const NO_VOTES: CodingVotes = {
  uci: 0,
  fromZero: 0,
  kaggle: 0,
  thal: 0,
  thalZero: 0,
  thalThree: 0,
  ambiguous: 0,
}

/** Whether an attribute is one whose numbers the codings read differently. */
export function isAmbiguous(name: AttributeName): boolean {
  return AMBIGUOUS.some((one) => one === name)
}

/** The votes with those of a cell that occurs so many times. */
export function countVote(votes: CodingVotes, name: AttributeName, cell: Cell, times: number): CodingVotes {
  if (cell.kind !== 'number') return votes
  const { number } = cell
  const one = (test: boolean) => (test ? times : 0)
  if (name === 'ca') return { ...votes, kaggle: votes.kaggle + one(number === 4) }
  if (!isAmbiguous(name)) return votes
  return {
    uci:
      votes.uci +
      one((name === 'cp' && number === 4) || (name === 'slope' && number === 3) || (name === 'thal' && number >= 6)),
    fromZero:
      votes.fromZero +
      one(
        (name === 'cp' && number === 0) ||
          (name === 'slope' && number === 0) ||
          (name === 'thal' && isOneOrTwo(number)),
      ),
    kaggle: votes.kaggle,
    thalZero: votes.thalZero + one(name === 'thal' && number === 0),
    thalThree: votes.thalThree + one(name === 'thal' && number === 3),
    thal: votes.thal + one(name === 'thal'),
    ambiguous: votes.ambiguous + times,
  }
}

function isOneOrTwo(number: number): boolean {
  return number === 1 || number === 2
}

export interface FoundCoding {
  readonly coding: Coding
  readonly from: HeartMapping['coding_from']
  /** what its owner should know; null where there is nothing to be said */
  readonly warning: string | null
}

/** More zeros than this among so many values of thal are not values that nobody took. */
const MANY_ZEROS = { share: 0.1, among: 10 }

const ASSUMED =
  'No value here tells which codes the categories are written in, and the same number means different things: thal 3 is a normal scan in UCI’s codes and a reversible defect in those of the Kaggle copies. UCI’s were assumed (cp 1–4, slope 1–3, thal 3, 6, 7). Say which it is in a column “coding”: uci, kaggle or zero_based.'
const WHICH_FROM_ZERO =
  'The categories are counted from 0, and nothing says whether in the order of the Kaggle copies of 303 and 1,025 rows or in UCI’s: the first was taken, where cp 0 is asymptomatic. Say which it is in a column “coding”: kaggle or zero_based.'
const BOTH =
  'Some codes of this table are of one coding and some of another; those that the one that was taken does not have count as missing.'

/**
 * Which coding a table's categories are written in, from all of its cells. One row is a table of one: what it does not tell
 * is not guessed without a word.
 * @param columns normalised names: the copy with a `condition` is known by that
 */
export function findCoding(votes: CodingVotes, columns: readonly string[]): FoundCoding {
  const { uci, fromZero, kaggle, thal, thalZero, thalThree, ambiguous } = votes
  if (ambiguous === 0) return { coding: 'uci', from: 'not_needed', warning: null }
  const zeroBased = columns.includes('condition') && !columns.includes('target')
  if (uci === 0 && fromZero === 0 && kaggle === 0 && !zeroBased)
    return { coding: 'uci', from: 'assumed', warning: ASSUMED }
  if (uci > fromZero + kaggle) return { coding: 'uci', from: 'found', warning: fromZero > 0 ? BOTH : null }
  const mixed = uci > 0 ? BOTH : null
  if (kaggle > 0 || thalThree > 0) return { coding: 'kaggle', from: 'found', warning: mixed }
  const manyZeros = thal >= MANY_ZEROS.among && thalZero > MANY_ZEROS.share * thal
  if (zeroBased || manyZeros) return { coding: 'zero_based', from: 'found', warning: mixed }
  return { coding: 'kaggle', from: 'assumed', warning: WHICH_FROM_ZERO }
}
