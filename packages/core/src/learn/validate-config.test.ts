import type { ColumnProfile } from '@vouch/contracts/dataset'
import { ConfigCheck } from '@vouch/contracts/learner'
import { describe, expect, it } from 'vitest'
import type { ConfigFacts } from './config-facts.ts'
import { validateConfig } from './validate-config.ts'

function column(name: string, kind: ColumnProfile['kind'], more: Partial<ColumnProfile> = {}): ColumnProfile {
  const numeric = kind === 'number' || kind === 'whole' || kind === 'constant'
  const distinct = { count: 500, exact: true }
  return {
    name,
    index: 0,
    kind,
    numeric,
    n: 1000,
    missing: 0,
    missing_share: 0,
    unreadable: 0,
    distinct,
    numbers: null,
    frequent: [],
    ...more,
  }
}

const numbersFrom = (min: number) => ({ min, max: 2, mean: 1, quantiles: [], quantiles_exact: true })
const classes = ['CONFIRMED', 'FALSE POSITIVE', 'CANDIDATE'].map((value) => ({ value, count: 300, exact: true }))
const facts: ConfigFacts = {
  columns: [
    column('star', 'whole'),
    column('disposition', 'text', { distinct: { count: 3, exact: true }, frequent: classes }),
    column('period', 'number'),
    column('depth', 'number'),
    column('star_err', 'number'),
    column('score', 'number'),
    column('name', 'text'),
    column('observed', 'date'),
    column('word', 'boolean'),
    column('same', 'constant'),
    column('empty', 'missing'),
    column('share', 'number', { missing: 7, numbers: numbersFrom(0.2) }),
    column('none', 'number', { numbers: numbersFrom(0) }),
    column('__proto__', 'number'),
  ],
  verdicts: new Map([
    ['score', { verdict: 'refused', reason: 'the vetter’s own score' }],
    ['star_err', { verdict: 'warning', reason: 'follow-up shrinks it' }],
  ]),
  features: null,
  counts: { rows: 900, positives: 400, groups: 700, positiveGroups: 350, negativeGroups: 400 },
  label: null,
  groupKey: null,
  says: { positive: null, columns: new Map() },
}
const config = {
  model_type: 'xgboost',
  dataset_source: 'upload',
  dataset_id: `dst_${'0'.repeat(26)}`,
  label: 'disposition',
  positive_labels: ['CONFIRMED'],
  negative_labels: ['FALSE POSITIVE'],
  group_key: 'star',
  features: ['period', 'depth'],
}

/** The check, after a journey over the wire: fault by field. */
function check(given: unknown, known: ConfigFacts | null = facts) {
  const found = ConfigCheck.parse(JSON.parse(JSON.stringify(validateConfig(given, known))))
  expect(found.valid).toBe(found.errors.length === 0)
  return {
    ...found,
    fields: found.errors.map(({ field }) => field),
    warned: found.warnings.map(({ field }) => field),
  }
}

