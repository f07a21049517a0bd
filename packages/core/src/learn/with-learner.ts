import type { Hyperparameters, ModelType } from '@vouch/contracts/learner'
import { boostedTrees } from './boosted-trees.ts'
import { decisionTree } from './decision-tree.ts'
import type { Learner } from './learner.ts'
import { logisticRegression } from './logistic-regression.ts'
import { multilayerPerceptron } from './multilayer-perceptron.ts'
import { nearestNeighbours } from './nearest-neighbours.ts'
import { pcaLogistic } from './pca-logistic.ts'
import type { PreprocessSettings } from './preprocess.ts'
import { randomForest } from './random-forest.ts'
import { supportVectorMachine } from './support-vector-machine.ts'

/** A learner with its settings, as a user asked for them. */
export interface ChosenLearner<Settings, Fitted> {
  readonly learner: Learner<Settings, Fitted>
  readonly settings: Settings
  /** whether it gains by rows that are held back to stop by */
  readonly stopsEarly: boolean
}

/** What is done with a learner, whichever it is. */
export type UseLearner<Result> = <Settings, Fitted>(chosen: ChosenLearner<Settings, Fitted>) => Result

interface Binding {
  use<Result>(read: Reader, features: number, use: UseLearner<Result>): Result
}

/** Ties a learner to how its settings are read, so that the two always fit. */
function bind<Settings, Fitted>(
  learner: Learner<Settings, Fitted>,
  build: (read: Reader, features: number) => Settings,
  stopsEarly: (settings: Settings) => boolean = () => false,
): Binding {
  return {
    use(read, features, use) {
      const settings = build(read, features)
      return use({ learner, settings, stopsEarly: stopsEarly(settings) })
    },
  }
}

/** Reads checked values by their names on the wire. */
interface Reader {
  number(name: string): number
  /** null where the value is */
  optional(name: string): number | null
  choice<const T extends string>(name: string, options: readonly T[]): T
}

/** Bins of trees whose wire does not ask for them. */
const BINS = 255

/** The one place where the names on the wire become a learner's own. */
const BINDINGS: Readonly<Record<ModelType, Binding>> = {
  logistic_regression: bind(logisticRegression, (read) => ({
    preprocessing: preprocessing(read),
    C: read.number('c'),
  })),
  svm: bind(supportVectorMachine, (read) => ({
    preprocessing: preprocessing(read),
    C: read.number('c'),
    gamma: read.optional('gamma') ?? ('scale' as const),
  })),
  decision_tree: bind(decisionTree, (read) => ({
    maxDepth: read.optional('max_depth'),
    minSamplesLeaf: read.number('min_samples_leaf'),
    criterion: read.choice('criterion', ['gini', 'entropy']),
    ccpAlpha: read.number('ccp_alpha'),
    bins: BINS,
  })),
  random_forest: bind(randomForest, (read) => ({
    trees: read.number('n_estimators'),
    maxDepth: read.optional('max_depth'),
    maxFeatures: read.choice('max_features', ['sqrt', 'log2', 'all']),
    minSamplesLeaf: read.number('min_samples_leaf'),
    criterion: 'gini' as const,
    bootstrap: true,
    bins: BINS,
  })),
  xgboost: bind(
    boostedTrees,
    (read) => {
      const earlyStoppingRounds = read.optional('early_stopping_rounds')
      return {
        trees: read.number('n_estimators'),
        depth: read.number('max_depth'),
        learningRate: read.number('learning_rate'),
        subsample: read.number('subsample'),
        columnSample: read.number('colsample_bytree'),
        bins: read.number('max_bin'),
        minChildWeight: read.number('min_child_weight'),
        lambda: read.number('reg_lambda'),
        gamma: read.number('gamma'),
        ...(earlyStoppingRounds === null ? {} : { earlyStoppingRounds }),
      }
    },
    ({ earlyStoppingRounds }) => earlyStoppingRounds !== undefined,
  ),
  pca: bind(pcaLogistic, (read, features) => ({
    preprocessing: preprocessing(read),
    components: Math.min(read.number('n_components'), features),
    C: read.number('c'),
  })),
  mlp: bind(
    multilayerPerceptron,
    (read) => ({
      preprocessing: preprocessing(read),
      hiddenLayers: read.choice('hidden_layer_sizes', LAYERS).split(',').map(Number),
      learningRate: read.number('learning_rate_init'),
      batchSize: read.number('batch_size'),
      epochs: read.number('max_iter'),
      dropout: read.number('dropout'),
      alpha: read.number('alpha'),
      patience: read.number('n_iter_no_change'),
    }),
    () => true,
  ),
  knn: bind(nearestNeighbours, (read) => ({
    preprocessing: preprocessing(read),
    neighbours: read.number('n_neighbors'),
    weights: read.choice('weights', ['uniform', 'distance']),
  })),
}

const LAYERS = ['16', '32', '64', '128', '32,16', '64,32', '128,64', '128,64,32'] as const
const SCALINGS = { standard: 'standard', robust: 'robust', quantile_normal: 'quantile-normal' } as const

/**
 * Does something with the learner of a model type and its settings from checked hyper-parameters
 * (`checkHyperparameters`).
 * @param features how many columns it learns from
 * @throws RangeError for a value that was not checked
 */
export function withLearner<Result>(
  { modelType, values, features }: { modelType: ModelType; values: Hyperparameters; features: number },
  use: UseLearner<Result>,
): Result {
  return BINDINGS[modelType].use(readerOf(values), features, use)
}

function preprocessing(read: Reader): PreprocessSettings {
  return { scaling: SCALINGS[read.choice('scaling', ['standard', 'robust', 'quantile_normal'])] }
}

function readerOf(values: Hyperparameters): Reader {
  const valueOf = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined)
  const optional = (name: string): number | null => {
    const value = valueOf(name)
    if (typeof value === 'number' || value === null) return value
    throw new RangeError(`${name} was not checked`)
  }
  return {
    optional,
    number: (name) => {
      const value = optional(name)
      if (value === null) throw new RangeError(`${name} was not checked`)
      return value
    },
    choice: (name, options) => {
      const value = valueOf(name)
      const found = options.find((option) => option === value)
      if (found === undefined) throw new RangeError(`${name} was not checked`)
      return found
    },
  }
}
