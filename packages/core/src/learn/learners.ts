import type { Hyperparameter, LearnerSummary, ModelType, ModelTypeName } from '@vouch/contracts/learner'
import { MODEL_TYPE_ALIASES } from '@vouch/contracts/learner'

type Ranged = Extract<Hyperparameter, { kind: 'integer' | 'number' }>
type Details = Pick<Ranged, 'description' | 'default'> & Partial<Omit<Ranged, 'kind' | 'name' | 'min' | 'max'>>

/** Of a range so wide that no training takes more than minutes; a search draws from less. */
function ranged(
  kind: Ranged['kind'],
  name: string,
  { range: [min, max], ...details }: Details & { readonly range: readonly [number, number] },
): Hyperparameter {
  return {
    aliases: [],
    searched: true,
    search_range: [min, max],
    log: false,
    null_means: null,
    simpler: null,
    ...details,
    kind,
    name,
    min,
    max,
  }
}

const SCALINGS = ['standard', 'robust', 'quantile_normal'] as const

/** @param fallback what the kind of model does best with */
const scaling = (fallback: (typeof SCALINGS)[number]): Hyperparameter => ({
  kind: 'choice',
  name: 'scaling',
  aliases: [],
  description:
    'How features are brought to one scale, fitted on training rows: mean 0 and deviation 1, median and quartiles, or the quantiles of a normal distribution.',
  options: [...SCALINGS],
  default: fallback,
  searched: false,
})

/** Of the logistic regression and of what stands on it. */
const INVERSE_PENALTY = ranged('number', 'c', {
  aliases: ['C'],
  range: [1e-4, 1e4],
  search_range: [1e-3, 1e2],
  log: true,
  default: 1,
  simpler: 'less',
  description: 'Inverse of the L2 penalty: less draws the weights nearer to 0.',
})

const LEAF_ROWS = (fallback: number) =>
  ranged('integer', 'min_samples_leaf', {
    range: [1, 500],
    search_range: [1, 50],
    log: true,
    default: fallback,
    simpler: 'more',
    description: 'Fewest rows of a leaf.',
  })

const XGBOOST: Hyperparameter[] = [
  ranged('integer', 'n_estimators', {
    aliases: ['num_boost_round', 'num_round'],
    range: [1, 2000],
    search_range: [100, 800],
    log: true,
    default: 300,
    simpler: 'less',
    description: 'How many trees.',
  }),
  ranged('integer', 'max_depth', {
    range: [1, 12],
    search_range: [2, 8],
    default: 6,
    simpler: 'less',
    description: 'Deepest level of a tree.',
  }),
  ranged('number', 'learning_rate', {
    aliases: ['eta'],
    range: [0.001, 1],
    search_range: [0.01, 0.3],
    log: true,
    default: 0.05,
    description: 'Share of each tree that is added.',
  }),
  ranged('number', 'subsample', {
    range: [0.1, 1],
    search_range: [0.5, 1],
    default: 0.8,
    description: 'Share of the rows each tree is grown on.',
  }),
  ranged('number', 'colsample_bytree', {
    range: [0.1, 1],
    search_range: [0.3, 1],
    default: 0.8,
    description: 'Share of the columns each tree may use.',
  }),
  ranged('integer', 'max_bin', {
    range: [8, 255],
    default: 255,
    searched: false,
    description: 'Most bins a column is cut into.',
  }),
  ranged('number', 'min_child_weight', {
    range: [0, 100],
    search_range: [1, 20],
    default: 1,
    simpler: 'more',
    description: 'Least sum of second derivatives in a child.',
  }),
  ranged('number', 'reg_lambda', {
    aliases: ['lambda'],
    range: [0, 1000],
    search_range: [0.1, 100],
    log: true,
    default: 1,
    simpler: 'more',
    description: 'L2 penalty on the values of leaves.',
  }),
  ranged('number', 'gamma', {
    aliases: ['min_split_loss'],
    range: [0, 100],
    search_range: [0, 5],
    default: 0,
    simpler: 'more',
    description: 'Least gain of a split.',
  }),
  ranged('integer', 'early_stopping_rounds', {
    range: [1, 200],
    default: null,
    null_means: 'every tree is grown',
    searched: false,
    description: 'Stops when as many trees have not improved the groups held back.',
  }),
]

const RANDOM_FOREST: Hyperparameter[] = [
  ranged('integer', 'n_estimators', {
    range: [1, 1000],
    search_range: [100, 500],
    log: true,
    default: 300,
    simpler: 'less',
    description: 'How many trees.',
  }),
  ranged('integer', 'max_depth', {
    range: [1, 32],
    search_range: [4, 24],
    default: null,
    null_means: 'until leaves are pure or small',
    simpler: 'less',
    description: 'Deepest level of a tree.',
  }),
  {
    kind: 'choice',
    name: 'max_features',
    aliases: [],
    description: 'How many columns each split may choose from: the square root or the logarithm of all, or all.',
    options: ['sqrt', 'log2', 'all'],
    default: 'sqrt',
    searched: true,
  },
  LEAF_ROWS(1),
]

const DECISION_TREE: Hyperparameter[] = [
  ranged('integer', 'max_depth', {
    range: [1, 32],
    search_range: [2, 16],
    default: 6,
    null_means: 'until leaves are pure or small',
    simpler: 'less',
    description: 'Deepest level of the tree.',
  }),
  LEAF_ROWS(5),
  {
    kind: 'choice',
    name: 'criterion',
    aliases: [],
    description: 'What a split makes less of: Gini impurity or entropy.',
    options: ['gini', 'entropy'],
    default: 'gini',
    searched: true,
  },
  ranged('number', 'ccp_alpha', {
    range: [0, 1],
    search_range: [0, 0.02],
    default: 0,
    simpler: 'more',
    description: 'Price of a leaf when the tree is cut back (Breiman et al. 1984); 0 cuts nothing.',
  }),
]

