import { DatasetId, NasaDatasetId } from '@vouch/contracts/dataset'
import type { ConfigCheck, ModelType, SearchSettings, ThresholdChoice } from '@vouch/contracts/learner'
import { ModelTypeName, TrainingConfig } from '@vouch/contracts/learner'
import { checkColumns } from './check-columns.ts'
import { checkSearch } from './check-search.ts'
import { checkSplit } from './check-split.ts'
import type { ConfigFacts, Notes, ReadConfig } from './config-facts.ts'
import { describeIssue, type SchemaIssue, valueAt } from './describe-issue.ts'
import { checkHyperparameters } from './hyperparameters.ts'
import type { LabelCounts } from './label-rows.ts'
import { resolveModelType } from './learners.ts'

/**
 * Says everything that is wrong with a configuration of a training, and everything worth a second thought, at once: fields
 * of the wrong kind or out of range, hyper-parameters, the label, the features and what the audit said of them, the group
 * key, whether the rows are enough for the folds, how the threshold is chosen, and the search.
 * @param facts of the data set; null when it is not known, and then nothing is said of its columns and rows
 */
export function validateConfig(given: unknown, facts: ConfigFacts | null): ConfigCheck {
  const notes: Notes = { errors: [], warnings: [] }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { valid: false, errors: [{ field: '', message: 'a configuration is an object' }], warnings: [] }
  const fields = new Map<string, unknown>(Object.entries(given))
  const config = readFields(fields, notes)
  const modelType = config.model_type === undefined ? undefined : resolveModelType(config.model_type)
  const fixed = checkModel(modelType, fields, notes)
  checkDataset(config, notes)
  const features = facts === null ? null : checkColumns(config, facts, notes)
  const counts = facts?.counts ?? null
  if (counts !== null && config.folds !== undefined) {
    const split = checkSplit(counts, { folds: config.folds, chosen: config.only !== undefined })
    notes.errors.push(...split.errors)
    notes.warnings.push(...split.warnings)
  }
  if (modelType !== undefined) {
    checkSearch({ modelType, search: config.search, given: Object.keys(fixed.given) }, notes)
    checkSizes(modelType, { values: fixed.values, given: fixed.given, features, counts, folds: config.folds }, notes)
  }
  return { valid: notes.errors.length === 0, ...notes }
}

/** Reads field by field, so that one fault does not hide another. */
function readFields(fields: ReadonlyMap<string, unknown>, { errors, warnings }: Notes): ReadConfig {
  const known = TrainingConfig.shape
  for (const field of fields.keys())
    if (!Object.hasOwn(known, field)) warnings.push({ field, message: 'is not a setting and is not used' })
  const read = <T>(field: keyof TrainingConfig, schema: { safeParse(value: unknown): Parsed<T> }): T | undefined => {
    const parsed = schema.safeParse(fields.get(field))
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues)
      errors.push({
        field: [field, ...issue.path].join('.'),
        message: wordsFor(field, issue, valueAt(fields.get(field), issue.path)),
      })
    return undefined
  }
  return {
    model_type: read('model_type', known.model_type),
    dataset_source: read('dataset_source', known.dataset_source),
    dataset_id: read('dataset_id', known.dataset_id),
    label: read('label', known.label),
    positive_labels: read('positive_labels', known.positive_labels),
    negative_labels: read('negative_labels', known.negative_labels),
    group_key: read('group_key', known.group_key),
    only: read('only', known.only),
    weight: read('weight', known.weight),
    takes: read('takes', known.takes),
    features: read('features', known.features),
    folds: read('folds', known.folds),
    decision: read('decision', known.decision),
    search: read('search', known.search),
    calibration: read('calibration', known.calibration),
    test_share: read('test_share', known.test_share),
    class_weight: read('class_weight', known.class_weight),
    seed: read('seed', known.seed),
  }
}

type Parsed<T> = { success: true; data: T } | { success: false; error: { issues: SchemaIssue[] } }

const DECISIONS = ['f1', 'cost', 'precision', 'fixed'] as const satisfies ThresholdChoice['by'][]
const SEARCHES = ['none', 'random', 'halving'] as const satisfies SearchSettings['method'][]

function wordsFor(field: string, issue: SchemaIssue, value: unknown): string {
  if (field === 'model_type') return `must be one of ${ModelTypeName.options.join(', ')}`
  if (field === 'dataset_source') return 'must be nasa or upload'
  // of a choice that there is not
  if (issue.code === 'invalid_union' && field === 'decision') return `must be one of ${DECISIONS.join(', ')}`
  if (issue.code === 'invalid_union' && field === 'search') return `must be one of ${SEARCHES.join(', ')}`
  return describeIssue(issue, value)
}

/** The hyper-parameters as they are given, and as they will be; nothing is said of them where the model is not known. */
function checkModel(modelType: ModelType | undefined, fields: ReadonlyMap<string, unknown>, { errors }: Notes) {
  const given = fields.has('hyperparameters') ? fields.get('hyperparameters') : {}
  const names: object = typeof given === 'object' && given !== null ? given : {}
  if (modelType === undefined) return { given: names, values: null }
  const checked = checkHyperparameters(modelType, given)
  errors.push(...checked.errors)
  return { given: names, values: checked.values }
}

function checkDataset({ dataset_source: source, dataset_id: id }: ReadConfig, { errors }: Notes): void {
  const field = 'dataset_id'
  if (source === 'upload' && id === undefined) errors.push({ field, message: 'is needed for an upload' })
  else if (source === 'upload' && !DatasetId.safeParse(id).success)
    errors.push({ field, message: 'is not the id of an upload: those begin with dst_' })
  else if (source === 'nasa' && id !== undefined && !NasaDatasetId.safeParse(id).success)
    errors.push({ field, message: `must be one of ${NasaDatasetId.options.join(', ')}` })
}

interface Sizes {
  readonly values: Readonly<Record<string, unknown>> | null
  /** by their names or aliases; a default gives way to the table */
  readonly given: object
  readonly features: readonly string[] | null
  readonly counts: LabelCounts | null
  readonly folds: number | undefined
}

/** Hyper-parameters that the table is too small for. */
function checkSizes(
  modelType: ModelType,
  { values, given, features, counts, folds = 2 }: Sizes,
  { errors }: Notes,
): void {
  const components = modelType === 'pca' ? values?.['n_components'] : undefined
  const isGiven = Object.hasOwn(given, 'n_components')
  if (isGiven && typeof components === 'number' && features !== null && components > features.length)
    errors.push({
      field: 'hyperparameters.n_components',
      message: `${features.length} features have no ${components} components: ${features.length} at most`,
    })
  const neighbours = modelType === 'knn' ? values?.['n_neighbors'] : undefined
  const rows = counts === null ? Infinity : Math.floor((counts.rows * (folds - 1)) / folds)
  if (typeof neighbours === 'number' && neighbours > rows)
    errors.push({ field: 'hyperparameters.n_neighbors', message: `a fold trains on about ${rows} rows` })
}
