import type { Random } from '../random.ts'
import { Adam } from './adam.ts'
import type { Round, TrainingSet } from './learner.ts'
import { logLoss, meanLogLoss, weighLabels } from './log-loss.ts'
import { type Layer, runNetwork } from './network.ts'
import { NetworkGradient } from './network-gradient.ts'
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
 * @throws RangeError when a label is absent or a setting is out of its range
 */
export function trainNetwork(rows: NetworkRows, settings: NetworkSettings, options: TrainNetworkOptions): Layer[] {
  const { random, validation, onRound } = options
  checkSettings(settings)
  const { total } = weighLabels(rows)
  const layers = initialLayers([rows.width, ...settings.hiddenLayers, 1], random.fork('weights'))
  const step = stepper(layers, rows, settings)
  const order = Uint32Array.from({ length: rows.rows }, (_, r) => r)
  const shuffling = random.fork('order')
  const dropping = random.fork('dropout')
  let best = { loss: Infinity, epoch: 0, layers }
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    shuffling.shuffle(order)
    let loss = 0
    for (let start = 0; start < order.length; start += settings.batchSize)
      loss += step(order.subarray(start, start + settings.batchSize), dropping)
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

/** Adam’s steps, each on a batch of rows. @returns what makes one and tells the weighted sum of the rows’ losses before it */
function stepper(layers: Layers, { x, width, rows, labels, weights }: NetworkRows, settings: NetworkSettings) {
  const { alpha, dropout = 0, learningRate } = settings
  const gradient = new NetworkGradient(layers, dropout)
  const adams = layers.map((layer) => ({ weights: new Adam(layer.weights), biases: new Adam(layer.biases) }))
  const meanWeight = weighLabels({ labels, rows, ...(weights && { weights }) }).total / rows
  return (batch: Uint32Array, random: Random): number => {
    gradient.clear()
    let loss = 0
    for (const r of batch) {
      const weight = weights?.[r] ?? 1
      const margin = gradient.forward(x, r * width, random)
      loss += weight * logLoss(labels[r]!, margin)
      const slope = ((sigmoid(margin) - labels[r]!) * weight) / meanWeight
      gradient.backward(x, r * width, slope / batch.length)
    }
    for (const [l, adam] of adams.entries()) {
      adam.weights.step(gradient.sums[l]!.weights, { learningRate, decay: alpha / batch.length })
      adam.biases.step(gradient.sums[l]!.biases, { learningRate, decay: 0 })
    }
    return loss
  }
}

function checkSettings({ hiddenLayers, batchSize, epochs, dropout = 0 }: NetworkSettings): void {
  for (const count of [...hiddenLayers, batchSize, epochs])
    if (!(Number.isInteger(count) && count > 0))
      throw new RangeError(`Layers, batches and epochs are counted in whole numbers above 0, not ${count}.`)
  if (!(dropout >= 0 && dropout < 1)) throw new RangeError(`dropout is at least 0 and below 1, not ${dropout}.`)
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
