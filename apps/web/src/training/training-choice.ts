import type { DatasetDetail, Takes } from '@vouch/contracts/dataset'
import type { CalibrationMethod, Hyperparameter, HyperparameterValue, ModelType } from '@vouch/contracts/learner'
import { labelInput, type LabelWords } from '../dataset/label-words.ts'

/** How a training is searched and judged, as it stands in the form; an empty number is not given. */
export interface Judging {
  readonly folds: string
  readonly testShare: string
  readonly seed: string
  readonly classWeight: 'none' | 'balanced'
  readonly calibration: CalibrationMethod
  readonly decision: 'f1' | 'cost' | 'precision' | 'fixed'
  readonly falsePositiveCost: string
  readonly falseNegativeCost: string
  readonly targetPrecision: string
  readonly threshold: string
  readonly search: 'none' | 'random' | 'halving'
  readonly trials: string
}

export const USUAL_JUDGING: Judging = {
  folds: '',
  testShare: '',
  seed: '',
  classWeight: 'none',
  calibration: 'platt',
  decision: 'f1',
  falsePositiveCost: '1',
  falseNegativeCost: '1',
  targetPrecision: '0.9',
  threshold: '0.5',
  search: 'none',
  trials: '',
}

/** What a reader has chosen in the form, as it stands there. */
export interface Choice {
  readonly label: LabelWords
  /** the column that says how much a row counts; empty: all count the same */
  readonly weight: string
  readonly takes: Takes
  /** null: those that nothing is held against */
  readonly features: readonly string[] | null
  readonly modelType: ModelType
  /** what was typed, by the name of its setting; empty is not given */
  readonly values: Readonly<Record<string, string>>
  readonly judging: Judging
}

/** The configuration that is sent. What is no number is sent as it was typed, and the server says what is wrong with it. */
export function startConfig(
  { id, source }: Pick<DatasetDetail, 'id' | 'source'>,
  { label, weight, takes, features, modelType, values, judging }: Choice,
  declared: readonly Hyperparameter[],
) {
  return {
    model_type: modelType,
    dataset_source: source,
    dataset_id: id,
    ...labelInput(label),
    ...weightInput(weight),
    takes,
    ...(features === null ? {} : { features: [...features] }),
    hyperparameters: Object.fromEntries(
      declared.flatMap((one): [string, HyperparameterValue][] => {
        const typed = values[one.name]?.trim() ?? ''
        return typed === '' ? [] : [[one.name, readValue(one, typed)]]
      }),
    ),
    ...judgingInput(judging),
  }
}

/** As an audit and a training are told it. */
export function weightInput(weight: string) {
  return weight === '' ? {} : { weight }
}

function judgingInput(judging: Judging) {
  const { classWeight, calibration, folds, testShare, seed } = judging
  return {
    class_weight: classWeight,
    calibration,
    decision: decisionInput(judging),
    search: searchInput(judging),
    ...given('folds', folds),
    ...given('test_share', testShare),
    ...given('seed', seed),
  }
}

function decisionInput({ decision, falsePositiveCost, falseNegativeCost, targetPrecision, threshold }: Judging) {
  switch (decision) {
    case 'f1':
      return { by: decision }
    case 'cost':
      return {
        by: decision,
        false_positive_cost: number(falsePositiveCost),
        false_negative_cost: number(falseNegativeCost),
      }
    case 'precision':
      return { by: decision, target_precision: number(targetPrecision) }
    case 'fixed':
      return { by: decision, threshold: number(threshold) }
  }
}

function searchInput({ search, trials }: Judging) {
  return search === 'none' ? { method: search } : { method: search, ...given('trials', trials) }
}

function given(name: string, typed: string): Record<string, number | string> {
  return typed.trim() === '' ? {} : { [name]: number(typed) }
}

function number(typed: string): number | string {
  const value = Number(typed)
  return typed.trim() === '' || Number.isNaN(value) ? typed : value
}

function readValue({ kind }: Hyperparameter, typed: string): HyperparameterValue {
  if (kind === 'choice') return typed
  if (kind === 'boolean') return typed === 'true' ? true : typed === 'false' ? false : typed
  return number(typed)
}
