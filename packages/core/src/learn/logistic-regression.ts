import { addLinear, fitLogistic, type LinearModel, scoreLinear } from './fit-logistic.ts'
import type { Learner, TrainingSet } from './learner.ts'
import {
  addPreprocess,
  fitPreprocessing,
  preprocess,
  type Preprocessing,
  type PreprocessSettings,
} from './preprocess.ts'

/** Hyper-parameters, by scikit-learn's names. */
export interface LogisticRegressionSettings {
  readonly preprocessing: PreprocessSettings
  /** inverse strength of the L2 penalty, above 0 */
  readonly C: number
}

/** Coefficients are of preprocessed columns. */
export interface LogisticRegression {
  readonly preprocessing: Preprocessing
  readonly linear: LinearModel
}

/** Logistic regression with an L2 penalty; see `fitLogistic`. A round is a Newton step. */
export const logisticRegression: Learner<LogisticRegressionSettings, LogisticRegression> = {
  train(set, settings, { validation, onRound }) {
    const preprocessing = fitPreprocessing(set, settings.preprocessing)
    const problem = (rows: TrainingSet) => ({
      ...rows,
      x: preprocess(rows.matrix, rows.rows, preprocessing),
      width: preprocessing.width,
    })
    const linear = fitLogistic(problem(set), {
      C: settings.C,
      validation: validation && problem(validation),
      ...(onRound && { onRound }),
    })
    return { preprocessing, linear }
  },

  predict: ({ preprocessing, linear }, matrix, rows) =>
    scoreLinear(linear, preprocess(matrix, rows, preprocessing), rows),

  addTo: (graph, input, { preprocessing, linear }) =>
    addLinear(graph, addPreprocess(graph, input, preprocessing), linear),
}
