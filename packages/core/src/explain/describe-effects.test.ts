import { PartialDependence, ShapSummary } from '@vouch/contracts/effect'
import { describe, expect, it } from 'vitest'
import { takeRows } from '../learn/take-rows.ts'
import { createRandom } from '../random.ts'
import { describeEffects } from './describe-effects.ts'
import { FEATURES, type GappyModel, trainGappy } from './fixtures/train-gappy.ts'

const SHOWN = Uint32Array.from({ length: 40 }, (_, i) => i * 3)
const TRAINED = Uint32Array.from({ length: 80 }, (_, i) => i * 3 + 1)
const chance = () => createRandom(5)

function effectsOf({ model, onnx, set }: GappyModel) {
  const ranked = ['c2', 'c0', 'c1']
  const rows = { set, shown: SHOWN, split: 'the locked test', trained: TRAINED, ranked }
  return describeEffects(model, onnx, { rows, random: chance() })
}

describe.each([
  ['xgboost', { n_estimators: 20, max_depth: 4 }, 'tree-shap', 40],
  ['random_forest', { n_estimators: 20 }, 'tree-shap', 40],
  ['logistic_regression', {}, 'linear-shap', 40],
  ['mlp', { max_iter: 10 }, 'kernel-shap', 24],
  ['knn', {}, 'kernel-shap', 24],
] as const)('the effects of a %s', (modelType, given, method, n) => {
  it('say on which rows they were measured, and the contributions add up to what is served', async () => {
    const trained = await trainGappy(modelType, 'platt', given)
    const { shap, partial_dependence } = await effectsOf(trained)
    expect(ShapSummary.strict().parse(shap)).toMatchObject({ method, n, of_inputs: FEATURES, split: 'the locked test' })
    expect(PartialDependence.strict().parse(partial_dependence)).toMatchObject({ n: 40, split: 'the locked test' })
    const order = chance().fork('rows').shuffle(Uint32Array.from(SHOWN)).slice(0, n)
    const { margin } = await trained.model.run(takeRows(trained.set, order).matrix, n)
    for (let row = 0; row < n; row++) {
      const sum = (shap?.inputs ?? []).reduce((total, { contribution }) => total + contribution[row]!, shap?.base ?? 0)
      expect(Math.abs(sum - margin[row]!)).toBeLessThan(1e-3)
    }
    for (const { contribution, quantile, mean_absolute, interval, standard_error } of shap?.inputs ?? []) {
      expect([contribution.length, quantile.length]).toEqual([n, n])
      expect(interval?.[0]).toBeLessThanOrEqual(mean_absolute)
      expect(interval?.[1]).toBeGreaterThanOrEqual(mean_absolute)
      expect(standard_error === null).toBe(method !== 'kernel-shap')
    }
    await trained.model.close()
  })
})

describe('the effects of a model', () => {
  it('are partial dependences as they come by hand, of the weightiest inputs first', async () => {
    const trained = await trainGappy('xgboost', 'none', { n_estimators: 20 })
    const { partial_dependence: found } = await effectsOf(trained)
    expect(found.inputs.map(({ name }) => name)).toEqual(['c2', 'c0', 'c1'])
    const { matrix } = takeRows(trained.set, SHOWN)
    const [{ points, known, missing }] = found.inputs as [(typeof found.inputs)[number]]
    expect(known).toBe(SHOWN.filter((row) => !Number.isNaN(trained.set.matrix[row * FEATURES + 2])).length)
    for (const { value, mean } of [...points, { value: Number.NaN, mean: missing?.mean ?? 0 }]) {
      const set = matrix.map((own, i) => (i % FEATURES === 2 ? value : own))
      const { probability } = await trained.model.run(set, SHOWN.length)
      expect(mean).toBeCloseTo(probability.reduce((sum, p) => sum + p, 0) / SHOWN.length, 4)
    }
    await trained.model.close()
  })

  it('are the same each time, and a quantile is null where the input is missing', async () => {
    const trained = await trainGappy('decision_tree', 'none', {})
    const effects = await effectsOf(trained)
    expect(await effectsOf(trained)).toEqual(effects)
    const order = chance().fork('rows').shuffle(Uint32Array.from(SHOWN))
    for (const { name, quantile } of effects.shap?.inputs ?? []) {
      const column = Number(name.slice(1))
      const missing = [...order].map((row) => Number.isNaN(trained.set.matrix[row * FEATURES + column]))
      expect(quantile.map((one) => one === null)).toEqual(missing)
    }
    await trained.model.close()
  })
})
