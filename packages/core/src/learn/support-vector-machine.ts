import type { Random } from '../random.ts'
import { fitPlatt, type PlattScale } from './calibrate.ts'
import { castToFloat, doubles } from './cast.ts'
import type { Learner, TrainingSet } from './learner.ts'
import { weighLabels } from './log-loss.ts'
import type { OnnxGraph } from './onnx-graph.ts'
import {
  addPreprocess,
  fitPreprocessing,
  preprocess,
  type Preprocessing,
  type PreprocessSettings,
} from './preprocess.ts'
import { solveSvm } from './solve-svm.ts'
import { addSquaredDistances, type Points, squaredDistance } from './squared-distance.ts'
import { takeRows } from './take-rows.ts'

/** Hyper-parameters, by scikit-learn's names. */
export interface SupportVectorMachineSettings {
  readonly preprocessing: PreprocessSettings
  /** cost of a row on the wrong side of its margin, above 0 */
  readonly C: number
  /** of the kernel exp(−gamma × squared distance), above 0; `scale`: 1 / (columns × variance of all entries) */
  readonly gamma: number | 'scale'
  /** inner folds that decision values are calibrated on when no rows are held back; 5 when absent */
  readonly calibrationFolds?: number
}

/** Decision values of preprocessed columns, and the scale that makes log-odds of them. */
export interface SupportVectorMachine extends Machine {
  readonly platt: PlattScale
}

interface Machine {
  readonly preprocessing: Preprocessing
  readonly support: Points
  /** one a support vector */
  readonly coefficients: Float32Array
  readonly bias: number
  readonly gamma: number
}

const CALIBRATION_FOLDS = 5

/**
 * Support vector machine with a Gaussian kernel (Cortes & Vapnik 1995). Its log-odds are Platt's map of decision values of
 * rows that the measured machine was not trained on: those held back, where they have both labels, or else inner folds,
 * drawn label by label. Folds know no groups: where rows of one group are alike, hold rows of other groups back. With fewer
 * than two rows of a label, or where held-out decisions order no better than chance, the decision value itself is the
 * margin. A round is the machine or an inner fold of it.
 */
export const supportVectorMachine: Learner<SupportVectorMachineSettings, SupportVectorMachine> = {
  train(set, settings, { random, validation, onRound }) {
    const { C, gamma, calibrationFolds = CALIBRATION_FOLDS } = settings
    if (!(C > 0 && C < Infinity)) throw new RangeError(`C is a finite number above 0, not ${C}.`)
    if (gamma !== 'scale' && !(gamma > 0 && gamma < Infinity))
      throw new RangeError(`gamma is a finite number above 0 or scale, not ${gamma}.`)
    const heldBack = validation && hasBothLabels(validation.labels) ? validation : null
    const inner = heldBack ? null : innerFolds(set, calibrationFolds, random)
    const rounds = 1 + (inner?.folds ?? 0)
    const goesOn = (round: number) => onRound?.({ round, rounds, loss: null, validationLoss: null }) !== false
    const machine = trainMachine(set, settings)
    const goes = goesOn(1)
    if (heldBack)
      return { ...machine, platt: calibrate(heldBack.labels, decide(machine, heldBack.matrix, heldBack.rows)) }
    const labels: number[] = []
    const decisions: number[] = []
    for (let fold = 0; goes && inner && fold < inner.folds; fold++) {
      const part = trainMachine(
        takeRows(
          set,
          inner.rowsWhere((f) => f !== fold),
        ),
        settings,
      )
      const out = takeRows(
        set,
        inner.rowsWhere((f) => f === fold),
      )
      labels.push(...out.labels)
      decisions.push(...decide(part, out.matrix, out.rows))
      if (!goesOn(fold + 2)) break
    }
    return { ...machine, platt: calibrate(labels, decisions) }
  },

  predict(fitted, matrix, rows) {
    const { slope, offset } = fitted.platt
    return Float32Array.from(decide(fitted, matrix, rows), (decision) => slope * decision + offset)
  },

  addTo(graph, input, { preprocessing, support, coefficients, bias, gamma, platt }) {
    const squared = addSquaredDistances(graph, addPreprocess(graph, input, preprocessing), support)
    const kernel = graph.node('Exp', [graph.node('Mul', [squared, doubles(graph, [-gamma], [])])])
    const sum = graph.node('MatMul', [kernel, doubles(graph, coefficients, [support.count, 1])])
    const decision = addScalar(graph, 'Add', sum, bias)
    return castToFloat(graph, addScalar(graph, 'Add', addScalar(graph, 'Mul', decision, platt.slope), platt.offset))
  },
}

