import { describe, expect, it } from 'vitest'
import type { Hyperparameter } from '@vouch/contracts/learner'
import { type Choice, startConfig } from './training-choice.ts'

const declared = [
  { kind: 'integer', name: 'n_estimators' },
  { kind: 'choice', name: 'weights' },
  { kind: 'boolean', name: 'bootstrap' },
] as unknown as Hyperparameter[]
const label = { column: 'disposition', positive: ['CP', 'KP'], negative: ['FP', 'FA'] }
const choice: Choice = {
  label: 'disposition',
  positive: 'CP',
  negative: '',
  groupKey: 'tid',
  modelType: 'knn',
  values: {},
}
const config = (more: Partial<Choice>, known: typeof label | null = null) =>
  startConfig({ id: 'tess_toi', source: 'nasa', label: known }, { ...choice, ...more }, declared)

describe('a training’s configuration', () => {
  it('takes all classes of a known table, and those that were chosen where the reader chose otherwise', () => {
    expect(config({}, label)).not.toHaveProperty('positive_labels')
    expect(config({ negative: 'FA' }, label)).not.toHaveProperty('positive_labels')
    expect(config({ positive: 'PC' }, label)).toMatchObject({ positive_labels: ['PC'] })
    expect(config({ negative: 'FP' })).toMatchObject({ positive_labels: ['CP'], negative_labels: ['FP'] })
    expect(config({})).not.toHaveProperty('negative_labels')
  })

  it('leaves out what was not typed, and sends what is no number for the server to name', () => {
    expect(config({ values: { n_estimators: ' ', weights: '' } }).hyperparameters).toEqual({})
    expect(config({ values: { n_estimators: '3e2', weights: 'distance', bootstrap: 'true' } }).hyperparameters).toEqual(
      { n_estimators: 300, weights: 'distance', bootstrap: true },
    )
    expect(config({ values: { n_estimators: 'many' } }).hyperparameters).toEqual({ n_estimators: 'many' })
  })

  it('without a group says so', () => {
    expect(config({ groupKey: '' })).toMatchObject({ group_key: null })
  })
})