const SVM: Hyperparameter[] = [
  ranged('number', 'c', {
    aliases: ['C'],
    range: [1e-3, 1e3],
    search_range: [1e-2, 1e2],
    log: true,
    default: 1,
    simpler: 'less',
    description: 'Price of a row on the wrong side.',
  }),
  ranged('number', 'gamma', {
    range: [1e-6, 100],
    search_range: [1e-4, 1],
    log: true,
    default: null,
    null_means: '1 / number of features',
    simpler: 'less',
    description: 'How near two rows must be to count as alike (radial basis function).',
  }),
  scaling('quantile_normal'),
]

const KNN: Hyperparameter[] = [
  ranged('integer', 'n_neighbors', {
    aliases: ['k', 'n_neighbours'],
    range: [1, 500],
    search_range: [3, 100],
    log: true,
    default: 15,
    simpler: 'more',
    description: 'How many of the nearest training rows are asked.',
  }),
  {
    kind: 'choice',
    name: 'weights',
    aliases: [],
    description: 'Whether all neighbours count alike or the nearer ones more.',
    options: ['uniform', 'distance'],
    default: 'distance',
    searched: true,
  },
  scaling('quantile_normal'),
]

const MLP: Hyperparameter[] = [
  {
    kind: 'choice',
    name: 'hidden_layer_sizes',
    aliases: ['layers'],
    description: 'Units of each hidden layer.',
    options: ['16', '32', '64', '128', '32,16', '64,32', '128,64', '128,64,32'],
    default: '64,32',
    searched: true,
  },
  ranged('number', 'learning_rate_init', {
    aliases: ['learning_rate'],
    range: [1e-5, 0.1],
    search_range: [3e-4, 1e-2],
    log: true,
    default: 1e-3,
    description: 'Length of the first steps (Adam).',
  }),
  ranged('integer', 'batch_size', {
    range: [8, 4096],
    search_range: [32, 512],
    log: true,
    default: 128,
    searched: false,
    description: 'Rows of a step.',
  }),
  ranged('integer', 'max_iter', {
    aliases: ['epochs'],
    range: [1, 500],
    default: 100,
    searched: false,
    description: 'Most passes over the rows.',
  }),
  ranged('number', 'dropout', {
    range: [0, 0.8],
    search_range: [0, 0.5],
    default: 0.1,
    simpler: 'more',
    description: 'Share of units that are left out of each step.',
  }),
  ranged('number', 'alpha', {
    aliases: ['l2'],
    range: [0, 10],
    search_range: [1e-5, 1e-1],
    log: true,
    default: 1e-4,
    simpler: 'more',
    description: 'L2 penalty on the weights.',
  }),
  ranged('integer', 'n_iter_no_change', {
    aliases: ['patience'],
    range: [1, 100],
    default: 10,
    searched: false,
    description: 'Stops when as many passes have not improved the groups held back.',
  }),
  scaling('quantile_normal'),
]

const PCA: Hyperparameter[] = [
  ranged('integer', 'n_components', {
    range: [1, 200],
    search_range: [2, 40],
    default: 10,
    simpler: 'less',
    description: 'How many principal components the logistic regression gets; no more than there are features.',
  }),
  INVERSE_PENALTY,
  scaling('robust'),
]

const DECLARED: Record<ModelType, Pick<LearnerSummary, 'name' | 'description' | 'hyperparameters'>> = {
  logistic_regression: {
    name: 'Logistic regression',
    description: 'A weight for each feature.',
    hyperparameters: [INVERSE_PENALTY, scaling('robust')],
  },
  svm: {
    name: 'Support vector machine',
    description: 'The widest margin, with a radial basis function.',
    hyperparameters: SVM,
  },
  decision_tree: { name: 'Decision tree', description: 'One tree that can be read.', hyperparameters: DECISION_TREE },
  random_forest: {
    name: 'Random forest',
    description: 'The mean of trees on resampled rows.',
    hyperparameters: RANDOM_FOREST,
  },
  xgboost: {
    name: 'Boosted trees',
    description: 'Trees that each mend what those before left; XGBoost’s method in our own program.',
    hyperparameters: XGBOOST,
  },
  pca: {
    name: 'Principal components',
    description: 'A logistic regression on the strongest components.',
    hyperparameters: PCA,
  },
  mlp: { name: 'Neural network', description: 'Layers of units between features and label.', hyperparameters: MLP },
  knn: { name: 'Nearest neighbours', description: 'What the most alike training rows are.', hyperparameters: KNN },
}

/** A kind of model by its name or an alias; undefined where there is none of that name. */
export function resolveModelType(name: string): ModelType | undefined {
  if (isModelType(name)) return name
  return isAlias(name) ? MODEL_TYPE_ALIASES[name] : undefined
}

export function hyperparametersOf(modelType: ModelType): readonly Hyperparameter[] {
  return DECLARED[modelType].hyperparameters
}

/** The kinds of model that can be trained, for the list of models. */
export function listLearners(): LearnerSummary[] {
  return MODEL_TYPES.map((modelType) => ({
    model_type: modelType,
    ...DECLARED[modelType],
    aliases: Object.entries(MODEL_TYPE_ALIASES).flatMap(([alias, type]) => (type === modelType ? [alias] : [])),
  }))
}

export const MODEL_TYPES = Object.keys(DECLARED).filter(isModelType)

function isModelType(name: string): name is ModelType {
  return Object.hasOwn(DECLARED, name)
}

function isAlias(name: string): name is Exclude<ModelTypeName, ModelType> {
  return Object.hasOwn(MODEL_TYPE_ALIASES, name)
}
