import type { Hyperparameters, ModelType } from '@vouch/contracts/learner'
import type { BoostedTreesSettings } from './boosted-trees.ts'

type Scaling = 'standard' | 'robust' | 'quantile_normal'

/** The settings of each kind of model, as its learner takes them. */
export interface LearnerSettings {
  readonly logistic_regression: { readonly c: number; readonly scaling: Scaling }
  readonly svm: { readonly c: number; readonly gamma: number; readonly scaling: Scaling }
  readonly decision_tree: {
    /** null: no limit */
    readonly maxDepth: number | null
    readonly minSamplesLeaf: number
    readonly criterion: 'gini' | 'entropy'
    readonly pruning: number
  }
  readonly random_forest: {
    readonly trees: number
    /** null: no limit */
    readonly maxDepth: number | null
    /** columns each split may choose from */
    readonly maxFeatures: number
    readonly minSamplesLeaf: number
  }
  readonly xgboost: BoostedTreesSettings & { readonly earlyStoppingRounds: number | null }
  readonly pca: { readonly components: number; readonly c: number }
  readonly mlp: {
    readonly layers: readonly number[]
    readonly learningRate: number
    readonly batchSize: number
    readonly epochs: number
    readonly dropout: number
    readonly l2: number
    readonly patience: number
    readonly scaling: Scaling
  }
  readonly knn: { readonly neighbours: number; readonly weights: 'uniform' | 'distance'; readonly scaling: Scaling }
}

/** Reads checked values by their names on the wire. */
interface Reader {
  number(name: string): number
  /** null where the value is */
  optional(name: string): number | null
  choice<const T extends string>(name: string, options: readonly T[]): T
}

type Builders = { readonly [T in ModelType]: (read: Reader, features: number) => LearnerSettings[T] }

/** The one place where the names on the wire become a learner's own. */
const BUILDERS: Builders = {
  logistic_regression: (read) => ({ c: read.number('c'), scaling: scaling(read) }),
  svm: (read, features) => ({
    c: read.number('c'),
    gamma: read.optional('gamma') ?? 1 / features,
    scaling: scaling(read),
  }),
  decision_tree: (read) => ({
    maxDepth: read.optional('max_depth'),
    minSamplesLeaf: read.number('min_samples_leaf'),
    criterion: read.choice('criterion', ['gini', 'entropy']),
    pruning: read.number('ccp_alpha'),
  }),
  random_forest: (read, features) => ({
    trees: read.number('n_estimators'),
    maxDepth: read.optional('max_depth'),
    maxFeatures: columnsOf(read.choice('max_features', ['sqrt', 'log2', 'all']), features),
    minSamplesLeaf: read.number('min_samples_leaf'),
  }),
  xgboost: (read) => ({
    trees: read.number('n_estimators'),
    depth: read.number('max_depth'),
    learningRate: read.number('learning_rate'),
    subsample: read.number('subsample'),
    columnSample: read.number('colsample_bytree'),
    bins: read.number('max_bin'),
    minChildWeight: read.number('min_child_weight'),
    lambda: read.number('reg_lambda'),
    gamma: read.number('gamma'),
    earlyStoppingRounds: read.optional('early_stopping_rounds'),
  }),
  pca: (read, features) => ({ components: Math.min(read.number('n_components'), features), c: read.number('c') }),
  mlp: (read) => ({
    layers: read.choice('hidden_layer_sizes', LAYERS).split(',').map(Number),
    learningRate: read.number('learning_rate_init'),
    batchSize: read.number('batch_size'),
    epochs: read.number('max_iter'),
    dropout: read.number('dropout'),
    l2: read.number('alpha'),
    patience: read.number('n_iter_no_change'),
    scaling: scaling(read),
  }),
  knn: (read) => ({
    neighbours: read.number('n_neighbors'),
    weights: read.choice('weights', ['uniform', 'distance']),
    scaling: scaling(read),
  }),
}

const LAYERS = ['16', '32', '64', '128', '32,16', '64,32', '128,64', '128,64,32'] as const

/**
 * The settings of a learner from checked hyper-parameters (`checkHyperparameters`).
 * @param features how many columns it learns from
 * @throws RangeError for a value that was not checked
 */
export function toLearnerSettings<T extends ModelType>(
  modelType: T,
  values: Hyperparameters,
  features: number,
): LearnerSettings[T] {
  return BUILDERS[modelType](readerOf(values), features)
}

function scaling(read: Reader): Scaling {
  return read.choice('scaling', ['standard', 'robust', 'quantile_normal'])
}

function columnsOf(choice: 'sqrt' | 'log2' | 'all', features: number): number {
  const wanted = { sqrt: Math.sqrt(features), log2: Math.log2(features), all: features }[choice]
  return Math.max(1, Math.floor(wanted))
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