describe('a configuration', () => {
  it('that is complete is valid, without a word', () => {
    expect(check(config)).toMatchObject({ valid: true, errors: [], warnings: [] })
  })

  it('may call a model by its other name, and leave features to the audit', () => {
    const { features: _features, ...rest } = config
    expect(check({ ...rest, model_type: 'linear_regression' })).toMatchObject({ valid: true, warnings: [] })
  })

  it('may weigh rows by a column of numbers above 0, which is never a feature; rows without one are told of', () => {
    const { valid, warnings } = check({ ...config, weight: 'share' })
    expect(valid).toBe(true)
    expect(warnings).toEqual([{ field: 'weight', message: '7 rows have no number in “share”: they are left out' }])
    expect(check({ ...config, weight: null })).toMatchObject({ valid: true, warnings: [] })
    const faultOf = (weight: string) => check({ ...config, weight }).errors
    expect(faultOf('nowhere')).toEqual([{ field: 'weight', message: 'there is no column “nowhere”' }])
    expect(faultOf('name')).toEqual([{ field: 'weight', message: '“name” holds no numbers' }])
    expect(faultOf('none')[0]?.message).toMatch(/^“none” goes down to 0: a weight is above 0/)
    expect(faultOf('disposition').map(({ message }) => message)).toContain('is the label, too')
    const both = { ...config, weight: 'share', features: ['period', 'share'] }
    expect(check(both).errors).toEqual([{ field: 'features', message: '“share” is the weight' }])
  })

  it('has every fault named at once', () => {
    const found = check({
      model_type: 'xgboost',
      dataset_source: 'upload',
      hyperparameters: { max_depth: 0, depth: 3, subsample: 'all' },
      label: 'disposition',
      positive_labels: ['CONFIRMED', 'PLANET'],
      negative_labels: ['CONFIRMED'],
      group_key: 'starr',
      features: ['period', 'period', 'disposition', 'score', 'name', 'nowhere'],
      folds: 1,
      decision: { by: 'precision', target_precision: 1.5 },
      search: { method: 'random', trials: 100_000 },
      seed: 'lucky',
    })
    expect(new Set(found.fields)).toEqual(
      new Set([
        'dataset_id',
        'hyperparameters.max_depth',
        'hyperparameters.depth',
        'hyperparameters.subsample',
        'positive_labels',
        'negative_labels',
        'group_key',
        'features',
        'folds',
        'decision.target_precision',
        'search.trials',
        'seed',
      ]),
    )
    expect(found.errors.filter(({ field }) => field === 'features').map(({ message }) => message)).toEqual([
      '“period” is there more than once',
      '“disposition” is the label',
      '“score” is refused: the vetter’s own score',
      '“name” holds text: a learner takes numbers',
      '“nowhere” is not a column of the table',
    ])
  })

  it('of nothing, or that is none, is refused and does not fail', () => {
    expect(check({}).fields).toEqual(expect.arrayContaining(['model_type', 'dataset_source', 'label']))
    for (const given of [null, undefined, 3, 'xgboost', []]) expect(check(given).valid).toBe(false)
    for (const value of [null, 3, {}, [], [null], 'x', { by: 3 }])
      for (const field of [...Object.keys(config), 'folds', 'decision', 'search', 'hyperparameters'])
        expect(Array.isArray(check({ ...config, [field]: value }).errors)).toBe(true)
  })

  it('says what is wrong in plain words, field by field', () => {
    const words = (more: object) =>
      Object.fromEntries(check({ ...config, ...more }).errors.map(({ field, message }) => [field, message]))
    expect(words({ decision: { by: 'cost', false_positive_cost: 3 } })).toEqual({
      'decision.false_negative_cost': 'is needed: a number',
    })
    expect(words({ decision: { by: 'cost', false_positive_cost: -1, false_negative_cost: 'x' } })).toEqual({
      'decision.false_positive_cost': 'must be 0 or more',
      'decision.false_negative_cost': 'must be a number',
    })
    expect(words({ decision: { by: 'luck' } })).toEqual({ 'decision.by': 'must be one of f1, cost, precision, fixed' })
    expect(words({ search: { method: 'grid' } })).toEqual({ 'search.method': 'must be one of none, random, halving' })
    expect(words({ search: { method: 'random', trials: 1 } })).toEqual({ 'search.trials': 'must be 2 or more' })
    expect(words({ decision: { by: 'precision', target_precision: 0 } })).toEqual({
      'decision.target_precision': 'must be above 0',
    })
    expect(words({ folds: 2.5 })).toEqual({ folds: 'must be a whole number' })
    expect(words({ folds: 99 })).toEqual({ folds: 'must be 20 or less' })
    expect(words({ calibration: 'beta' })).toEqual({ calibration: 'must be one of none, platt, isotonic' })
    expect(words({ negative_labels: [] })).toMatchObject({ negative_labels: 'needs at least one value' })
    expect(words({ only: { values: ['a'] } })).toMatchObject({ 'only.column': 'is needed: a text' })
    expect(words({ features: 'period' })).toMatchObject({ features: 'must be a list' })
  })

  it('whose chosen rows hold none of the labels is told so of the choice, not of the label', () => {
    const none = { ...facts, counts: { rows: 0, positives: 0, groups: 0, positiveGroups: 0, negativeGroups: 0 } }
    expect(check({ ...config, only: { column: 'word', values: ['yes'] } }, none).errors).toEqual([
      { field: 'only.values', message: 'no row that has one of these values has one of the chosen labels' },
    ])
    expect(check(config, none).fields).toEqual(['label'])
  })

  it('with a setting that does not exist is warned of', () => {
    const odd = JSON.parse(JSON.stringify({ ...config, epochs: 3, x: 1 }).replace('"x"', '"__proto__"'))
    expect(check(odd)).toMatchObject({ valid: true, warned: ['epochs', '__proto__'] })
  })
})

