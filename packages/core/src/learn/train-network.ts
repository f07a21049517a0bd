import type { Random } from '../random.ts'
import type { Round, TrainingSet } from './learner.ts'
import { logLoss, meanLogLoss, weighLabels } from './log-loss.ts'
import { forwardLayer, type Layer, runNetwork } from './network.ts'
import { sigmoid } from './tree.ts'

/** How a network is trained, by scikit-learn's names where it has them. */
export interface NetworkSettings {
  /** width of each hidden layer (`hidden_layer_sizes`) */
  readonly hiddenLayers: readonly number[]
  /** L2 penalty on weights: what is least is mean log loss + alpha / (2 × rows of a batch) × Σ weight² */
  readonly alpha: number
  /** chance that a hidden unit is left out of a row's step, below 1 (Srivastava et al. 2014); 0 when absent */
  readonly dropout?: number
  /** Adam's step (`learning_rate_init`) */
  readonly learningRate: number
  readonly batchSize: number
  /** most passes over the rows (`max_iter`) */
  readonly epochs: number
  /** epochs without a lower validation loss after which training stops (`n_iter_no_change`) */
  readonly patience: number
}

/** Rows a network learns from. */
export interface NetworkRows extends Pick<TrainingSet, 'labels' | 'rows' | 'weights'> {
  /** rows × width, finite */
  readonly x: Float64Array
  readonly width: number
}

export interface TrainNetworkOptions {
  readonly random: Random
  readonly validation?: NetworkRows | undefined
  onRound?(round: Round): boolean
}

type Layers = readonly Layer<Float64Array>[]

/**
 * Trains a network with ReLUs between its layers and one output, the log-odds, by Adam on shuffled mini-batches. With
 * validation rows the epoch with the least loss on them is kept, and training stops after `patience` epochs without a
 * lower one; without, the last epoch is kept. A round is an epoch; its loss is the mean of its batches' as they came.
 * @throws RangeError when a label is absent
 */
export function trainNetwork(rows: NetworkRows, settings: NetworkSettings, options: TrainNetworkOptions): Layer[] {
  const { random, validation, onRound } = options
  const { total } = weighLabels(rows)
  const layers = initialLayers([rows.width, ...settings.hiddenLayers, 1], random.fork('weights'))
  const batches = new Batches(layers, rows, settings)
  const order = Uint32Array.from({ length: rows.rows }, (_, r) => r)
  const shuffling = random.fork('order')
  const dropping = random.fork('dropout')
  let best = { loss: Infinity, epoch: 0, layers }
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    shuffling.shuffle(order)
    let loss = 0
    for (let start = 0; start < order.length; start += settings.batchSize)
      loss += batches.step(order.subarray(start, start + settings.batchSize), dropping)
    const validationLoss = validation
      ? meanLogLoss(validation, runNetwork(layers, validation.x, validation.rows))
      : null
    if (validationLoss === null) best = { loss, epoch, layers }
    else if (validationLoss < best.loss) best = { loss: validationLoss, epoch, layers: copied(layers) }
    const round = { round: epoch, rounds: settings.epochs, loss: loss / total, validationLoss }
    if (onRound?.(round) === false) break
    if (validation && epoch - best.epoch >= settings.patience) break
  }
  return rounded(best.layers)
}

/** Weights by He et al. 2015, §2.2: normal, variance 2 / inputs; biases 0. */
function initialLayers(widths: readonly number[], random: Random): Layers {
  return widths.slice(1).map((outputs, l) => {
    const inputs = widths[l]!
    const spread = Math.sqrt(2 / inputs)
    const weights = Float64Array.from({ length: inputs * outputs }, () => spread * random.normal())
    return { inputs, outputs, weights, biases: new Float64Array(outputs) }
  })
}

/** Steps of Adam (Kingma & Ba 2015, algorithm 1, with the paper's constants), each on some rows. */
class Batches {
  private readonly gradients: Layers
  private readonly moments: { first: Layers; second: Layers }
  private readonly activations: Float64Array[]
  private readonly deltas: Float64Array[]
  private readonly layers: Layers
  private readonly rows: NetworkRows
  private readonly settings: NetworkSettings
  private readonly meanWeight: number
  private steps = 0

