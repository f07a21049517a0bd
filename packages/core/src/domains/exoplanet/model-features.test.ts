import { describe, expect, it } from 'vitest'
import { buildCatalogue } from './catalogue-features.ts'
import { comparableQuantities, modelFeatures, outsideTraining, quantitiesOfModel } from './model-features.ts'
import type { Quantities } from './quantities.ts'

const NONE = { positive: { n: 0, missing: 0, quantiles: null }, negative: { n: 0, missing: 0, quantiles: null } }
const input = (name: string, group: 'row' | 'catalogue') => ({
  name,
  group,
  unit: '1',
  description: name,
  range: null,
  may_be_missing: true,
  distribution: NONE,
})
const transfer = {
  trained_on: ['koi'],
  same_quantities: ['tce', 'generic'],
  withheld: ['snr', 'epoch'],
  why: 'They are not the same quantity.',
}
const rows: Quantities = {
  rows: 1,
  values: {
    period: Float64Array.of(10),
    snr: Float64Array.of(100),
    epoch: Float64Array.of(131),
    star: Float64Array.of(1),
  },
}

describe('the inputs of a model', () => {
  it('stand in its order, catalogue features among row features', () => {
    const inputs = [input('ephemeris_matches', 'catalogue'), input('log_period', 'row'), input('log_snr', 'row')]
    const index = buildCatalogue({ ...rows, values: { ...rows.values, star: Float64Array.of(2) } })
    expect([...modelFeatures({ inputs }, rows, index)]).toEqual([1, 1, 2])
  })

  it('lack catalogue features where there is no catalogue', () => {
    const inputs = [input('log_period', 'row'), input('ephemeris_matches', 'catalogue')]
    expect([...modelFeatures({ inputs }, rows, null)]).toEqual([1, Number.NaN])
  })

  it('are made of quantities that are named', () => {
    expect(quantitiesOfModel({ inputs: [input('log_snr', 'row')] })).toEqual(['snr'])
    expect(quantitiesOfModel({ inputs: [input('ephemeris_matches', 'catalogue')] })).toContain('epoch')
  })
})

describe('a table of another mission', () => {
  it('does not lend a model what is not the same quantity there', () => {
    expect(Object.keys(comparableQuantities({ transfer }, 'k2', rows).values)).toEqual(['period', 'star'])
    expect(comparableQuantities({ transfer }, 'koi', rows)).toBe(rows)
  })

  it('of the same mission lends all it has, and is told that it was not learned from', () => {
    expect(comparableQuantities({ transfer }, 'tce', rows)).toBe(rows)
    const said = outsideTraining({ id: 'koi', transfer, evaluation: [] }, 'tce')?.message
    expect(said).toContain('was trained on KOI tables, not on')
    expect(said).toContain('has not been measured: signals that it was trained on are among them.')
    expect(said).not.toContain('not the same quantity')
  })

  it('that names no mission lends all it has, and nothing is said', () => {
    expect(comparableQuantities({ transfer }, 'generic', rows)).toBe(rows)
    expect(outsideTraining({ id: 'koi', transfer, evaluation: [] }, 'generic')).toBeNull()
  })

  it('is told that the model was not trained on it, with the figure that was measured', () => {
    const evaluation = [
      { metric: 'roc_auc', value: 0.9699, interval: null, n: 628, split: 'k2, never seen in training' },
    ]
    const said = outsideTraining({ id: 'koi', transfer, evaluation }, 'k2')
    expect(said?.code).toBe('outside_training')
    expect(said?.message).toContain('0.970 (n 628)')
    expect(outsideTraining({ id: 'koi', transfer, evaluation }, 'koi')).toBeNull()
    expect(outsideTraining({ id: 'koi', transfer, evaluation: [] }, 'toi')?.message).toContain('has not been measured')
  })

  it('is told what its owner measured of a model that was made here, and of an imported one that it may have known the rows', () => {
    const measured = { kind: 'toi', roc_auc: 0.8123, interval: [0.75, 0.86] as [number, number], n: 310, unseen: true }
    const made = { id: 'mdl_1', transfer: { ...transfer, trained_on: ['koi'] }, evaluation: [] }
    const words = 'it never saw, it reached a ROC AUC of 0.812 (n 310, 95 %: 0.750 to 0.860)'
    expect(outsideTraining(made, 'toi', [measured])?.message).toContain(words)
    expect(outsideTraining(made, 'k2', [measured])?.message).toContain('has not been measured')
    const imported = { ...made, transfer: { ...transfer, trained_on: [] } }
    const said = outsideTraining(imported, 'toi', [{ ...measured, interval: null, unseen: false }])?.message
    expect(said).toContain('it reached a ROC AUC of 0.812 (n 310); whether it knew those rows is not known')
    expect(said).not.toContain('never saw')
    const shipped = [{ metric: 'roc_auc', value: 0.97, interval: null, n: 5, split: 'toi, never seen in training' }]
    expect(outsideTraining({ ...made, evaluation: shipped }, 'toi', [measured])?.message).toContain('0.970 (n 5)')
  })
})
