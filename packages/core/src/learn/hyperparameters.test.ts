import {
  Hyperparameter,
  hyperparameterSchema,
  type Hyperparameters,
  LearnerSummary,
  ModelType,
  ModelTypeName,
} from '@vouch/contracts/learner'
import { describe, expect, it } from 'vitest'
import { rocAuc } from '../measure/ranking.ts'
import { createRandom } from '../random.ts'
import { sampleSet } from './fixtures/sample-set.ts'
import { checkHyperparameters, complexityOf, drawHyperparameters, searchSpace } from './hyperparameters.ts'
import { withLearner } from './with-learner.ts'
import { hyperparametersOf, listLearners, MODEL_TYPES, resolveModelType } from './learners.ts'

const defaultsOf = (modelType: ModelType) => checkHyperparameters(modelType, {}).values ?? {}
const settingsOf = (modelType: ModelType, values: Hyperparameters, features: number): unknown =>
  withLearner({ modelType, values, features }, ({ settings }) => settings)
/** Fewer rounds than by default: enough to learn a little. */
const FEW: Partial<Record<ModelType, Hyperparameters>> = {
  xgboost: { n_estimators: 20 },
  random_forest: { n_estimators: 20 },
  mlp: { max_iter: 20 },
}

describe('the learners', () => {
  it('are the eight, each once, with the two other names clients use', () => {
    expect(MODEL_TYPES.toSorted()).toEqual(ModelType.options.toSorted())
    const listed = LearnerSummary.array().parse(JSON.parse(JSON.stringify(listLearners())))
    expect(listed.map(({ model_type }) => model_type)).toEqual(MODEL_TYPES)
    expect(ModelTypeName.options.map((name) => resolveModelType(name))).not.toContain(undefined)
    expect(resolveModelType('linear_regression')).toBe('logistic_regression')
    expect(resolveModelType('deep_learning')).toBe('mlp')
    for (const name of ['', 'XGBOOST', 'constructor', '__proto__', 'toString'])
      expect(resolveModelType(name)).toBeUndefined()
  })
})

describe.each(MODEL_TYPES)('the hyper-parameters of %s', (modelType) => {
  const declared = hyperparametersOf(modelType)

  it('are declared well: names apart, default and search within the range', () => {
    const names = declared.flatMap(({ name, aliases }) => [name, ...aliases])
    expect(new Set(names).size).toBe(names.length)
    for (const each of declared) {
      expect(Hyperparameter.parse(each)).toEqual(each)
      expect(each.name).toMatch(/^[a-z][a-z0-9_]*$/)
      if (each.kind === 'choice') expect(each.options).toContain(each.default)
      if (each.kind !== 'integer' && each.kind !== 'number') continue
      const { min, max, search_range, log } = each
      expect(min <= search_range[0] && search_range[0] < search_range[1] && search_range[1] <= max).toBe(true)
      expect(each.default === null ? each.null_means !== null : min <= each.default && each.default <= max).toBe(true)
      if (log) expect(search_range[0]).toBeGreaterThan(0)
    }
  })

  it('have valid defaults, which a learner takes', () => {
    expect(checkHyperparameters(modelType, {}).errors).toEqual([])
    expect(Object.keys(defaultsOf(modelType)).toSorted()).toEqual(declared.map(({ name }) => name).toSorted())
    expect(settingsOf(modelType, defaultsOf(modelType), 20)).toBeTypeOf('object')
  })

  it('are each one read by the learner’s settings', () => {
    for (const { name } of declared) {
      const { [name]: _left, ...others } = defaultsOf(modelType)
      expect(() => settingsOf(modelType, others, 20), name).toThrow(RangeError)
    }
  })

  it('are drawn from the space, valid, and the same for the same seed', () => {
    const space = searchSpace(modelType, { fixed: [] })
    const drawn = Array.from({ length: 200 }, (_, i) => drawHyperparameters(space, createRandom(i)))
    for (const values of drawn) {
      expect(checkHyperparameters(modelType, values).errors).toEqual([])
      for (const each of space) {
        const value = values[each.name]
        if (each.kind !== 'integer' && each.kind !== 'number') continue
        const [low, high] = each.search_range
        expect(typeof value === 'number' && low <= value && value <= high).toBe(true)
      }
      const complexity = complexityOf(space, values)
      expect(complexity >= 0 && complexity <= space.length).toBe(true)
    }
    for (const { name } of space) expect(new Set(drawn.map((values) => values[name])).size).toBeGreaterThan(1)
    expect(drawHyperparameters(space, createRandom(7))).toEqual(drawn[7])
  })
})

