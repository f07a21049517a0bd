import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { decisionTree } from './decision-tree.ts'
import { exclusiveOr } from './fixtures/exclusive-or.ts'
import { impurity } from './grow-cart.ts'
import { pruneTree } from './prune-tree.ts'
import type { Tree } from './tree.ts'

const set = exclusiveOr(300, 1)
const grow = (ccpAlpha: number) =>
  decisionTree.train(
    set,
    { criterion: 'gini', maxDepth: null, minSamplesLeaf: 3, ccpAlpha, bins: 32 },
    { random: createRandom(1) },
  ).trees[0]!
const leaves = (tree: Tree) => tree.feature.filter((f) => f < 0).length

function cost(tree: Tree, ccpAlpha: number): number {
  let sum = 0
  for (const [n, f] of tree.feature.entries())
    if (f < 0) sum += impurity('gini', tree.cover[n]!, tree.cover[n]! * tree.value[n]!) / tree.cover[0]! + ccpAlpha
  return sum
}

/** The least cost of all subtrees with the same root, each way of cutting tried. */
function leastCost(tree: Tree, ccpAlpha: number, node = 0): { cost: number; positive: number } {
  if (tree.feature[node]! < 0) {
    const positive = tree.value[node]! * tree.cover[node]!
    return { cost: impurity('gini', tree.cover[node]!, positive) / tree.cover[0]! + ccpAlpha, positive }
  }
  const left = leastCost(tree, ccpAlpha, tree.left[node])
  const right = leastCost(tree, ccpAlpha, tree.right[node])
  const positive = left.positive + right.positive
  const alone = impurity('gini', tree.cover[node]!, positive) / tree.cover[0]! + ccpAlpha
  return { cost: Math.min(alone, left.cost + right.cost), positive }
}

describe('cost-complexity pruning', () => {
  const whole = grow(0)

  it.each([1e-4, 1e-3, 5e-3, 2e-2])('leaves the subtree of least cost, alpha %f', (alpha) => {
    expect(cost(pruneTree(whole, alpha, 'gini'), alpha)).toBeCloseTo(leastCost(whole, alpha).cost, 6)
  })

  it('leaves fewer leaves the more a leaf costs, down to the root alone', () => {
    const sizes = [0, 1e-3, 5e-3, 2e-2, 1].map((alpha) => leaves(alpha === 0 ? whole : pruneTree(whole, alpha, 'gini')))
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    expect(sizes.at(-1)).toBe(1)
    expect(sizes[2]).toBeLessThan(sizes[0]!)
    expect(sizes[2]).toBeGreaterThan(1)
    const root = pruneTree(whole, 1, 'gini')
    expect(root.value[0]).toBeCloseTo(set.labels.reduce((sum, label) => sum + label, 0) / set.rows, 5)
  })

  it('is what the setting of the learner does', () => {
    expect(grow(5e-3)).toEqual(pruneTree(whole, 5e-3, 'gini'))
  })

  it('keeps children after their parents and nothing that is not reached', () => {
    const { feature, left, right } = pruneTree(whole, 1e-3, 'gini')
    const reached = new Set([0])
    for (const [n, f] of feature.entries())
      if (f >= 0)
        for (const child of [left[n]!, right[n]!]) {
          expect(child).toBeGreaterThan(n)
          reached.add(child)
        }
    expect(reached.size).toBe(feature.length)
  })
})