describe('the model', () => {
  it('of an unknown kind is a fault that lists the known ones', () => {
    const found = check({ ...config, model_type: 'transformer', hyperparameters: { heads: 8 } })
    expect(found.errors).toMatchObject([{ field: 'model_type', message: expect.stringContaining('random_forest') }])
  })

  it('must not ask more of the table than it has', () => {
    const pca = { ...config, model_type: 'pca', hyperparameters: { n_components: 3 } }
    expect(check(pca).fields).toEqual(['hyperparameters.n_components'])
    expect(check({ ...pca, features: ['period', 'depth', '__proto__'] }).valid).toBe(true)
    // a default gives way
    expect(check({ ...pca, hyperparameters: {} })).toMatchObject({ valid: true, errors: [] })
    const knn = { ...config, model_type: 'knn', hyperparameters: { n_neighbors: 50 } }
    expect(check(knn).valid).toBe(true)
    const few = { ...facts, counts: { rows: 60, positives: 30, groups: 60, positiveGroups: 30, negativeGroups: 30 } }
    expect(check(knn, few).fields).toEqual(['hyperparameters.n_neighbors'])
  })
})

describe('the data set', () => {
  it('of NASA’s is one of four, and needs no name; an upload needs its own id', () => {
    const known = {
      ...facts,
      label: { column: 'disposition', positive: ['CONFIRMED'], negative: ['FALSE POSITIVE'] },
      groupKey: 'star',
    }
    const short = { model_type: 'svm', dataset_source: 'nasa' }
    expect(check(short, known)).toMatchObject({ valid: true, warnings: [] })
    expect(check({ ...short, dataset_id: 'k2' }, known).valid).toBe(true)
    expect(check({ ...short, dataset_id: 'kepler' }, known).fields).toEqual(['dataset_id'])
    expect(check({ ...config, dataset_id: 'k2' }).fields).toEqual(['dataset_id'])
    expect(check({ ...config, dataset_source: 'kaggle' }).errors).toMatchObject([{ message: 'must be nasa or upload' }])
  })

  it('that is not known yet lets the rest be checked', () => {
    expect(check({ ...config, features: ['anything'], folds: 99 }, null).fields).toEqual(['folds'])
  })
})

describe('the label', () => {
  it('refuses a class that the field calls by its other word, whichever side it was put on', () => {
    const words = { CONFIRMED: 'PLANET', 'FALSE POSITIVE': 'FALSE POSITIVE' }
    const known = { ...facts, says: { positive: 'PLANET', columns: new Map([['disposition', words]]) } }
    const { errors } = check({ ...config, positive_labels: ['FALSE POSITIVE'], negative_labels: ['CONFIRMED'] }, known)
    expect(errors).toEqual([
      {
        field: 'positive_labels',
        message: expect.stringContaining('“FALSE POSITIVE” of “disposition” is FALSE POSITIVE'),
      },
      { field: 'negative_labels', message: expect.stringContaining('“CONFIRMED” of “disposition” is PLANET') },
    ])
    // what the field does not know is its owner's to say
    expect(check({ ...config, positive_labels: ['CONFIRMED', 'CANDIDATE'] }, known).errors).toEqual([])
  })

  it('must be a column with two classes, and each chosen class must be there', () => {
    expect(check({ ...config, label: 'nowhere' }).fields).toEqual(['label'])
    const { positive_labels: _positive, ...rest } = config
    expect(check(rest).fields).toEqual(['positive_labels'])
    expect(check({ ...config, negative_labels: ['REFUTED'] }).errors).toMatchObject([
      { field: 'negative_labels', message: '“disposition” has no class “REFUTED”' },
    ])
    const { negative_labels: _negative, ...open } = config
    expect(check(open).valid).toBe(true)
    expect(check({ ...open, positive_labels: classes.map(({ value }) => value) }).fields).toEqual(['positive_labels'])
  })
})

describe('the group key', () => {
  it('that is missing is warned of', () => {
    expect(check({ ...config, group_key: null })).toMatchObject({ valid: true, warned: ['group_key'] })
  })

  it('must be a column, and neither the label nor a feature', () => {
    expect(check({ ...config, group_key: 'nowhere' }).fields).toEqual(['group_key'])
    expect(check({ ...config, group_key: 'disposition' }).fields).toEqual(['group_key'])
    expect(check({ ...config, features: ['period', 'star'] }).errors).toMatchObject([
      { message: '“star” is the group key' },
    ])
  })
})

