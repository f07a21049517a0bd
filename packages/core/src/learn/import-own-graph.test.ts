import { ModelType, type Hyperparameters } from '@vouch/contracts/learner'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import type { Calibration } from './calibration.ts'
import { bytesOf, openBytes } from './fixtures/open-learner.ts'
import { hardRows, SAMPLE_FEATURES, sampleSet } from './fixtures/sample-set.ts'
import { fitCalibration } from './fit-calibration.ts'
import { checkHyperparameters } from './hyperparameters.ts'
import { importModel } from './import-model.ts'
import { withLearner } from './with-learner.ts'

const ASKED = { rounds: null, class: null, output: null, outputIs: 'probability' } as const
const SET = sampleSet(400, 'own')
const ROWS = Float32Array.from([...sampleSet(300, 'new').matrix, ...hardRows(SAMPLE_FEATURES)])
const CALIBRATIONS = ['none', 'platt', 'isotonic'] as const
/** Small, so that all of them are trained in a moment. */
const SMALL: Partial<Record<ModelType, Hyperparameters>> = {
  xgboost: { n_estimators: 30 },
  random_forest: { n_estimators: 30 },
  mlp: { hidden_layer_sizes: '32,16', max_iter: 15 },
}
const SCALED: readonly ModelType[] = ['logistic_regression', 'svm', 'mlp']
const CASES = ModelType.options
  .filter((modelType) => modelType !== 'knn')
  .flatMap((modelType) =>
    (SCALED.includes(modelType) ? ['standard', 'robust', 'quantile_normal'] : [null]).flatMap((scaling) =>
      CALIBRATIONS.map((calibration) => ({ modelType, scaling, calibration })),
    ),
  )

interface Case {
  readonly modelType: ModelType
  readonly scaling: string | null
  readonly calibration: Calibration['method']
}

function graphOf({ modelType, scaling, calibration }: Case): Uint8Array {
  const given = { ...SMALL[modelType], ...(scaling === null ? {} : { scaling }) }
  const { values } = checkHyperparameters(modelType, given)
  if (values === null) throw new Error('the settings are not taken')
  return withLearner({ modelType, values, features: SAMPLE_FEATURES }, ({ learner, settings }) => {
    const fitted = learner.train(SET, settings, { random: createRandom(1) })
    const margins = learner.predict(fitted, SET.matrix, SET.rows)
    const fit = fitCalibration(calibration, SET.labels, margins)
    return bytesOf({ learner, fitted, calibration: fit, features: SAMPLE_FEATURES })
  })
}

async function probabilities(graph: Uint8Array): Promise<ArrayLike<number>> {
  const open = await openBytes(graph, SAMPLE_FEATURES)
  const { probability } = await open.run(ROWS, ROWS.length / SAMPLE_FEATURES)
  await open.close()
  return probability
}

describe('a graph of ours that comes back as a stranger’s', () => {
  it.each(CASES)('$modelType, $scaling, calibration $calibration: says what it said', async (one) => {
    const graph = graphOf(one)
    const { onnx, features } = importModel(graph, ASKED)
    expect(features).toBe(SAMPLE_FEATURES)
    const [before, after] = [await probabilities(graph), await probabilities(onnx)]
    expect(Array.from(before).every(Number.isFinite)).toBe(true)
    const apart = Array.from(before, (value, r) => Math.abs(value - after[r]!))
    expect(Math.max(...apart)).toBeLessThanOrEqual(1e-6)
  })

  it('nearest neighbours are refused by what they would need', () => {
    const graph = graphOf({ modelType: 'knn', scaling: 'standard', calibration: 'none' })
    expect(() => importModel(graph, ASKED)).toThrow(
      'Operator TopK is not taken: its nearest neighbours are chosen anew for each row among the rows that it was trained on',
    )
  })

  it('what was written anew can be read again', async () => {
    const graph = graphOf({ modelType: 'logistic_regression', scaling: 'quantile_normal', calibration: 'isotonic' })
    const once = importModel(graph, ASKED).onnx
    const [before, after] = [await probabilities(once), await probabilities(importModel(once, ASKED).onnx)]
    expect(Math.max(...Array.from(before, (value, r) => Math.abs(value - after[r]!)))).toBeLessThanOrEqual(1e-6)
  })
})
