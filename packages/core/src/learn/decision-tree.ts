import { binColumns } from './bin-columns.ts'
import { type CartSettings, growCart } from './grow-cart.ts'
import type { Learner, TrainingSet } from './learner.ts'
import { meanLogLoss } from './log-loss.ts'
import { addProbabilityTrees, floorOf, predictLogOdds, type ProbabilityTrees, weightsOf } from './probability-trees.ts'
import { pruneTree } from './prune-tree.ts'
import { gainImportance } from './tree.ts'

export interface DecisionTreeSettings extends CartSettings {
  /** cost of a leaf, as a share of the whole impurity's scale; 0 prunes nothing */
  readonly ccpAlpha: number
  /** most bins a column is cut into, at most 255 */
  readonly bins: number
}

/**
 * One classification tree (CART, Breiman et al. 1984), pruned where `ccpAlpha` is above 0. There is no chance in it, and
 * one round. A leaf says the share of label 1 among its rows; log-odds are of that share, kept inside (0, 1).
 * @throws RangeError when a label is absent
 */
export const decisionTree: Learner<DecisionTreeSettings, ProbabilityTrees> = {
  train(set, settings, { validation, onRound }) {
    const binned = binColumns(set.matrix, set.rows, set.features, settings.bins)
    const rows = Int32Array.from({ length: set.rows }, (_, r) => r)
    const grown = growCart(binned, { labels: set.labels, weights: weightsOf(set), rows }, settings)
    const tree = settings.ccpAlpha > 0 ? pruneTree(grown, settings.ccpAlpha, settings.criterion) : grown
    const fitted = { features: set.features, trees: [tree], floor: floorOf(set), outOfBag: null }
    const lossOf = (some: TrainingSet) => meanLogLoss(some, predictLogOdds(fitted, some.matrix, some.rows))
    onRound?.({ round: 1, rounds: 1, loss: lossOf(set), validationLoss: validation ? lossOf(validation) : null })
    return fitted
  },
  predict: predictLogOdds,
  addTo: addProbabilityTrees,
  gains: gainImportance,
}