describe('the features', () => {
  it('that are warned of are allowed, at the price of a badge', () => {
    const found = check({ ...config, features: ['period', 'star_err', 'same'] })
    expect(found.valid).toBe(true)
    expect(found.warnings.map(({ message }) => message)).toEqual([
      '“star_err”: follow-up shrinks it; the model would wear a badge for it',
      '“same” is the same in every row',
    ])
  })

  it('must hold numbers', () => {
    for (const name of ['name', 'observed', 'word', 'empty'])
      expect(check({ ...config, features: ['period', name] }).fields, name).toEqual(['features'])
    expect(check({ ...config, features: ['__proto__'] }).valid).toBe(true)
    expect(check({ ...config, features: [] }).fields).toContain('features')
  })
})

describe('the rows', () => {
  const counts = (more: Partial<NonNullable<ConfigFacts['counts']>>) => ({
    ...facts,
    counts: { ...facts.counts!, ...more },
  })

  it('must fill the folds, with both labels in each and no group in two', () => {
    expect(
      check(config, counts({ rows: 4, positives: 2, groups: 4, positiveGroups: 2, negativeGroups: 2 })).fields,
    ).toContain('folds')
    expect(check(config, counts({ groups: 4, positiveGroups: 3, negativeGroups: 4 })).errors).toEqual([
      { field: 'folds', message: '4 groups cannot fill 5 folds' },
    ])
    expect(check(config, counts({ positiveGroups: 4 })).fields).toEqual(['folds'])
    expect(check({ ...config, folds: 4 }, counts({ positiveGroups: 4 })).valid).toBe(true)
    expect(check(config, counts({ negativeGroups: 1 })).fields).toEqual(['folds'])
    expect(check(config, counts({ rows: 0, positives: 0, groups: 0 })).fields).toEqual(['label'])
    expect(check(config, counts({ positives: 0, positiveGroups: 0 })).fields).toEqual(['positive_labels'])
    expect(check(config, counts({ positives: 900, negativeGroups: 0 })).fields).toEqual(['negative_labels'])
  })

  it('that are few are warned of', () => {
    expect(check(config, counts({ positives: 30 })).warned).toEqual(['folds'])
    expect(check(config, counts({ groups: 12, positiveGroups: 8, negativeGroups: 8 })).warned).toEqual(['group_key'])
  })
})

describe('the threshold', () => {
  it.each([
    [{ by: 'f1' }, []],
    [{ by: 'cost', false_positive_cost: 1, false_negative_cost: 5 }, []],
    [{ by: 'cost', false_positive_cost: 0, false_negative_cost: 0 }, ['decision.false_positive_cost']],
    [{ by: 'cost', false_positive_cost: -1 }, ['decision.false_positive_cost', 'decision.false_negative_cost']],
    [{ by: 'precision', target_precision: 0.99 }, []],
    [{ by: 'precision', target_precision: 0 }, ['decision.target_precision']],
    [{ by: 'fixed', threshold: 0.5 }, []],
    [{ by: 'fixed', threshold: 2 }, ['decision.threshold']],
    [{ by: 'guess' }, ['decision.by']],
  ])('%j is checked', (decision, fields) => {
    expect(check({ ...config, decision }).fields).toEqual(fields)
  })
})

describe('the search', () => {
  it.each([
    [{ method: 'none' }, []],
    [{ method: 'random' }, []],
    [{ method: 'halving', trials: 9, eta: 3, hyperparameters: ['max_depth'] }, []],
    [{ method: 'random', hyperparameters: ['depth'] }, ['search.hyperparameters', 'search.hyperparameters']],
    [{ method: 'random', hyperparameters: [] }, ['search.hyperparameters']],
    [{ method: 'random', hyperparameters: ['learning_rate'] }, ['search.hyperparameters']],
    [{ method: 'random', trials: 1 }, ['search.trials']],
    [{ method: 'halving', eta: 1 }, ['search.eta']],
    [{ method: 'grid' }, ['search.method']],
  ])('%j is checked', (search, fields) => {
    // a rate is given, under its other name
    expect(check({ ...config, hyperparameters: { eta: 0.1 }, search }).fields).toEqual(fields)
  })

  it('of fewer candidates than it divides by is warned of', () => {
    expect(check({ ...config, search: { method: 'halving', trials: 2 } })).toMatchObject({
      valid: true,
      warned: ['search.trials'],
    })
  })
})
