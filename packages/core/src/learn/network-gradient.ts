import type { Random } from '../random.ts'
import { forwardLayer, type Layer } from './network.ts'

type DoubleLayer = Layer<Float64Array>

/** The gradient of a loss by a network's weights and biases, added up row by row (Rumelhart, Hinton & Williams 1986). */
export class NetworkGradient {
  /** of the same shapes as the layers */
  readonly sums: readonly DoubleLayer[]
  private readonly layers: readonly DoubleLayer[]
  private readonly dropout: number
  private readonly activations: readonly Float64Array[]
  private readonly deltas: readonly Float64Array[]

  /** @param dropout chance that a hidden unit is left out of a row */
  constructor(layers: readonly DoubleLayer[], dropout: number) {
    this.layers = layers
    this.dropout = dropout
    this.sums = layers.map((layer) => ({
      ...layer,
      weights: new Float64Array(layer.weights.length),
      biases: new Float64Array(layer.outputs),
    }))
    this.activations = layers.map(({ outputs }) => new Float64Array(outputs))
    this.deltas = layers.map(({ outputs }) => new Float64Array(outputs))
  }

  clear(): void {
    for (const { weights, biases } of this.sums) {
      weights.fill(0)
      biases.fill(0)
    }
  }

  /** The output for the row at `offset`, some hidden units left out by chance. */
  forward(x: Float64Array, offset: number, random: Random): number {
    const { dropout } = this
    let row = { values: x, offset }
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

  /** Adds the gradient of the row that went forward last. @param slope of the loss by the output */
  backward(x: Float64Array, offset: number, slope: number): void {
    this.deltas[this.layers.length - 1]![0] = slope
    for (let l = this.layers.length - 1; l > 0; l--) this.backThrough(l)
    this.addOuter(this.sums[0]!, { values: x, offset }, this.deltas[0]!)
  }

  private backThrough(l: number): void {
    const { inputs, outputs, weights } = this.layers[l]!
    const [values, delta, below] = [this.activations[l - 1]!, this.deltas[l]!, this.deltas[l - 1]!]
    this.addOuter(this.sums[l]!, { values, offset: 0 }, delta)
    for (let i = 0; i < inputs; i++) {
      let sum = 0
      if (values[i] !== 0) for (let o = 0, at = i * outputs; o < outputs; o++, at++) sum += weights[at]! * delta[o]!
      below[i] = sum / (1 - this.dropout)
    }
  }

  private addOuter(
    { inputs, outputs, weights, biases }: DoubleLayer,
    row: { readonly values: Float64Array; readonly offset: number },
    delta: Float64Array,
  ): void {
    for (let o = 0; o < outputs; o++) biases[o]! += delta[o]!
    for (let i = 0; i < inputs; i++) {
      const value = row.values[row.offset + i]!
      if (value !== 0) for (let o = 0, at = i * outputs; o < outputs; o++, at++) weights[at]! += value * delta[o]!
    }
  }
}
