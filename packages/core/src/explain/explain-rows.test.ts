import { describe, expect, it } from 'vitest'
import { explainable } from './explain-rows.ts'
import { gappyRows } from './fixtures/gappy-rows.ts'
import { shapley } from './fixtures/shapley.ts'
import { FEATURES, trainGappy as train } from './fixtures/train-gappy.ts'

const FEW = { n_estimators: 20, max_depth: 4 }
const background = gappyRows(12, FEATURES, 8).matrix

describe.each([
  ['xgboost', 'none', FEW],
  ['xgboost', 'platt', FEW],
  ['xgboost', 'isotonic', FEW],
  ['random_forest', 'none', FEW],
  ['random_forest', 'platt', { n_estimators: 30 }],
  ['decision_tree', 'isotonic', {}],
  ['logistic_regression', 'none', {}],
  ['logistic_regression', 'platt', {}],
  ['logistic_regression', 'isotonic', {}],
  ['pca', 'none', { n_components: 3 }],
  ['mlp', 'none', { max_iter: 10 }],
  ['knn', 'none', {}],
  ['svm', 'platt', {}],
] as const)('an explanation of a %s with the calibration %s', (modelType, calibration, given) => {
  it('adds up to what the served graph gives, in log-odds and in probability', { timeout: 60_000 }, async () => {
    const { model, onnx, matrix } = await train(modelType, calibration, given)
    const one = explainable(model, onnx)
    const rows = 6
    const some = matrix.slice(0, rows * FEATURES)
    const served = await model.run(some, rows)
    const found = await one.explain(some, one.needsBackground ? background : null)
    for (const [contributions, output] of [
      [found.logOdds, served.margin],
      [found.probability, served.probability],
    ] as const)
      for (let r = 0; r < rows; r++) {
        const sum = contributions.values.slice(r * FEATURES, (r + 1) * FEATURES).reduce((a, b) => a + b, 0)
        expect(contributions.base + sum + contributions.residuals[r]!).toBeCloseTo(output[r]!, 6)
        expect(Math.abs(contributions.residuals[r]!)).toBeLessThanOrEqual(1e-5)
      }
    expect(found.standardErrors === null).toBe(found.method !== 'kernel-shap')
    await model.close()
  })
})

describe('an explanation', () => {
  it.each([
    ['xgboost', FEW, 'tree-shap'],
    ['logistic_regression', {}, 'linear-shap'],
    ['mlp', { max_iter: 10 }, 'kernel-shap'],
  ] as const)(
    'of a %s has the Shapley values of its log-odds against a background',
    async (modelType, given, method) => {
      const { model, onnx, matrix } = await train(modelType, 'platt', given)
      const found = await explainable(model, onnx).explain(matrix.slice(0, 2 * FEATURES), background)
      expect(found).toMatchObject({ method, against: 'background', shapleyOf: 'log_odds' })
      for (const r of [0, 1]) {
        const worths: number[] = []
        for (let coalition = 0; coalition < 2 ** FEATURES; coalition++) {
          const mixed = new Float32Array(background)
          for (let at = 0; at < mixed.length; at++)
            if (coalition & (1 << (at % FEATURES))) mixed[at] = matrix[r * FEATURES + (at % FEATURES)]!
          const { margin } = await model.run(mixed, mixed.length / FEATURES)
          worths.push(margin.reduce((sum, value) => sum + value, 0) / margin.length)
        }
        for (const [c, expected] of shapley(FEATURES, (coalition) => worths[coalition]!).entries())
          expect(found.logOdds.values[r * FEATURES + c]).toBeCloseTo(expected, 4)
      }
      await model.close()
    },
  )

  it('of a forest has the Shapley values of its probability', async () => {
    const { model, onnx, matrix } = await train('random_forest', 'none', FEW)
    const found = await explainable(model, onnx).explain(matrix.slice(0, FEATURES), background)
    expect(found.shapleyOf).toBe('probability')
    const worths: number[] = []
    for (let coalition = 0; coalition < 2 ** FEATURES; coalition++) {
      const mixed = new Float32Array(background)
      for (let at = 0; at < mixed.length; at++)
        if (coalition & (1 << (at % FEATURES))) mixed[at] = matrix[at % FEATURES]!
      const { probability } = await model.run(mixed, mixed.length / FEATURES)
      worths.push(probability.reduce((sum, value) => sum + value, 0) / probability.length)
    }
    for (const [c, expected] of shapley(FEATURES, (coalition) => worths[coalition]!).entries())
      expect(found.probability.values[c]).toBeCloseTo(expected, 4)
    await model.close()
  })

  it('that needs a background is not given without one', async () => {
    const { model, onnx, matrix } = await train('logistic_regression', 'none', {})
    await expect(explainable(model, onnx).explain(matrix.slice(0, FEATURES), null)).rejects.toThrow(/background/)
    await model.close()
  })
})