  constructor(layers: Layers, rows: NetworkRows, settings: NetworkSettings) {
    this.layers = layers
    this.rows = rows
    this.settings = settings
    this.gradients = zeros(layers)
    this.moments = { first: zeros(layers), second: zeros(layers) }
    this.activations = layers.map(({ outputs }) => new Float64Array(outputs))
    this.deltas = layers.map(({ outputs }) => new Float64Array(outputs))
    this.meanWeight = weighLabels(rows).total / rows.rows
  }

  /** @returns the weighted sum of the rows' losses before the step */
  step(batch: Uint32Array, random: Random): number {
    for (const { weights, biases } of this.gradients) {
      weights.fill(0)
      biases.fill(0)
    }
    let loss = 0
    for (const r of batch) {
      const weight = this.rows.weights?.[r] ?? 1
      const margin = this.forward(r, random)
      loss += weight * logLoss(this.rows.labels[r]!, margin)
      this.backward(r, ((sigmoid(margin) - this.rows.labels[r]!) * weight) / this.meanWeight / batch.length)
    }
    this.steps++
    const decay = this.settings.alpha / batch.length
    for (const [l, layer] of this.layers.entries()) {
      const [gradient, first, second] = [this.gradients[l]!, this.moments.first[l]!, this.moments.second[l]!]
      this.adam(layer.weights, { gradient: gradient.weights, first: first.weights, second: second.weights, decay })
      this.adam(layer.biases, { gradient: gradient.biases, first: first.biases, second: second.biases, decay: 0 })
    }
    return loss
  }

  private forward(r: number, random: Random): number {
    const { dropout = 0 } = this.settings
    let row = { values: this.rows.x, offset: r * this.rows.width }
    for (const [l, layer] of this.layers.entries()) {
      const out = this.activations[l]!
      forwardLayer(layer, row, out)
      if (l < this.layers.length - 1)
        for (let o = 0; o < out.length; o++) {
          if (!(out[o]! > 0) || (dropout > 0 && random.uniform() < dropout)) out[o] = 0
          // what is left stands for all, so that nothing need be scaled later
          else out[o]! /= 1 - dropout
        }
      row = { values: out, offset: 0 }
    }
    return row.values[0]!
  }

  /** Adds a row's gradient. @param slope of the loss by the output */
  private backward(r: number, slope: number): void {
    const keeps = 1 - (this.settings.dropout ?? 0)
    this.deltas[this.layers.length - 1]![0] = slope
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const { inputs, outputs, weights } = this.layers[l]!
      const [gradient, delta, below] = [this.gradients[l]!, this.deltas[l]!, this.deltas[l - 1]]
      const values = l > 0 ? this.activations[l - 1]! : this.rows.x
      const offset = l > 0 ? 0 : r * inputs
      for (let o = 0; o < outputs; o++) gradient.biases[o]! += delta[o]!
      for (let i = 0; i < inputs; i++) {
        const value = values[offset + i]!
        if (below) below[i] = 0
        if (value === 0) continue
        let sum = 0
        for (let o = 0, at = i * outputs; o < outputs; o++, at++) {
          gradient.weights[at]! += value * delta[o]!
          sum += weights[at]! * delta[o]!
        }
        if (below) below[i] = sum / keeps
      }
    }
  }

  private adam(
    values: Float64Array,
    {
      gradient,
      first,
      second,
      decay,
    }: { gradient: Float64Array; first: Float64Array; second: Float64Array; decay: number },
  ): void {
    const rate = (this.settings.learningRate * Math.sqrt(1 - 0.999 ** this.steps)) / (1 - 0.9 ** this.steps)
    for (let i = 0; i < values.length; i++) {
      const slope = gradient[i]! + decay * values[i]!
      first[i] = 0.9 * first[i]! + 0.1 * slope
      second[i] = 0.999 * second[i]! + 0.001 * slope * slope
      values[i]! -= (rate * first[i]!) / (Math.sqrt(second[i]!) + 1e-8)
    }
  }
}

function zeros(layers: Layers): Layers {
  return layers.map((layer) => ({
    ...layer,
    weights: new Float64Array(layer.weights.length),
    biases: new Float64Array(layer.outputs),
  }))
}

function copied(layers: Layers): Layers {
  return layers.map((layer) => ({ ...layer, weights: layer.weights.slice(), biases: layer.biases.slice() }))
}

function rounded(layers: Layers): Layer[] {
  return layers.map((layer) => ({
    ...layer,
    weights: Float32Array.from(layer.weights),
    biases: Float32Array.from(layer.biases),
  }))
}
