import { castToDouble, castToFloat, doubles } from './cast.ts'
import type { Learner, TrainingSet } from './learner.ts'
import { weighLabels } from './log-loss.ts'
import type { OnnxGraph } from './onnx-graph.ts'
import {
  addPreprocess,
  fitPreprocessing,
  preprocess,
  type Preprocessing,
  type PreprocessSettings,
} from './preprocess.ts'
import { addSquaredDistances, type Points, squaredDistance } from './squared-distance.ts'

/** Hyper-parameters, by scikit-learn's names. */
export interface NearestNeighboursSettings {
  readonly preprocessing: PreprocessSettings
  /** how many neighbours vote (`n_neighbors`), above 0; all rows where there are fewer */
  readonly neighbours: number
  /** one vote each, or votes by 1 / distance (`weights`) */
  readonly weights: 'uniform' | 'distance'
}

/** All training rows that weigh something, preprocessed. */
export interface NearestNeighbours {
  readonly preprocessing: Preprocessing
  readonly points: Points
  /** one a point */
  readonly labels: Float32Array
  /** one a point, above 0 */
  readonly weights: Float32Array
  /** how many vote */
  readonly neighbours: number
  readonly byDistance: boolean
}

/** Squared distances below this count as this: a row's copy weighs much, but not without bound. */
const NEAREST = 1e-6

/**
 * k nearest neighbours by Euclidean distance of preprocessed columns (Fix & Hodges 1951; Dudani 1976 for votes by
 * distance). The log-odds are of (k × share + ½) / (k + 1), share being that of the votes for label 1: so they stay
 * finite, in the same order. Of neighbours equally near, those that came first in training vote.
 */
export const nearestNeighbours: Learner<NearestNeighboursSettings, NearestNeighbours> = {
  train(set, settings, { onRound }) {
    weighLabels(set)
    if (!(Number.isInteger(settings.neighbours) && settings.neighbours > 0))
      throw new RangeError(`neighbours is a whole number above 0, not ${settings.neighbours}.`)
    const preprocessing = fitPreprocessing(set, settings.preprocessing)
    const kept = keptRows(set)
    const { width } = preprocessing
    const x = preprocess(set.matrix, set.rows, preprocessing)
    const values = new Float32Array(kept.length * width)
    for (const [i, r] of kept.entries()) values.set(x.subarray(r * width, (r + 1) * width), i * width)
    onRound?.({ round: 1, rounds: 1, loss: null, validationLoss: null })
    return {
      preprocessing,
      points: { values, count: kept.length, width },
      labels: Float32Array.from(kept, (r) => set.labels[r]!),
      weights: Float32Array.from(kept, (r) => set.weights?.[r] ?? 1),
      neighbours: Math.min(settings.neighbours, kept.length),
      byDistance: settings.weights === 'distance',
    }
  },

  predict(fitted, matrix, rows) {
    const x = preprocess(matrix, rows, fitted.preprocessing)
    return Float32Array.from({ length: rows }, (_, r) => vote(fitted, x, r))
  },

  addTo(graph, input, fitted) {
    const { points, neighbours, byDistance } = fitted
    const all = addSquaredDistances(graph, addPreprocess(graph, input, fitted.preprocessing), points)
    const squared = castToFloat(graph, graph.node('Max', [all, doubles(graph, [NEAREST], [])]))
    const place = graph.node('TopK', [squared, graph.integers([neighbours], [1])], {
      name: 'nearest',
      outputs: ['nearest_squared', 'nearest_place'],
      attributes: { largest: { int: 0 }, axis: { int: 1 } },
    })
    const weight = gather(graph, fitted.weights, 'nearest_place')
    const votes = byDistance ? graph.node('Div', [weight, graph.node('Sqrt', [castToDouble(graph, place)])]) : weight
    const forOne = graph.node('Mul', [votes, gather(graph, fitted.labels, 'nearest_place')])
    const share = graph.node('Div', [sum(graph, forOne), sum(graph, votes)])
    const ones = smoothed(graph, share, neighbours)
    const zeros = smoothed(graph, graph.node('Sub', [doubles(graph, [1], []), share]), neighbours)
    return castToFloat(graph, graph.node('Log', [graph.node('Div', [ones, zeros])]))
  },
}

function keptRows({ rows, weights }: TrainingSet): number[] {
  return Array.from({ length: rows }, (_, r) => r).filter((r) => Math.fround(weights?.[r] ?? 1) > 0)
}

/** Distances are compared as float32, so that what is equal but for rounding is equal. */
function vote(
  { points, labels, weights, neighbours, byDistance }: NearestNeighbours,
  x: Float64Array,
  row: number,
): number {
  const squared = new Float32Array(points.count)
  for (let p = 0; p < points.count; p++)
    squared[p] = Math.max(squaredDistance(points, p, { matrix: x, offset: row * points.width }), NEAREST)
  let [forOne, all] = [0, 0]
  for (const p of nearest(squared, neighbours)) {
    const strength = weights[p]! / (byDistance ? Math.sqrt(squared[p]!) : 1)
    all += strength
    forOne += strength * labels[p]!
  }
  const share = forOne / all
  return Math.log((neighbours * share + 0.5) / (neighbours * (1 - share) + 0.5))
}

/** The places of the k least distances, nearest first; of equal ones the earlier. */
function nearest(squared: Float32Array, k: number): Uint32Array {
  const places = new Uint32Array(k)
  let found = 0
  for (let p = 0; p < squared.length; p++) {
    if (found === k && !(squared[p]! < squared[places[k - 1]!]!)) continue
    let at = found < k ? found++ : k - 1
    for (; at > 0 && squared[p]! < squared[places[at - 1]!]!; at--) places[at] = places[at - 1]!
    places[at] = p
  }
  return places
}

function gather(graph: OnnxGraph, values: Float32Array, places: string): string {
  return graph.node('Gather', [doubles(graph, values, [values.length]), places])
}

function sum(graph: OnnxGraph, input: string): string {
  return graph.node('ReduceSum', [input, graph.integers([1], [1])], { attributes: { keepdims: { int: 1 } } })
}

/** k × share + ½ */
function smoothed(graph: OnnxGraph, share: string, k: number): string {
  const counted = graph.node('Mul', [share, doubles(graph, [k], [])])
  return graph.node('Add', [counted, doubles(graph, [0.5], [])])
}