describe('checking hyper-parameters', () => {
  it('names every fault at once: unknown, out of range, of the wrong type, given twice', () => {
    const given = {
      max_depth: 99,
      n_estimators: 10.5,
      learning_rate: 'fast',
      eta: 0.1,
      subsample: null,
      depth: 3,
      gamma: 1,
    }
    const { values, errors } = checkHyperparameters('xgboost', given)
    expect(values).toBeNull()
    const said = new Map(errors.map(({ field, message }) => [field, message]))
    expect([...said.keys()].toSorted()).toEqual(
      ['max_depth', 'n_estimators', 'eta', 'subsample', 'depth'].map((name) => `hyperparameters.${name}`).toSorted(),
    )
    expect(said.get('hyperparameters.max_depth')).toBe('must be a whole number from 1 to 12')
    expect(said.get('hyperparameters.eta')).toContain('learning_rate')
    expect(said.get('hyperparameters.depth')).toContain('n_estimators')
  })

  it('takes the names of XGBoost and scikit-learn, and what null means', () => {
    expect(checkHyperparameters('xgboost', { eta: 0.3, lambda: 2 }).values).toMatchObject({
      learning_rate: 0.3,
      reg_lambda: 2,
    })
    expect(checkHyperparameters('svm', { C: 3, gamma: null }).values).toMatchObject({ c: 3, gamma: null })
    expect(checkHyperparameters('random_forest', { max_depth: null }).errors).toEqual([])
    expect(checkHyperparameters('knn', { n_neighbors: null }).errors).toMatchObject([
      { field: 'hyperparameters.n_neighbors' },
    ])
  })

  it('is not led astray by names of an object’s insides', () => {
    for (const name of ['__proto__', 'constructor', 'toString', '']) {
      const { errors } = checkHyperparameters('knn', JSON.parse(JSON.stringify({ x: 1 }).replace('x', name)))
      expect(errors, name).toMatchObject([{ field: `hyperparameters.${name}` }])
    }
    for (const given of [null, [], 'c', 3, undefined])
      expect(checkHyperparameters('knn', given).errors).toMatchObject([{ field: 'hyperparameters' }])
  })

  it('refuses what is not finite', () => {
    for (const value of [Number.NaN, Infinity])
      expect(checkHyperparameters('svm', { c: value }).errors).toMatchObject([{ field: 'hyperparameters.c' }])
    expect(hyperparameterSchema([]).safeParse({}).success).toBe(true)
  })
})

describe('a learner’s settings', () => {
  it('know how many features there are', () => {
    expect(settingsOf('random_forest', defaultsOf('random_forest'), 40)).toMatchObject({ trees: 300, maxDepth: null })
    expect(settingsOf('svm', defaultsOf('svm'), 40)).toMatchObject({ gamma: 'scale' })
    expect(settingsOf('pca', defaultsOf('pca'), 3)).toMatchObject({ components: 3 })
    expect(settingsOf('mlp', defaultsOf('mlp'), 40)).toMatchObject({ hiddenLayers: [64, 32] })
  })

  it.each(MODEL_TYPES)('of %s train a model that tells the labels apart', (modelType) => {
    const [set, fresh] = [sampleSet(400, 'settings'), sampleSet(200, 'fresh')]
    const auc = withLearner(
      { modelType, values: { ...defaultsOf(modelType), ...FEW[modelType] }, features: set.features },
      ({ learner, settings }) => {
        const fitted = learner.train(set, settings, { random: createRandom(1) })
        return rocAuc(fresh.labels, learner.predict(fitted, fresh.matrix, fresh.rows))
      },
    )
    expect(auc).toBeGreaterThan(0.7)
  })
})

describe('a draw', () => {
  const space = searchSpace('xgboost', { named: ['n_estimators', 'max_depth', 'learning_rate'], fixed: [] })
  const drawn = Array.from({ length: 4000 }, (_, i) => drawHyperparameters(space, createRandom(`draw ${i}`)))
  const valuesOf = (name: string) => drawn.map((values) => Number(values[name]))

  it('is as likely at the ends of whole numbers as between them', () => {
    const counts = new Map<number, number>()
    for (const depth of valuesOf('max_depth')) counts.set(depth, (counts.get(depth) ?? 0) + 1)
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8])
    // 571 each, give or take 22
    for (const count of counts.values()) expect(Math.abs(count - 4000 / 7)).toBeLessThan(100)
  })

  it('is even on a logarithmic scale where that is declared', () => {
    const below = valuesOf('learning_rate').filter((rate) => rate < Math.sqrt(0.01 * 0.3)).length
    expect(Math.abs(below / 4000 - 0.5)).toBeLessThan(0.04)
  })

  it('of one hyper-parameter does not change with the others in the space', () => {
    const alone = drawHyperparameters(
      searchSpace('xgboost', { named: ['max_depth'], fixed: [] }),
      createRandom('draw 3'),
    )
    expect(alone).toEqual({ max_depth: drawn[3]?.['max_depth'] })
  })

  it('leaves out what is fixed', () => {
    const names = searchSpace('xgboost', { fixed: ['max_depth'] }).map(({ name }) => name)
    expect(names).not.toContain('max_depth')
    expect(names).not.toContain('max_bin')
    expect(names).toContain('learning_rate')
  })
})
