import { castToFloat } from './cast.ts'
import type { Learner, TrainingSet } from './learner.ts'
import { addNetwork, type Layer, runNetwork } from './network.ts'
import {
  addPreprocess,
  fitPreprocessing,
  preprocess,
  type Preprocessing,
  type PreprocessSettings,
} from './preprocess.ts'
import { type NetworkSettings, trainNetwork } from './train-network.ts'

export interface MultilayerPerceptronSettings extends NetworkSettings {
  readonly preprocessing: PreprocessSettings
}

/** Layers with ReLUs between; the last gives the log-odds. */
export interface MultilayerPerceptron {
  readonly preprocessing: Preprocessing
  readonly layers: readonly Layer[]
}

/** A fully connected network; see `trainNetwork`. A round is an epoch. */
export const multilayerPerceptron: Learner<MultilayerPerceptronSettings, MultilayerPerceptron> = {
  train(set, settings, { random, validation, onRound }) {
    const preprocessing = fitPreprocessing(set, settings.preprocessing)
    const rowsOf = (rows: TrainingSet) => ({
      ...rows,
      x: preprocess(rows.matrix, rows.rows, preprocessing),
      width: preprocessing.width,
    })
    const layers = trainNetwork(rowsOf(set), settings, {
      random,
      validation: validation && rowsOf(validation),
      ...(onRound && { onRound }),
    })
    return { preprocessing, layers }
  },

  predict: ({ preprocessing, layers }, matrix, rows) =>
    Float32Array.from(runNetwork(layers, preprocess(matrix, rows, preprocessing), rows)),

  addTo: (graph, input, { preprocessing, layers }) =>
    castToFloat(graph, addNetwork(graph, addPreprocess(graph, input, preprocessing), layers)),
}
