import { computeFeatures } from '@vouch/core/domains/heart/features'
import type { PlattScale } from '@vouch/core/learn/calibrate'
import type { TrainingSet } from '@vouch/core/learn/learner'
import { sigmoid } from '@vouch/core/learn/tree'
import { rocAuc } from '@vouch/core/measure/ranking'
import type { Random } from '@vouch/core/random'
import { calibrateAcross } from './calibrate-across.ts'
import { type AdditiveModel, additiveModel, type AdditiveSettings } from './additive-model.ts'
import type { Hospital } from './hospitals.ts'
import { INPUTS, SETTINGS } from './settings.ts'

/** Margins of rows by a model trained on some others. */
export type Fit = (set: TrainingSet, random: Random) => (matrix: Float32Array, rows: number) => Float32Array

/** Some hospitals' rows as a learner takes them. */
export function setOf(hospitals: readonly Hospital[], inputs: readonly string[] = INPUTS): TrainingSet {
  const parts = hospitals.map(({ patients }) => computeFeatures(inputs, patients))
  const matrix = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    matrix.set(part, at)
    at += part.length
  }
  const labels = Uint8Array.from(hospitals.flatMap((hospital) => [...hospital.labels]))
  return { matrix, rows: labels.length, features: inputs.length, labels }
}

/** Trains with some settings. */
export const fitWith =
  (settings: AdditiveSettings): Fit =>
  (set, random) => {
    const model = additiveModel.train(set, settings, { random })
    return (matrix, rows) => additiveModel.predict(model, matrix, rows)
  }

/** Margins of each hospital's patients by a model that was trained on the other ones, in the hospitals' order. */
export function leaveOneOut(
  hospitals: readonly Hospital[],
  { fit, random, inputs = INPUTS }: { fit: Fit; random: Random; inputs?: readonly string[] },
): Float32Array[] {
  return hospitals.map((hospital) => {
    const others = hospitals.filter(({ name }) => name !== hospital.name)
    const predict = fit(setOf(others, inputs), random.fork(`without ${hospital.name}`))
    return predict(computeFeatures(inputs, hospital.patients), hospital.labels.length)
  })
}

export function meanAuc(hospitals: readonly Hospital[], margins: readonly ArrayLike<number>[]): number {
  return hospitals.reduce((sum, { labels }, h) => sum + rocAuc(labels, margins[h]!) / hospitals.length, 0)
}

/** What came of choosing among the settings on some hospitals, and of nothing else. */
export interface Chosen {
  readonly settings: AdditiveSettings
  /** mean ROC AUC of the hospitals, each left out in turn */
  readonly auc: number
  /** of each hospital left out, in their order */
  readonly margins: readonly Float32Array[]
  /** fitted on those margins */
  readonly platt: PlattScale
}

/** The settings with the best mean ROC AUC of the given hospitals, each left out in turn; of equal ones the first. */
export function choose(hospitals: readonly Hospital[], random: Random): Chosen {
  const tried = SETTINGS.map((settings) => {
    const margins = leaveOneOut(hospitals, { fit: fitWith(settings), random })
    return { settings, margins, auc: meanAuc(hospitals, margins) }
  })
  const best = tried.reduce((one, other) => (other.auc > one.auc ? other : one))
  const parts = hospitals.map(({ labels }, h) => ({ labels, margins: best.margins[h]! }))
  return { ...best, platt: calibrateAcross(parts) }
}

/** A hospital that nothing was fitted on: not the model, not its settings, not its calibration. */
export interface LeftOut {
  readonly hospital: Hospital
  readonly chosen: Chosen
  readonly probabilities: Float64Array
}

/** The whole procedure, choice of settings included, on all hospitals but one, for each of them. */
export function judgeLeftOut(hospitals: readonly Hospital[], random: Random): LeftOut[] {
  return hospitals.map((hospital) => {
    const others = hospitals.filter(({ name }) => name !== hospital.name)
    const chosen = choose(others, random.fork(`choice without ${hospital.name}`))
    const predict = fitWith(chosen.settings)(setOf(others), random.fork(`without ${hospital.name}`))
    const margins = predict(computeFeatures(INPUTS, hospital.patients), hospital.labels.length)
    const { slope, offset } = chosen.platt
    return { hospital, chosen, probabilities: Float64Array.from(margins, (m) => sigmoid(slope * m + offset)) }
  })
}

/** The model that is kept: the same procedure on all hospitals. */
export function trainKept(
  hospitals: readonly Hospital[],
  random: Random,
): { readonly chosen: Chosen; readonly model: AdditiveModel } {
  const chosen = choose(hospitals, random.fork('choice'))
  return { chosen, model: additiveModel.train(setOf(hospitals), chosen.settings, { random: random.fork('kept') }) }
}

export function labelsOf(hospitals: readonly Hospital[]): Uint8Array {
  return Uint8Array.from(hospitals.flatMap(({ labels }) => [...labels]))
}

export function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)))
}
