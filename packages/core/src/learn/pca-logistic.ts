import { addLinear, fitLogistic, type LinearModel, scoreLinear } from './fit-logistic.ts'
import type { Learner, TrainingSet } from './learner.ts'
import {
  addPreprocess,
  fitPreprocessing,
  preprocess,
  type Preprocessing,
  type PreprocessSettings,
} from './preprocess.ts'
import { addProjection, fitComponents, type PrincipalComponents, projectRows } from './principal-components.ts'

/** Hyper-parameters, by scikit-learn's names. */
export interface PcaLogisticSettings {
  readonly preprocessing: PreprocessSettings
  /** how many principal components are kept (scikit-learn's `n_components`); as many as there are columns at most */
  readonly components: number
  /** inverse strength of the L2 penalty, above 0 */
  readonly C: number
}

/** Coefficients are of principal components of preprocessed columns. */
export interface PcaLogistic {
  readonly preprocessing: Preprocessing
  readonly components: PrincipalComponents
  readonly linear: LinearModel
}

/** Logistic regression on principal components, which are not whitened. A round is a Newton step. */
export const pcaLogistic: Learner<PcaLogisticSettings, PcaLogistic> = {
  train(set, settings, { validation, onRound }) {
    const preprocessing = fitPreprocessing(set, settings.preprocessing)
    const { width } = preprocessing
    const x = preprocess(set.matrix, set.rows, preprocessing)
    const components = fitComponents(x, set.rows, { width, components: settings.components })
    const problem = (rows: TrainingSet, scaled: Float64Array) => ({
      ...rows,
      x: projectRows(scaled, rows.rows, components),
      width: components.varianceShares.length,
    })
    const linear = fitLogistic(problem(set, x), {
      C: settings.C,
      validation: validation && problem(validation, preprocess(validation.matrix, validation.rows, preprocessing)),
      ...(onRound && { onRound }),
    })
    return { preprocessing, components, linear }
  },

  predict({ preprocessing, components, linear }, matrix, rows) {
    return scoreLinear(linear, projectRows(preprocess(matrix, rows, preprocessing), rows, components), rows)
  },

  addTo(graph, input, { preprocessing, components, linear }) {
    return addLinear(graph, addProjection(graph, addPreprocess(graph, input, preprocessing), components), linear)
  },
}
