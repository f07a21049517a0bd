import type { Random } from '../random.ts'
import { binColumns, type BinnedColumns, MISSING_BIN } from './bin-columns.ts'
import { growTree, type GrowSettings } from './grow-tree.ts'
import type { Learner, TrainingSet, TrainOptions } from './learner.ts'
import { meanLogLoss, weighLabels } from './log-loss.ts'
import { addTrees } from './to-onnx.ts'
import { gainImportance, leafOf, predictMargin, sigmoid, type Tree, type TreeEnsemble } from './tree.ts'

/** Hyper-parameters, by XGBoost's names. */
export interface BoostedTreesSettings extends GrowSettings {
  /** most trees; at least 1 */
  readonly trees: number
  readonly learningRate: number
  /** share of the rows each tree is grown on */
  readonly subsample: number
  /** share of the columns each tree may use */
  readonly columnSample: number
  /** most bins a column is cut into, at most 255 */
  readonly bins: number
  /** with rows held back: stop after this many trees that do not lower their loss */
  readonly earlyStoppingRounds?: number
}

/**
 * Gradient-boosted trees with the logistic loss: histograms, second order, a learned side for missing values
 * (Chen & Guestrin 2016, §2.2, §3.4). A round is a tree. With rows held back, the trees up to the round of their least
 * log loss are kept, whether or not training stops early; without, all.
 * @throws RangeError when a label is absent
 */
export const boostedTrees: Learner<BoostedTreesSettings, TreeEnsemble> = {
  train,
  predict: predictMargin,
  addTo: (graph, input, ensemble) => addTrees(graph, input, ensemble),
  gains: gainImportance,
}

/** Boosted trees of all rounds. The same seed gives the same bytes. @throws RangeError when a label is absent */
export function trainBoostedTrees(set: TrainingSet, settings: BoostedTreesSettings, random: Random): TreeEnsemble {
  return train(set, settings, { random })
}

function train(set: TrainingSet, settings: BoostedTreesSettings, options: TrainOptions): TreeEnsemble {
  const { random, validation } = options
  const binned = binColumns(set.matrix, set.rows, set.features, settings.bins)
  const base = logOdds(set)
  const margins = new Float64Array(set.rows).fill(base)
  const heldBack = new Float64Array(validation?.rows ?? 0).fill(base)
  const gradients = new Float64Array(set.rows)
  const hessians = new Float64Array(set.rows)
  const trees: Tree[] = []
  let best = { trees: 0, loss: Infinity }
  for (let t = 0; t < settings.trees; t++) {
    derivatives(set, margins, gradients, hessians)
    const rows = sample(set.rows, settings.subsample, random)
    const columns = sample(set.features, settings.columnSample, random)
    const grown = growTree(binned, { gradients, hessians, rows, columns }, settings, settings.learningRate)
    addTree(binned, grown.tree, grown.splitBins, margins)
    trees.push(grown.tree)
    const validationLoss = validation ? lossAfter(grown.tree, validation, heldBack) : null
    if (validationLoss !== null && validationLoss < best.loss) best = { trees: trees.length, loss: validationLoss }
    const goesOn = options.onRound?.({
      round: t + 1,
      rounds: settings.trees,
      loss: meanLogLoss(set, margins),
      validationLoss,
    })
    const waited = validation ? trees.length - best.trees : 0
    if (goesOn === false || waited >= (settings.earlyStoppingRounds ?? Infinity)) break
  }
  return { features: set.features, base: Math.fround(base), trees: best.trees > 0 ? trees.slice(0, best.trees) : trees }
}

/** Adds a tree to the margins of rows that were held back. @returns their log loss */
function lossAfter(tree: Tree, held: TrainingSet, margins: Float64Array): number {
  for (let r = 0; r < held.rows; r++)
    margins[r] = margins[r]! + tree.value[leafOf(tree, held.matrix, r * held.features)]!
  return meanLogLoss(held, margins)
}

/** The margin every row starts from: log-odds of the weighted share of positives. */
function logOdds(set: TrainingSet): number {
  const { positive, total } = weighLabels(set)
  return Math.log(positive / (total - positive))
}

function derivatives(set: TrainingSet, margins: Float64Array, gradients: Float64Array, hessians: Float64Array): void {
  for (let r = 0; r < set.rows; r++) {
    const p = sigmoid(margins[r]!)
    const weight = set.weights?.[r] ?? 1
    gradients[r] = weight * (p - set.labels[r]!)
    hessians[r] = weight * Math.max(p * (1 - p), 1e-16)
  }
}

/** A share of 0…n-1 without replacement, in ascending order. */
function sample(n: number, share: number, random: Random): Int32Array {
  const all = new Int32Array(n)
  for (let i = 0; i < n; i++) all[i] = i
  if (share >= 1) return all
  const taken = Math.max(1, Math.round(n * share))
  for (let i = 0; i < taken; i++) {
    const j = i + random.int(n - i)
    const kept = all[i]!
    all[i] = all[j]!
    all[j] = kept
  }
  return all.slice(0, taken).sort()
}

/** Adds a tree's leaf values to the margins of all rows, by their bins. */
function addTree(binned: BinnedColumns, tree: Tree, splitBins: Uint8Array, margins: Float64Array): void {
  const { bins, rows } = binned
  for (let r = 0; r < rows; r++) {
    let node = 0
    let feature = tree.feature[0]!
    while (feature >= 0) {
      const bin = bins[feature * rows + r]!
      const goesLeft = bin === MISSING_BIN ? tree.missingLeft[node] === 1 : bin <= splitBins[node]!
      node = goesLeft ? tree.left[node]! : tree.right[node]!
      feature = tree.feature[node]!
    }
    margins[r] = margins[r]! + tree.value[node]!
  }
}
