import { z } from 'zod'
import { DatasetSource, RowChoice, Takes } from './dataset.ts'
import { Threshold } from './prediction.ts'

/** The kinds of model that can be trained. `xgboost` names our own boosted trees. */
export const ModelType = z.enum([
  'logistic_regression',
  'svm',
  'decision_tree',
  'random_forest',
  'xgboost',
  'pca',
  'mlp',
  'knn',
])
export type ModelType = z.infer<typeof ModelType>

/** Other names that clients send. */
export const MODEL_TYPE_ALIASES = {
  linear_regression: 'logistic_regression',
  deep_learning: 'mlp',
} as const satisfies Record<string, ModelType>

export const ModelTypeName = z.enum([...ModelType.options, 'linear_regression', 'deep_learning'])
export type ModelTypeName = z.infer<typeof ModelTypeName>

/** null where the hyper-parameter says what that means. */
export const HyperparameterValue = z.union([z.number(), z.string(), z.boolean(), z.null()])
export type HyperparameterValue = z.infer<typeof HyperparameterValue>

export const Hyperparameters = z.record(z.string(), HyperparameterValue)
export type Hyperparameters = z.infer<typeof Hyperparameters>

const Declared = {
  /** in snake_case, by scikit-learn's or XGBoost's name */
  name: z.string(),
  /** other names it is known by there */
  aliases: z.array(z.string()),
  description: z.string(),
  /** whether a search draws it unless told which to draw */
  searched: z.boolean(),
}

const Ranged = {
  ...Declared,
  min: z.number(),
  max: z.number(),
  /** what a search draws from; within `min` and `max` */
  search_range: z.tuple([z.number(), z.number()]),
  /** whether it is drawn evenly on a logarithmic scale */
  log: z.boolean(),
  /** what null stands for; null where null is no value */
  null_means: z.string().nullable(),
  default: z.number().nullable(),
  /** which end makes the simpler model; null where neither does */
  simpler: z.enum(['less', 'more']).nullable(),
}

/** One setting of a kind of model, declared once: forms, checks, searches and docs are made from it. */
export const Hyperparameter = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('integer'), ...Ranged }),
  z.object({ kind: z.literal('number'), ...Ranged }),
  z.object({ kind: z.literal('choice'), ...Declared, options: z.array(z.string()).min(2), default: z.string() }),
  z.object({ kind: z.literal('boolean'), ...Declared, default: z.boolean() }),
])
export type Hyperparameter = z.infer<typeof Hyperparameter>

/** A kind of model as the list tells of it. */
export const LearnerSummary = z.object({
  model_type: ModelType,
  name: z.string(),
  aliases: z.array(z.string()),
  description: z.string(),
  hyperparameters: z.array(Hyperparameter),
})
export type LearnerSummary = z.infer<typeof LearnerSummary>

/** A schema of the values of some hyper-parameters, each with its default; any other name is a fault. */
export function hyperparameterSchema(declared: readonly Hyperparameter[]) {
  const names = declared.map(({ name }) => name)
  return z.strictObject(Object.fromEntries(declared.map((each) => [each.name, valueSchema(each)])), {
    error: ({ code }) => (code === 'unrecognized_keys' ? `is none of ${names.join(', ')}` : undefined),
  })
}

function valueSchema(declared: Hyperparameter): z.ZodType<HyperparameterValue> {
  switch (declared.kind) {
    case 'boolean':
      return z.boolean({ error: 'must be true or false' }).default(declared.default)
    case 'choice':
      return z
        .enum(declared.options, { error: `must be one of ${declared.options.join(', ')}` })
        .default(declared.default)
    case 'integer':
    case 'number': {
      const { kind, min, max, null_means } = declared
      const or = null_means === null ? '' : `, or null (${null_means})`
      const error = `must be a ${kind === 'integer' ? 'whole ' : ''}number from ${min} to ${max}${or}`
      const value = (kind === 'integer' ? z.int({ error }) : z.number({ error }))
        .min(min, { error })
        .max(max, { error })
      return null_means === null ? value.default(declared.default ?? min) : value.nullable().default(declared.default)
    }
  }
}

const Cost = z.number().min(0).max(1e9)

