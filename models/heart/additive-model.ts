import { boostedTrees, type BoostedTreesSettings } from '@vouch/core/learn/boosted-trees'
import { castToDouble, castToFloat, doubles } from '@vouch/core/learn/cast'
import type { Learner } from '@vouch/core/learn/learner'
import {
  type LogisticRegression,
  logisticRegression,
  type LogisticRegressionSettings,
} from '@vouch/core/learn/logistic-regression'
import type { TreeEnsemble } from '@vouch/core/learn/tree'

export interface AdditiveSettings {
  readonly line: LogisticRegressionSettings
  /** of depth 1: each tree is a step on one value, so that the whole stays a sum over the values */
  readonly steps: Omit<BoostedTreesSettings, 'depth'>
  /** the logistic regression's share of the log-odds, 0 to 1; the steps have the rest */
  readonly lineShare: number
}

export interface AdditiveModel {
  readonly line: LogisticRegression
  readonly steps: TreeEnsemble
  readonly lineShare: number
}

/**
 * A logistic regression and boosted stumps averaged in log-odds: a generalised additive model (Hastie & Tibshirani 1986).
 * Each value adds what it adds whatever the others are, so that a call's reasons are exact and can be drawn as one curve a
 * value.
 */
export const additiveModel: Learner<AdditiveSettings, AdditiveModel> = {
  train(set, { line, steps, lineShare }, { random }) {
    return {
      line: logisticRegression.train(set, line, { random: random.fork('line') }),
      steps: boostedTrees.train(set, { ...steps, depth: 1 }, { random: random.fork('steps') }),
      lineShare,
    }
  },

  predict({ line, steps, lineShare }, matrix, rows) {
    const straight = logisticRegression.predict(line, matrix, rows)
    return boostedTrees
      .predict(steps, matrix, rows)
      .map((stepped, row) => lineShare * straight[row]! + (1 - lineShare) * stepped)
  },

  addTo(graph, input, { line, steps, lineShare }) {
    const part = (margin: string, share: number) =>
      graph.node('Mul', [castToDouble(graph, margin), doubles(graph, [share], [])])
    const straight = part(logisticRegression.addTo(graph, input, line), lineShare)
    const stepped = part(boostedTrees.addTo(graph, input, steps), 1 - lineShare)
    return castToFloat(graph, graph.node('Add', [straight, stepped]))
  },
}
