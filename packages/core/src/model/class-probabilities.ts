import type { PictureModel } from '@vouch/contracts/model'

/** What is said of a picture: a number or a word by its name, null where it is not. */
export type Said = Readonly<Record<string, number | string | null>>

/** What it adds to each class' log-probability; nothing of what the model does not use or does not know. */
export function saidOffsets({ said, classes }: Pick<PictureModel, 'said' | 'classes'>, values: Said): Float64Array {
  const offsets = new Float64Array(classes.length)
  if (!said) return offsets
  const add = (of: (place: number) => number) => {
    for (let place = 0; place < offsets.length; place++) offsets[place]! += of(place)
  }
  for (const [name, { middle, per, linear, square }] of Object.entries(said.numbers)) {
    const value = values[name]
    if (typeof value !== 'number' || Number.isNaN(value)) continue
    const x = (value - middle) / per
    add((place) => linear[place]! * x + square[place]! * (x * x - 1))
  }
  for (const [name, words] of Object.entries(said.words)) {
    const value = values[name]
    const own = typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : null
    if (own) add((place) => own[place]!)
  }
  return offsets
}

/**
 * Probabilities of the classes of one picture, whose sum is 1: log-probability = factor × score + offset, less what makes it
 * so (temperature scaling with a bias for each class: Guo et al. 2017, §4.2).
 * @param scores one for each class
 * @param offsets of `saidOffsets`, beside those of the calibration
 */
export function classProbabilities(
  scores: ArrayLike<number>,
  calibration: PictureModel['calibration'],
  offsets?: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  return logProbabilities(scores, calibration, offsets).map(Math.exp)
}

/**
 * The class that is called, by its place: the one of the greatest log-probability + offset, and the first of those that have
 * it.
 * @param scores one for each class
 * @param offsets of `saidOffsets`
 */
export function calledClass(
  scores: ArrayLike<number>,
  { calibration, called }: Pick<PictureModel, 'calibration' | 'called'>,
  offsets?: ArrayLike<number>,
): number {
  const decided = logProbabilities(scores, calibration, offsets).map((value, at) => value + called.offsets[at]!)
  return decided.indexOf(decided.reduce((most, value) => Math.max(most, value), -Infinity))
}

/** The probability of the label that is called: the sum over its classes. */
export function positiveScore(probabilities: ArrayLike<number>, classes: PictureModel['classes']): number {
  const sum = classes.reduce((sum, { positive }, at) => (positive ? sum + probabilities[at]! : sum), 0)
  // the sum of all classes may miss 1 by its rounding
  return Math.min(1, sum)
}

/** The energy of a picture's scores: −log Σ exp(score); the greater, the less the picture is like any class (Liu et al. 2020, eq. 4). */
export function energyOf(scores: ArrayLike<number>): number {
  return -logSumExp(scores)
}

function logProbabilities(
  scores: ArrayLike<number>,
  { factor, offsets }: PictureModel['calibration'],
  more?: ArrayLike<number>,
): Float64Array {
  const raised = Float64Array.from(scores, (score, at) => factor * score + offsets[at]! + (more?.[at] ?? 0))
  const whole = logSumExp(raised)
  return raised.map((value) => value - whole)
}

function logSumExp(values: ArrayLike<number>): number {
  let greatest = -Infinity
  for (let i = 0; i < values.length; i++) greatest = Math.max(greatest, values[i]!)
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i]! - greatest)
  return greatest + Math.log(sum)
}
