import { TrainingConfig } from '@vouch/contracts/learner'
import { describe, expect, it } from 'vitest'
import { settingWords } from './setting-words.ts'

const of = (more: object) =>
  settingWords(TrainingConfig.parse({ model_type: 'xgboost', dataset_source: 'upload', ...more }))

describe('what was asked for of a training', () => {
  it('two trainings of one kind are told apart by what was set, what they take and their seed', () => {
    expect(of({})).toBe('default settings, every fit column, seed 0')
    expect(of({ hyperparameters: { max_depth: 3, n_estimators: 20 }, seed: 7 })).toBe(
      'max_depth 3, n_estimators 20, every fit column, seed 7',
    )
    expect(of({ features: ['a', 'b'], takes: 'quantities', calibration: 'none' })).toBe(
      'default settings, 2 features, calibration none, seed 0',
    )
  })

  it('how it is judged is told where that was chosen', () => {
    expect(of({ folds: 3, decision: { by: 'precision', target_precision: 0.9 } })).toMatch(
      /3 folds, threshold by precision, seed 0$/,
    )
  })

  it('a search and a weight of the labels are told', () => {
    expect(of({ search: { method: 'random', trials: 5 }, class_weight: 'balanced', weight: 'share' })).toMatch(
      /random search, .*balanced labels, rows by share, /,
    )
  })
})