/** How the threshold is chosen, on calls that are out of fold; or given. */
export const ThresholdChoice = z.discriminatedUnion('by', [
  z.object({ by: z.literal('f1') }),
  z
    .object({ by: z.literal('cost'), false_positive_cost: Cost, false_negative_cost: Cost })
    .refine(({ false_positive_cost, false_negative_cost }) => false_positive_cost + false_negative_cost > 0, {
      path: ['false_positive_cost'],
      message: 'one of the costs must be above 0',
    }),
  z.object({ by: z.literal('precision'), target_precision: z.number().gt(0).max(1) }),
  z.object({ by: z.literal('fixed'), threshold: Threshold }),
])
export type ThresholdChoice = z.infer<typeof ThresholdChoice>

/** More are more than a search gains by, and hours of work. */
export const MOST_TRIALS = 200
const Trials = z.int().min(2).max(MOST_TRIALS)
/** which hyper-parameters are drawn; those that are worth it when not given. The others keep their value. */
const Searched = z.array(z.string().max(64)).max(32).optional()

/** `random`: so many settings are drawn. `halving`: of those, the best share `1/eta` goes on with `eta` times the work. */
export const SearchSettings = z.discriminatedUnion('method', [
  z.object({ method: z.literal('none') }),
  z.object({ method: z.literal('random'), trials: Trials.default(20), hyperparameters: Searched }),
  z.object({
    method: z.literal('halving'),
    trials: Trials.default(27),
    eta: z.int().min(2).max(5).default(3),
    hyperparameters: Searched,
  }),
])
export type SearchSettings = z.infer<typeof SearchSettings>

export const CalibrationMethod = z.enum(['none', 'platt', 'isotonic'])
export type CalibrationMethod = z.infer<typeof CalibrationMethod>

const ColumnName = z.string().min(1).max(1000)
const Classes = z.array(z.string().max(1000)).min(1).max(100)

/** What a training is made of. Of a table of NASA's the label, its classes and the group key are known when not given. */
export const TrainingConfig = z.object({
  model_type: ModelTypeName,
  dataset_source: DatasetSource,
  /** of an upload `dst_…`; of NASA's tables their name, `kepler_koi` when not given */
  dataset_id: z.string().max(64).optional(),
  hyperparameters: Hyperparameters.default({}),
  label: ColumnName.optional(),
  positive_labels: Classes.optional(),
  /** every other class when not given */
  negative_labels: Classes.optional(),
  /** null: rows are independent of each other */
  group_key: ColumnName.nullable().optional(),
  /** rows to learn from; null: all rows with a label, also of a table where it is known which count */
  only: RowChoice.nullable().optional(),
  /**
   * the column of numbers above 0 that says how much each row counts; one without a number is left out. It is never learned
   * from, and figures count every row once. Null: all count the same
   */
  weight: ColumnName.nullable().optional(),
  /** what is learned from: columns as they are, or what the table's field makes of them */
  takes: Takes.default('columns'),
  /** every column of numbers, or every feature, that nothing is held against when not given */
  features: z.array(ColumnName).min(1).max(2000).optional(),
  folds: z.int().min(2).max(20).default(5),
  decision: ThresholdChoice.default({ by: 'f1' }),
  search: SearchSettings.default({ method: 'none' }),
  /** fitted on out-of-fold calls */
  calibration: CalibrationMethod.default('platt'),
  /** share of the groups that is locked away and measured once, at the end; 0: none */
  test_share: z.number().min(0).max(0.5).default(0.2),
  /** `balanced`: both labels weigh the same in all, however many rows each has and whatever these weigh */
  class_weight: z.enum(['none', 'balanced']).default('none'),
  seed: z.int().min(0).default(0),
})
export type TrainingConfig = z.infer<typeof TrainingConfig>

/** A configuration as it is sent to be checked: whatever is wrong with it, every fault is told at once. */
export const ConfigCheckInput = z.object({}).catchall(z.json())
export type ConfigCheckInput = z.infer<typeof ConfigCheckInput>

/** What is said of one field; of one within another as `decision.threshold`. */
export const FieldNote = z.object({ field: z.string(), message: z.string() })

export const ConfigCheck = z.object({
  valid: z.boolean(),
  errors: z.array(FieldNote),
  warnings: z.array(FieldNote),
})
export type ConfigCheck = z.infer<typeof ConfigCheck>
export type FieldNote = z.infer<typeof FieldNote>
