import type { Coding } from '@vouch/contracts/domains/heart'
import { isMissingWord } from '../../table/missing-word.ts'
import { ATTRIBUTES, type AttributeName } from './attributes.ts'

type Codes = Readonly<Record<number, number | null>>
type CategoryName = {
  [Name in AttributeName]: (typeof ATTRIBUTES)[Name]['kind'] extends 'category' ? Name : never
}[AttributeName]

const YES_NO: Codes = { 0: 0, 1: 1 }
/** raw files write 9 for a fluoroscopy that was not done */
const VESSELS: Codes = { 0: 0, 1: 1, 2: 2, 3: 3, 9: null }
const SAME = { sex: YES_NO, fbs: YES_NO, exang: YES_NO }

/**
 * What each coding's number means, as UCI's code; null: missing.
 *
 * `uci` is `heart-disease.names` of the UCI repository; merged copies (1,190 rows) write a missing slope as 0, and raw files a
 * missing thal.
 *
 * `kaggle` is what the copies of 303 and 1,025 rows use (`johnsmith88/heart-disease-dataset`,
 * `rashikrahmanpritom/heart-attack-analysis-prediction-dataset`, both after `ronitf/heart-disease-uci`). Their pages describe
 * UCI's order counted from 0, and that is wrong: row by row against the Cleveland file cp 0 is asymptomatic and 3 typical angina,
 * restecg 0 is hypertrophy, 1 normal and 2 ST-T, slope 0 is downsloping and 2 upsloping, thal 1 is fixed, 2 normal and 3 reversible.
 * thal 0 and ca 4 stand where Cleveland has `?`. `target` 1 is where Cleveland's num is 0: no disease.
 *
 * `zero_based` is the copy of 297 complete rows (`cherngs/heart-disease-cleveland-uci`), whose label is `condition`: UCI's order
 * counted from 0, restecg as in UCI, thal 0 normal, 1 fixed, 2 reversible; 1 of `condition` is disease.
 */
const CODES: Readonly<Record<Coding, Readonly<Record<CategoryName, Codes>>>> = {
  uci: {
    ...SAME,
    cp: { 1: 1, 2: 2, 3: 3, 4: 4 },
    restecg: { 0: 0, 1: 1, 2: 2 },
    slope: { 0: null, 1: 1, 2: 2, 3: 3 },
    ca: VESSELS,
    thal: { 0: null, 3: 3, 6: 6, 7: 7 },
  },
  kaggle: {
    ...SAME,
    cp: { 0: 4, 1: 2, 2: 3, 3: 1 },
    restecg: { 0: 2, 1: 0, 2: 1 },
    slope: { 0: 3, 1: 2, 2: 1 },
    ca: { ...VESSELS, 4: null },
    thal: { 0: null, 1: 6, 2: 3, 3: 7 },
  },
  zero_based: {
    ...SAME,
    cp: { 0: 1, 1: 2, 2: 3, 3: 4 },
    restecg: { 0: 0, 1: 1, 2: 2 },
    slope: { 0: 1, 1: 2, 2: 3 },
    ca: VESSELS,
    thal: { 0: 3, 1: 6, 2: 7 },
  },
}

/** Attributes whose numbers the codings read differently. */
export const AMBIGUOUS = ['cp', 'restecg', 'slope', 'thal'] as const satisfies readonly CategoryName[]

/** What stands for a value that was not taken in all of these files, beside empty cells and `?`. */
const NOT_TAKEN = -9

const WORDS: ReadonlyMap<AttributeName, ReadonlyMap<string, number>> = new Map(
  Object.entries(ATTRIBUTES).flatMap(([name, attribute]) =>
    attribute.kind === 'category'
      ? [
          [
            // the entries of a literal keep their names
            name as AttributeName,
            new Map([...attribute.words].flatMap(([code, words]) => words.map((word) => [word, code] as const))),
          ] as const,
        ]
      : [],
  ),
)

/** A cell of a category: a code, a word that is UCI's `code` in any coding, no value, or something nobody knows. */
export type Cell =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'word'; readonly code: number }
  | { readonly kind: 'missing' | 'unreadable' }

export function readCategory(name: AttributeName, text: string | null): Cell {
  if (text === null || isMissingWord(text)) return { kind: 'missing' }
  const number = Number(text)
  if (number === NOT_TAKEN) return { kind: 'missing' }
  if (Number.isFinite(number)) return { kind: 'number', number }
  const word = text
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()
  const code = WORDS.get(name)?.get(word)
  return code === undefined ? { kind: 'unreadable' } : { kind: 'word', code }
}

/** A cell as UCI's code: NaN where there is no value, undefined where the coding has no such code. */
export function toUciCode(name: AttributeName, cell: Cell, coding: Coding): number | undefined {
  if (cell.kind === 'word') return cell.code
  if (cell.kind !== 'number') return cell.kind === 'missing' ? Number.NaN : undefined
  const codes: Codes | undefined = isCategory(name) ? CODES[coding][name] : undefined
  const code = codes?.[cell.number]
  return code === null ? Number.NaN : code
}

function isCategory(name: AttributeName): name is CategoryName {
  return ATTRIBUTES[name].kind === 'category'
}

/** A measured number as it is kept: NaN for what says that nobody took it. */
export function readMeasured(name: AttributeName, value: number): number {
  const attribute = ATTRIBUTES[name]
  if (value === NOT_TAKEN) return Number.NaN
  return value === 0 && attribute.kind === 'measured' && attribute.zeroIsMissing ? Number.NaN : value
}

/** The coding that somebody names, as people write it; null where that is `auto`, nothing or nobody's. */
export function readCoding(text: string | null): Coding | null {
  const word = (text ?? '')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
  return word === 'uci' || word === 'kaggle' || word === 'zero_based' ? word : null
}
