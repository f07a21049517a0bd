import { leafOf, type TreeEnsemble } from '../learn/tree.ts'
import { type Contributions, residualsOf } from './contributions.ts'
import { addInterventional } from './interventional.ts'
import { addPathDependent } from './path-dependent.ts'
import { treePaths } from './tree-paths.ts'

export interface TreeShapOptions {
  /**
   * Rows × features of the data to explain against. With it what is not known of a row is drawn from these rows
   * (interventional); without, from the training rows that came down each path (path-dependent).
   */
  readonly background?: Float32Array
}

/**
 * Exact Shapley values of a sum of trees (TreeSHAP, Lundberg et al. 2020), in the unit of its output: log-odds for boosted
 * trees; probability for a forest or a decision tree, given as their `meanEnsemble`. Residuals are against the sum of the
 * trees in float64: what is served in float32 is rounded, for 300 trees by some 1e-5 in log-odds.
 * @param matrix rows × features, row-major, NaN where missing
 */
export function treeShap(ensemble: TreeEnsemble, matrix: Float32Array, options: TreeShapOptions = {}): Contributions {
  const { features } = ensemble
  const { background } = options
  const rows = matrix.length / features
  const values = new Float64Array(rows * features)
  let base = ensemble.base
  for (const tree of ensemble.trees) {
    const paths = treePaths(tree)
    if (background) base += addInterventional(paths, { matrix, features }, { matrix: background, features }, values)
    else {
      addPathDependent(paths, matrix, values, features)
      base += paths.mean
    }
  }
  const explained = { rows, features, values, base }
  return { ...explained, residuals: residualsOf(sumOf(ensemble, matrix, rows), explained) }
}

function sumOf({ trees, base, features }: TreeEnsemble, matrix: Float32Array, rows: number): Float64Array {
  const sums = new Float64Array(rows).fill(base)
  for (const tree of trees)
    for (let r = 0; r < rows; r++) sums[r] = sums[r]! + tree.value[leafOf(tree, matrix, r * features)]!
  return sums
}
