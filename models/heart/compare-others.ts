import type { Metric } from '@vouch/contracts/metric'
import { boostedTrees, type BoostedTreesSettings } from '@vouch/core/learn/boosted-trees'
import { logisticRegression } from '@vouch/core/learn/logistic-regression'
import { randomForest } from '@vouch/core/learn/random-forest'
import type { Random } from '@vouch/core/random'
import type { Hospital } from './hospitals.ts'
import { measureOther } from './measure-left-out.ts'
import { type Fit, fitWith } from './procedure.ts'
import { INPUTS, SETTINGS } from './settings.ts'

/** The thirteen values as they are, in UCI's codes: what trees are usually given. */
const RAW = [
  'age',
  'sex',
  'cp',
  'trestbps',
  'chol',
  'fbs',
  'restecg',
  'thalach',
  'exang',
  'oldpeak',
  'slope',
  'ca',
  'thal',
]
/** Of tests that many hospitals do not do. */
const SCANS: ReadonlySet<string> = new Set(['ca', 'ca_any', 'thal', 'thal_fixed', 'thal_reversible'])

const BOOSTING: BoostedTreesSettings = {
  trees: 300,
  depth: 2,
  learningRate: 0.02,
  subsample: 0.5,
  columnSample: 0.3,
  bins: 64,
  minChildWeight: 3,
  lambda: 5,
  gamma: 0,
}

const line =
  (C: number): Fit =>
  (set, random) => {
    const model = logisticRegression.train(set, { preprocessing: { scaling: 'standard' }, C }, { random })
    return (matrix, rows) => logisticRegression.predict(model, matrix, rows)
  }

const boosted =
  (settings: BoostedTreesSettings): Fit =>
  (set, random) => {
    const model = boostedTrees.train(set, settings, { random })
    return (matrix, rows) => boostedTrees.predict(model, matrix, rows)
  }

const forest: Fit = (set, random) => {
  const settings = {
    trees: 300,
    maxFeatures: 'sqrt',
    bootstrap: true,
    bins: 64,
    maxDepth: Infinity,
    minSamplesLeaf: 10,
    criterion: 'gini',
  } as const
  const model = randomForest.train(set, settings, { random })
  return (matrix, rows) => randomForest.predict(model, matrix, rows)
}

/** What else was looked at, measured on the same hospitals; each with one setting, named here and not chosen on them. */
export function compareOthers(hospitals: readonly Hospital[], random: Random): Metric[] {
  const [, middle] = SETTINGS
  const others: readonly { name: string; fit: Fit; inputs: readonly string[] }[] = [
    { name: 'logistic regression alone, C 0.03, same inputs', fit: line(0.03), inputs: INPUTS },
    {
      name: 'boosted stumps alone, 200, same inputs',
      fit: boosted({ ...BOOSTING, depth: 1, learningRate: 0.03, trees: 200 }),
      inputs: INPUTS,
    },
    { name: 'boosted trees of depth 2, 300, the thirteen values', fit: boosted(BOOSTING), inputs: RAW },
    { name: 'random forest, 300 trees, leaves of 10, the thirteen values', fit: forest, inputs: RAW },
    ...(middle
      ? [
          {
            name: 'this model with C 0.01 and 200 steps, without fluoroscopy and thallium scan',
            fit: fitWith(middle),
            inputs: INPUTS.filter((name) => !SCANS.has(name)),
          },
        ]
      : []),
  ]
  return others.flatMap((other) => measureOther(hospitals, { ...other, random: random.fork(other.name) }))
}
