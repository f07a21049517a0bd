import { VouchError } from '../error.ts'
import { rocAuc } from '../measure/ranking.ts'
import type { Random } from '../random.ts'
import { binColumns } from './bin-columns.ts'
import { type CartSettings, growCart } from './grow-cart.ts'
import type { Learner, TrainingSet, TrainOptions } from './learner.ts'
import { meanLogLoss } from './log-loss.ts'
import {
  addProbabilityTrees,
  floorOf,
  MOST_NODES,
  type OutOfBag,
  predictLogOdds,
  type ProbabilityTrees,
  weightsOf,
} from './probability-trees.ts'
import { gainImportance, leafOf, type Tree } from './tree.ts'

/** Hyper-parameters, by scikit-learn's names. */
export interface RandomForestSettings extends CartSettings {
  readonly trees: number
  /** how many columns a node may split on: their root, their logarithm, all, or so many */
  readonly maxFeatures: 'sqrt' | 'log2' | 'all' | number
  /** whether each tree grows on as many rows, drawn with replacement; otherwise on the rows as they are */
  readonly bootstrap: boolean
  /** most bins a column is cut into, at most 255 */
  readonly bins: number
}

/**
 * A forest of deep trees, each grown on a draw of the rows, each node on a draw of the columns (Breiman 2001); what it
 * says is the mean of the leaves' shares. A round is a tree, and each tree has a stream of chance of its own, so that
 * more trees do not change the first ones. Rows that a tree did not draw judge it (out of bag).
 * @throws RangeError when a label is absent
 * @throws VouchError `invalid` when the trees together grow past MOST_NODES nodes
 */
export const randomForest: Learner<RandomForestSettings, ProbabilityTrees> = {
  train,
  predict: predictLogOdds,
  addTo: addProbabilityTrees,
  gains: gainImportance,
}

function train(set: TrainingSet, settings: RandomForestSettings, options: TrainOptions): ProbabilityTrees {
  const binned = binColumns(set.matrix, set.rows, set.features, settings.bins)
  const weights = weightsOf(set)
  const floor = floorOf(set)
  const columns = columnsDrawn(settings.maxFeatures, set.features)
  const seen = new MeanVote(set, floor)
  const unseen = new MeanVote(set, floor)
  const held = options.validation ? new MeanVote(options.validation, floor) : null
  const trees: Tree[] = []
  let nodes = 0
  for (let t = 0; t < settings.trees; t++) {
    const random = options.random.fork(`tree ${t}`)
    const bag = settings.bootstrap ? drawRows(set.rows, weights, random) : { rows: everyRow(set.rows), weights }
    const tree = growCart(binned, { ...bag, labels: set.labels, draw: { columns, random } }, settings)
    trees.push(tree)
    nodes += tree.feature.length
    if (nodes > MOST_NODES)
      throw new VouchError(
        'invalid',
        `After ${t + 1} of ${settings.trees} trees the forest has more than ${MOST_NODES} nodes: raise minSamplesLeaf, or lower maxDepth or trees.`,
      )
    if (settings.bootstrap) unseen.add(tree, complement(set.rows, bag.rows))
    if (!options.onRound) continue
    seen.add(tree, everyRow(set.rows))
    if (held && options.validation) held.add(tree, everyRow(options.validation.rows))
    const loss = seen.loss()
    if (!options.onRound({ round: t + 1, rounds: settings.trees, loss, validationLoss: held?.loss() ?? null })) break
  }
  return { features: set.features, trees, floor, outOfBag: settings.bootstrap ? unseen.outOfBag() : null }
}

function columnsDrawn(maxFeatures: RandomForestSettings['maxFeatures'], features: number): number {
  if (maxFeatures === 'all') return features
  if (maxFeatures === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(features)))
  if (maxFeatures === 'log2') return Math.max(1, Math.floor(Math.log2(features)))
  return Math.min(Math.max(1, Math.floor(maxFeatures)), features)
}

/** As many draws as there are rows, with replacement: which rows came, and their weight by how often they did. */
function drawRows(n: number, weights: Float64Array, random: Random): { rows: Int32Array; weights: Float64Array } {
  const times = new Float64Array(n)
  for (let i = 0; i < n; i++) times[random.int(n)]! += 1
  const rows = everyRow(n).filter((row) => times[row]! > 0)
  return { rows, weights: times.map((count, row) => count * weights[row]!) }
}

function everyRow(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, row) => row)
}

/** The rows of 0…n-1 that are not in an ascending list. */
function complement(n: number, rows: Int32Array): Int32Array {
  let at = 0
  return everyRow(n).filter((row) => {
    if (rows[at] !== row) return true
    at++
    return false
  })
}

/** The mean share that trees gave to rows, each row by the trees that judged it. */
class MeanVote {
  private readonly set: TrainingSet
  private readonly floor: number
  private readonly sums: Float64Array
  private readonly counts: Uint32Array

  constructor(set: TrainingSet, floor: number) {
    this.set = set
    this.floor = floor
    this.sums = new Float64Array(set.rows)
    this.counts = new Uint32Array(set.rows)
  }

  add(tree: Tree, rows: Int32Array): void {
    const { matrix, features } = this.set
    for (const row of rows) {
      this.sums[row] = this.sums[row]! + tree.value[leafOf(tree, matrix, row * features)]!
      this.counts[row] = this.counts[row]! + 1
    }
  }

  /** Mean log loss of the rows that were judged; NaN where none was. */
  loss(): number {
    const { set, margins } = this.judged()
    return meanLogLoss(set, margins)
  }

  outOfBag(): OutOfBag | null {
    const { set, margins } = this.judged()
    if (set.rows === 0) return null
    const auc = rocAuc(set.labels, margins)
    return { rows: set.rows, logLoss: meanLogLoss(set, margins), rocAuc: Number.isNaN(auc) ? null : auc }
  }

  private judged(): { set: TrainingSet; margins: Float64Array } {
    const { set, counts, sums, floor } = this
    const rows = everyRow(set.rows).filter((row) => counts[row]! > 0)
    const margins = Float64Array.from(rows, (row) => {
      const mean = Math.min(Math.max(sums[row]! / counts[row]!, floor), 1 - floor)
      return Math.log(mean / (1 - mean))
    })
    const labels = Uint8Array.from(rows, (row) => set.labels[row]!)
    const weights = Float64Array.from(rows, (row) => set.weights?.[row] ?? 1)
    return { set: { ...set, rows: rows.length, labels, weights }, margins }
  }
}
