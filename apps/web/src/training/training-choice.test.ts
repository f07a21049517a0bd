import { describe, expect, it } from 'vitest'
import type { Hyperparameter } from '@vouch/contracts/learner'
import { type Choice, type Judging, startConfig, USUAL_JUDGING } from './training-choice.ts'

const declared = [
  { kind: 'integer', name: 'n_estimators' },
  { kind: 'choice', name: 'weights' },
  { kind: 'boolean', name: 'bootstrap' },
] as unknown as Hyperparameter[]
const choice: Choice = {
  label: { label: 'disposition', sides: { CP: 'positive', FP: 'negative' }, groupKey: 'tid', usualRows: true },
  weight: '',
  takes: 'columns',
  features: null,
  modelType: 'knn',
  values: {},
  judging: USUAL_JUDGING,
}
const config = (more: Partial<Choice> = {}) =>
  startConfig({ id: 'tess_toi', source: 'nasa' }, { ...choice, ...more }, declared)
const judged = (more: Partial<Judging>) => config({ judging: { ...USUAL_JUDGING, ...more } })

describe('a training’s configuration', () => {
  it('is the label as it was chosen, the inputs, and the model', () => {
    expect(config()).toMatchObject({
      label: 'disposition',
      positive_labels: ['CP'],
      model_type: 'knn',
      takes: 'columns',
    })
    expect(config()).not.toHaveProperty('features')
    expect(config({ takes: 'quantities', features: ['log_period'] })).toMatchObject({
      takes: 'quantities',
      features: ['log_period'],
    })
  })

  it('names a column of weights only where one was chosen', () => {
    expect(config()).not.toHaveProperty('weight')
    expect(config({ weight: 'sureness' })).toMatchObject({ weight: 'sureness' })
  })

  it('leaves out what was not typed, and sends what is no number for the server to name', () => {
    expect(config({ values: { n_estimators: ' ', weights: '' } }).hyperparameters).toEqual({})
    expect(config({ values: { n_estimators: '3e2', weights: 'distance', bootstrap: 'true' } }).hyperparameters).toEqual(
      { n_estimators: 300, weights: 'distance', bootstrap: true },
    )
    expect(config({ values: { n_estimators: 'many' } }).hyperparameters).toEqual({ n_estimators: 'many' })
    expect(config()).not.toHaveProperty('folds')
    expect(judged({ folds: '4', testShare: '0', seed: 'x' })).toMatchObject({ folds: 4, test_share: 0, seed: 'x' })
  })

  it('says how it is searched, and how the threshold is chosen', () => {
    expect(config()).toMatchObject({ search: { method: 'none' }, decision: { by: 'f1' }, class_weight: 'none' })
    expect(judged({ search: 'halving', trials: '9' }).search).toEqual({ method: 'halving', trials: 9 })
    expect(judged({ search: 'random' }).search).toEqual({ method: 'random' })
    expect(judged({ decision: 'cost', falsePositiveCost: '5' }).decision).toEqual({
      by: 'cost',
      false_positive_cost: 5,
      false_negative_cost: 1,
    })
    expect(judged({ decision: 'precision', targetPrecision: '' }).decision).toEqual({
      by: 'precision',
      target_precision: '',
    })
    expect(judged({ decision: 'fixed', threshold: '0.4' }).decision).toEqual({ by: 'fixed', threshold: 0.4 })
  })
})
