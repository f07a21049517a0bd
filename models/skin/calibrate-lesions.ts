import { LesionLocation, Sex } from '@vouch/contracts/domains/skin'
import type { PictureModel } from '@vouch/contracts/model'
import { type ClassTerms, classLogs, fitClassTerms } from '@vouch/core/learn/fit-class-terms'
import { FOLDS, type HeldOut } from './judge-held-out.ts'
import { CLASSES } from './lesion-spec.ts'
import type { Lesion } from './read-lesions.ts'

/** Years that age is counted from and in. */
const AGE = { middle: 50, per: 15 } as const
/** Of the mean log-likelihood: as of one row that says nothing in a hundred. */
const PENALTY = 0.002

/** What is said of a picture, as numbers that are 0 where nothing is known: age, its square, each sex, each place. */
const TERMS = 2 + Sex.options.length + LesionLocation.options.length

/** Log-probabilities of the held-out pictures, each by what was fitted on the others' lesions. */
export interface Calibrated {
  readonly calibration: PictureModel['calibration']
  readonly said: NonNullable<PictureModel['said']>
  /** the factor where nothing is said */
  readonly factorAlone: number
  /** pictures × classes, by the picture alone, and with what is said of it */
  readonly alone: Float64Array
  readonly withSaid: Float64Array
}

/**
 * Probabilities from scores: one factor, beside the classes' shares in training, which the network was taught to leave out. And
 * what age, sex and place add to them.
 * @param shares of the classes among the training pictures
 */
export function calibrateLesions(held: HeldOut, shares: readonly number[]): Calibrated {
  const offsets = shares.map(Math.log)
  const middles = middlesOf(held.rows)
  const design = Float64Array.from(held.rows.flatMap((row) => termsOf(row, middles)))
  const alone = fitAcross(held, { offsets, design, terms: 0 })
  const withSaid = fitAcross(held, { offsets, design, terms: TERMS })
  return {
    calibration: { factor: round(withSaid.whole.factor), offsets: offsets.map(round) },
    said: toSaid(withSaid.whole.weights, middles),
    factorAlone: round(alone.whole.factor),
    alone: alone.probabilities,
    withSaid: withSaid.probabilities,
  }
}

interface Given {
  readonly offsets: readonly number[]
  readonly design: Float64Array
  readonly terms: number
}

function fitAcross(held: HeldOut, { offsets, design, terms }: Given) {
  const rowsOf = (rows: readonly number[]) => ({
    classes: CLASSES.length,
    scores: take(held.scores, CLASSES.length, rows),
    offsets,
    design: terms === 0 ? new Float64Array(0) : take(design, TERMS, rows),
    terms,
    labels: rows.map((row) => held.labels[row]!),
  })
  const every = [...held.labels.keys()]
  const probabilities = new Float64Array(held.scores.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const fitted = fitClassTerms(rowsOf(every.filter((row) => held.fold[row] !== fold)), { penalty: PENALTY })
    const judged = every.filter((row) => held.fold[row] === fold)
    const own = rowsOf(judged)
    for (const [i, row] of judged.entries())
      probabilities.set(classLogs(own, fitted, i).map(Math.exp), row * CLASSES.length)
  }
  const whole: ClassTerms = fitClassTerms(rowsOf(every), { penalty: PENALTY })
  return { whole, probabilities }
}

function take(values: Float64Array, width: number, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]))
}

/** How often each word is said among the pictures of which one is: from there the terms are counted. */
interface Middles {
  readonly sex: readonly number[]
  readonly place: readonly number[]
}

function middlesOf(rows: readonly Lesion[]): Middles {
  const sharesOf = (options: readonly string[], wordOf: (row: Lesion) => string) => {
    const counts = options.map((word) => rows.filter((row) => wordOf(row) === word).length)
    const known = counts.reduce((sum, count) => sum + count, 0)
    return counts.map((count) => count / known)
  }
  return {
    sex: sharesOf(Sex.options, ({ sex }) => sex),
    place: sharesOf(LesionLocation.options, ({ localization }) => localization),
  }
}

function termsOf({ age, sex, localization }: Lesion, middles: Middles): number[] {
  const known = age !== null && age > 0
  const x = known ? (age - AGE.middle) / AGE.per : 0
  return [
    x,
    known ? x * x - 1 : 0,
    ...wordTerms(Sex.options, sex, middles.sex),
    ...wordTerms(LesionLocation.options, localization, middles.place),
  ]
}

function wordTerms(options: readonly string[], said: string, middles: readonly number[]): number[] {
  return options.map((word, i) => (options.includes(said) ? Number(word === said) - middles[i]! : 0))
}

function toSaid(weights: Float64Array, middles: Middles): NonNullable<PictureModel['said']> {
  const row = (term: number) => weights.subarray(term * CLASSES.length, (term + 1) * CLASSES.length)
  // a word's own weight, less the mean over what is said
  const words = (options: readonly string[], first: number, shares: readonly number[]) => {
    const mean = CLASSES.map((_, c) => shares.reduce((sum, share, i) => sum + share * row(first + i)[c]!, 0))
    return Object.fromEntries(
      options.map((word, i) => [word, Array.from(row(first + i), (value, c) => round(value - mean[c]!))]),
    )
  }
  return {
    numbers: { age: { ...AGE, linear: Array.from(row(0), round), square: Array.from(row(1), round) } },
    words: {
      sex: words(Sex.options, 2, middles.sex),
      lesion_location: words(LesionLocation.options, 2 + Sex.options.length, middles.place),
    },
    fitted_on: 'scores of the held-out lesions, by multinomial logistic regression',
  }
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
