import type { TrainingSet } from './learner.ts'
import type { OnnxGraph } from './onnx-graph.ts'
import { addTrees } from './to-onnx.ts'
import { predictMargin, type Tree, type TreeEnsemble } from './tree.ts'

/** Trees whose leaves hold the share of label 1 among their rows. What they say is the mean over the trees. */
export interface ProbabilityTrees {
  readonly features: number
  readonly trees: readonly Tree[]
  /** the mean is kept from here to one less this, so that its log-odds are finite */
  readonly floor: number
  /** how rows are judged by the trees that did not see them; null where every tree saw every row it could judge */
  readonly outOfBag: OutOfBag | null
}

export interface OutOfBag {
  /** rows that at least one tree did not see */
  readonly rows: number
  readonly logLoss: number
  /** null where they are of one label */
  readonly rocAuc: number | null
}

/** The most nodes of all trees together: an ONNX file of some 130 MB. */
export const MOST_NODES = 4_000_000

/**
 * What was seen in none of n rows has a probability of about 1 / (n + 2), not 0 (Laplace's rule of succession); not
 * less than a float32 can be told from nought beside one.
 */
export function floorOf({ rows }: TrainingSet): number {
  return Math.max(Math.fround(1 / (rows + 2)), Math.fround(1e-6))
}

/** The weight of each row, 1 where none is given. @throws RangeError when a label is absent */
export function weightsOf(set: TrainingSet): Float64Array {
  const weights = set.weights ?? new Float64Array(set.rows).fill(1)
  let [negative, positive] = [0, 0]
  for (let r = 0; r < set.rows; r++)
    if (set.labels[r] === 1) positive += weights[r]!
    else negative += weights[r]!
  if (!(positive > 0) || !(negative > 0)) throw new RangeError('Both labels are needed to train.')
  return weights
}

/** The trees as a sum that is their mean: each leaf by the number of trees. Its output is a probability. */
export function meanEnsemble({ features, trees }: ProbabilityTrees): TreeEnsemble {
  const shared = trees.map((tree) => ({ ...tree, value: tree.value.map((share) => share / trees.length) }))
  return { features, base: 0, trees: shared }
}

/** Log-odds of the mean probability, one a row, in float32 as the graph has them. */
export function predictLogOdds(fitted: ProbabilityTrees, matrix: Float32Array, rows: number): Float32Array {
  return predictMargin(meanEnsemble(fitted), matrix, rows).map((mean) => {
    const kept = Math.min(Math.max(mean, fitted.floor), Math.fround(1 - fitted.floor))
    return Math.log(Math.fround(kept / Math.fround(1 - kept)))
  })
}

/** Adds the trees, their mean and its log-odds. @returns the name of the log-odds, rows × 1 */
export function addProbabilityTrees(graph: OnnxGraph, input: string, fitted: ProbabilityTrees): string {
  return addLogOdds(graph, addTrees(graph, input, meanEnsemble(fitted)), fitted.floor)
}

/** Adds the log-odds of a probability, which is kept from `floor` to one less that. @returns their name */
export function addLogOdds(graph: OnnxGraph, probability: string, floor: number): string {
  const bounds = [floor, 1 - floor].map((bound) => graph.floats([bound], []))
  const kept = graph.node('Clip', [probability, ...bounds])
  const against = graph.node('Sub', [graph.floats([1], []), kept])
  return graph.node('Log', [graph.node('Div', [kept, against])])
}
