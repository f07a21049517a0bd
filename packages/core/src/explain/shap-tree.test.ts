import { describe, expect, it } from 'vitest'
import { trainBoostedTrees } from '../learn/boosted-trees.ts'
import { meanEnsemble } from '../learn/probability-trees.ts'
import { randomForest } from '../learn/random-forest.ts'
import { leafOf, predictMargin, type Tree, type TreeEnsemble } from '../learn/tree.ts'
import { createRandom } from '../random.ts'
import { gappyRows } from './fixtures/gappy-rows.ts'
import { shapley } from './fixtures/shapley.ts'
import { addByPairs } from './interventional-pairs.ts'
import { addInterventional } from './interventional.ts'
import { treeShap } from './shap-tree.ts'
import { treePaths } from './tree-paths.ts'

const boosted = (features: number, depth: number, trees: number): TreeEnsemble =>
  trainBoostedTrees(
    gappyRows(600, features, 1),
    {
      trees,
      depth,
      learningRate: 0.3,
      subsample: 1,
      columnSample: 1,
      bins: 32,
      minChildWeight: 1,
      lambda: 1,
      gamma: 0,
    },
    createRandom(2),
  )
const forest = (features: number, trees: number): TreeEnsemble =>
  meanEnsemble(
    randomForest.train(
      gappyRows(400, features, 3),
      { trees, criterion: 'gini', maxDepth: null, minSamplesLeaf: 1, maxFeatures: 2, bootstrap: true, bins: 64 },
      { random: createRandom(4) },
    ),
  )

/** Mean of a tree when only the features of a coalition are known: both sides of an unknown split, by training weight. */
function meanOfKnown(tree: Tree, row: Float32Array, coalition: number, node = 0): number {
  const feature = tree.feature[node]!
  if (feature < 0) return tree.value[node]!
  const [left, right] = [tree.left[node]!, tree.right[node]!]
  const mean = (child: number) => meanOfKnown(tree, row, coalition, child)
  if (coalition & (1 << feature)) {
    const value = row[feature]!
    return mean((Number.isNaN(value) ? tree.missingLeft[node] === 1 : value < tree.threshold[node]!) ? left : right)
  }
  const [l, r] = [tree.cover[left]!, tree.cover[right]!]
  return (l * mean(left) + r * mean(right)) / (l + r)
}

const outputOf = ({ trees, base }: TreeEnsemble, row: Float32Array) =>
  trees.reduce((sum, tree) => sum + tree.value[leafOf(tree, row, 0)]!, base)

const CASES: [string, TreeEnsemble][] = [
  ['boosted trees of depth 3', boosted(5, 3, 4)],
  ['boosted trees of depth 8 that split on a feature again and again', boosted(4, 8, 3)],
  ['boosted trees of eight features', boosted(8, 5, 3)],
  ['a forest of deep trees', forest(6, 4)],
  ['a tree that is a leaf', boosted(3, 0, 1)],
]