/** A machine on the rows that weigh something. @throws RangeError when a label is absent */
function trainMachine(set: TrainingSet, settings: SupportVectorMachineSettings): Machine {
  weighLabels(set)
  const preprocessing = fitPreprocessing(set, settings.preprocessing)
  const { width } = preprocessing
  const kept = Array.from({ length: set.rows }, (_, r) => r).filter((r) => (set.weights?.[r] ?? 1) > 0)
  const part = takeRows(set, kept)
  const values = Float32Array.from(preprocess(part.matrix, part.rows, preprocessing))
  const gamma = Math.fround(settings.gamma === 'scale' ? scaledGamma(values, width) : settings.gamma)
  const { coefficients, bias } = solveSvm({
    points: { values, count: part.rows, width },
    signs: Int8Array.from(part.labels, (label) => 2 * label - 1),
    limits: Float64Array.from(kept, (r) => settings.C * (set.weights?.[r] ?? 1)),
    gamma,
  })
  const supports = [...coefficients.keys()].filter((i) => Math.fround(coefficients[i]!) !== 0)
  const support = new Float32Array(supports.length * width)
  for (const [place, i] of supports.entries()) support.set(values.subarray(i * width, (i + 1) * width), place * width)
  return {
    preprocessing,
    support: { values: support, count: supports.length, width },
    coefficients: Float32Array.from(supports, (i) => coefficients[i]!),
    bias: Math.fround(bias),
    gamma,
  }
}

/** scikit-learn's `gamma='scale'`; 1 where nothing varies. */
function scaledGamma(values: Float32Array, width: number): number {
  let [sum, squares] = [0, 0]
  for (const value of values) sum += value
  const mean = sum / values.length
  for (const value of values) squares += (value - mean) ** 2
  const variance = squares / values.length
  return variance > 0 ? 1 / (width * variance) : 1
}

function decide({ preprocessing, support, coefficients, bias, gamma }: Machine, matrix: Float32Array, rows: number) {
  const x = preprocess(matrix, rows, preprocessing)
  const decisions = new Float64Array(rows)
  for (let r = 0; r < rows; r++) {
    const row = { matrix: x, offset: r * support.width }
    let sum = 0
    for (let i = 0; i < support.count; i++)
      sum += coefficients[i]! * Math.exp(-gamma * squaredDistance(support, i, row))
    decisions[r] = sum + bias
  }
  return decisions
}

function hasBothLabels(labels: ArrayLike<number>): boolean {
  const ones = Array.from(labels).filter((label) => label === 1).length
  return ones > 0 && ones < labels.length
}

function calibrate(labels: ArrayLike<number>, decisions: ArrayLike<number>): PlattScale {
  if (!hasBothLabels(labels)) return { slope: 1, offset: 0 }
  const { slope, offset } = fitPlatt(labels, decisions)
  return slope > 0 ? { slope: Math.fround(slope), offset: Math.fround(offset) } : { slope: 1, offset: 0 }
}

/** Rows of each label shuffled and dealt out to the folds; null where a label has too few that weigh something. */
function innerFolds({ labels, rows, weights }: TrainingSet, most: number, random: Random) {
  const fold = new Int32Array(rows).fill(-1)
  let folds = most
  const dealt = [0, 1].map((label) => {
    const members = Array.from({ length: rows }, (_, r) => r).filter(
      (r) => labels[r] === label && (weights?.[r] ?? 1) > 0,
    )
    folds = Math.min(folds, members.length)
    return random.fork(`label ${label}`).shuffle(members)
  })
  if (folds < 2) return null
  for (const members of dealt) for (const [i, r] of members.entries()) fold[r] = i % folds
  const rowsWhere = (keep: (fold: number) => boolean) => {
    const kept: number[] = []
    for (const [r, f] of fold.entries()) if (f >= 0 && keep(f)) kept.push(r)
    return kept
  }
  return { folds, rowsWhere }
}

function addScalar(graph: OnnxGraph, op: 'Add' | 'Mul', input: string, value: number): string {
  return graph.node(op, [input, doubles(graph, [value], [])])
}