describe('TreeSHAP', () => {
  it.each(CASES)('gives the Shapley values of the mean by training weight: %s', (_, ensemble) => {
    const { features } = ensemble
    const { matrix, rows } = gappyRows(12, features, 5)
    const { values, base } = treeShap(ensemble, matrix)
    for (let r = 0; r < rows; r++) {
      const row = matrix.slice(r * features, (r + 1) * features)
      const worth = (coalition: number) =>
        ensemble.trees.reduce((sum, tree) => sum + meanOfKnown(tree, row, coalition), ensemble.base)
      for (const [f, expected] of shapley(features, worth).entries())
        expect(values[r * features + f]).toBeCloseTo(expected, 10)
      expect(base).toBeCloseTo(worth(0), 6)
    }
  })

  it.each(CASES)('gives the Shapley values against a background: %s', (_, ensemble) => {
    const { features } = ensemble
    const { matrix, rows } = gappyRows(8, features, 6)
    const others = gappyRows(9, features, 7)
    const { values, base } = treeShap(ensemble, matrix, { background: others.matrix })
    for (let r = 0; r < rows; r++) {
      const worth = (coalition: number) => {
        let sum = 0
        for (let b = 0; b < others.rows; b++) {
          const mixed = Float32Array.from({ length: features }, (_, f) =>
            coalition & (1 << f) ? matrix[r * features + f]! : others.matrix[b * features + f]!,
          )
          sum += outputOf(ensemble, mixed)
        }
        return sum / others.rows
      }
      for (const [f, expected] of shapley(features, worth).entries())
        expect(values[r * features + f]).toBeCloseTo(expected, 10)
      expect(base).toBeCloseTo(worth(0), 10)
    }
  })

  it.each(CASES)('is the same pair by pair as by answers of many rows at once: %s', (_, { features, trees }) => {
    const { matrix } = gappyRows(6, features, 13)
    const background = { matrix: gappyRows(9, features, 14).matrix, features }
    for (const tree of trees) {
      const [byPairs, byAnswers] = [new Float64Array(6 * features), new Float64Array(6 * features)]
      const paths = treePaths(tree)
      const mean = addByPairs(paths, { matrix, features }, background, byPairs)
      expect(addInterventional(paths, { matrix, features }, background, byAnswers)).toBeCloseTo(mean, 12)
      for (const [i, value] of byPairs.entries()) expect(value).toBeCloseTo(byAnswers[i]!, 12)
    }
  })

  it.each([
    ['boosted trees', boosted(12, 6, 200)],
    ['a forest', forest(12, 100)],
  ])('adds up to the output that is served, to 1e-5: %s', (_, ensemble) => {
    const { features } = ensemble
    const { matrix, rows } = gappyRows(50, features, 8)
    const outputs = predictMargin(ensemble, matrix, rows)
    for (const options of [{}, { background: gappyRows(40, features, 9).matrix }]) {
      const { values, base, residuals } = treeShap(ensemble, matrix, options)
      for (let r = 0; r < rows; r++) {
        const sum = values.slice(r * features, (r + 1) * features).reduce((a, b) => a + b, base)
        expect(Math.abs(outputs[r]! - sum)).toBeLessThanOrEqual(1e-5)
        expect(Math.abs(residuals[r]!)).toBeLessThanOrEqual(1e-9)
      }
    }
  })

  it('gives nothing to a feature that no tree splits on', () => {
    const ensemble = boosted(4, 4, 5)
    const wider = { ...ensemble, features: 5 }
    const { values, rows } = treeShap(wider, gappyRows(20, 5, 10).matrix)
    for (let r = 0; r < rows; r++) expect(values[r * 5 + 4]).toBe(0)
  })

  it('explains a row alike whichever rows are with it', () => {
    const ensemble = boosted(6, 6, 20)
    const { matrix } = gappyRows(10, 6, 11)
    const background = gappyRows(10, 6, 12).matrix
    for (const options of [{}, { background }]) {
      const all = treeShap(ensemble, matrix, options).values
      for (let r = 0; r < 10; r++)
        expect(treeShap(ensemble, matrix.slice(r * 6, r * 6 + 6), options).values).toEqual(all.slice(r * 6, r * 6 + 6))
    }
  })

  it('holds where no training weight came to a side of a split', () => {
    const tree: Tree = {
      feature: Int32Array.of(0, 1, -1, -1, -1),
      threshold: Float32Array.of(0, 0, 0, 0, 0),
      left: Int32Array.of(1, 3, -1, -1, -1),
      right: Int32Array.of(2, 4, -1, -1, -1),
      missingLeft: new Uint8Array(5),
      value: Float32Array.of(0, 0, 1, 5, 9),
      gain: new Float32Array(5),
      cover: Float32Array.of(10, 0, 10, 0, 0),
    }
    const ensemble = { features: 2, base: 0, trees: [tree] }
    const { values, residuals, base } = treeShap(ensemble, Float32Array.of(-1, 1, 1, 1))
    expect(base).toBe(1)
    // known alone, feature 0 brings the mean of the empty side, 7; together they bring 9
    expect([...values]).toEqual([7, 1, 0, 0].map((value) => expect.closeTo(value, 12)))
    expect([...residuals]).toEqual([0, 0].map((value) => expect.closeTo(value, 12)))
  })

  it('holds where a path splits on more features than a number has bits', () => {
    const n = 33
    const nodes = Array.from({ length: 2 * n + 1 }, (_, i) => i)
    const inner = (i: number) => i % 2 === 0 && i < 2 * n
    const chain: Tree = {
      feature: Int32Array.from(nodes, (i) => (inner(i) ? i / 2 : -1)),
      threshold: new Float32Array(2 * n + 1),
      left: Int32Array.from(nodes, (i) => (inner(i) ? i + 1 : -1)),
      right: Int32Array.from(nodes, (i) => (inner(i) ? i + 2 : -1)),
      missingLeft: new Uint8Array(2 * n + 1),
      value: Float32Array.from(nodes, (i) => (i === 2 * n ? 66 : 0)),
      gain: new Float32Array(2 * n + 1),
      cover: Float32Array.from(nodes, (i) => (i % 2 === 0 ? 2 * n + 1 - i : 1)),
    }
    const ensemble = { features: n, base: 0, trees: [chain] }
    const [high, low] = [new Float32Array(n).fill(1), new Float32Array(n).fill(-1)]
    // all features are needed alike for the last leaf
    const { values, base } = treeShap(ensemble, high, { background: low })
    expect(base).toBe(0)
    for (const value of values) expect(value).toBeCloseTo(2, 9)
    expect(Math.abs(treeShap(ensemble, high).residuals[0]!)).toBeLessThan(1e-9)
  })
})
