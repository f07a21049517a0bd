import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { logLoss } from './log-loss.ts'
import { type Layer, runNetwork } from './network.ts'
import { NetworkGradient } from './network-gradient.ts'
import { sigmoid } from './tree.ts'

const random = createRandom('gradient')
const layers: Layer<Float64Array>[] = [
  [3, 5],
  [5, 4],
  [4, 1],
].map(([inputs = 0, outputs = 0]) => ({
  inputs,
  outputs,
  weights: Float64Array.from({ length: inputs * outputs }, () => random.normal()),
  biases: Float64Array.from({ length: outputs }, () => random.normal()),
}))
const x = Float64Array.from({ length: 6 }, () => random.normal())

it.each([0, 0.4])('a network’s gradient is what small changes of each number do to the loss, dropout %d', (dropout) => {
  const gradient = new NetworkGradient(layers, dropout)
  // one seed leaves the same units out each time
  const output = (r: number) => gradient.forward(x, 3 * r, createRandom(r))
  const loss = () => logLoss(1, output(0)) + logLoss(0, output(1))
  for (const [r, label] of [1, 0].entries()) gradient.backward(x, 3 * r, sigmoid(output(r)) - label)
  for (const [l, layer] of layers.entries())
    for (const part of ['weights', 'biases'] as const)
      for (const [i, value] of layer[part].entries()) {
        layer[part][i] = value + 1e-5
        const above = loss()
        layer[part][i] = value - 1e-5
        const below = loss()
        layer[part][i] = value
        expect(gradient.sums[l]![part][i]).toBeCloseTo((above - below) / 2e-5, 6)
      }
})

it('with units left out, the output is on average that of the whole network', () => {
  const gradient = new NetworkGradient(layers.slice(-2), 0.5)
  const inputs = Float64Array.of(1, 0.5, 2, 1, 0.2)
  let sum = 0
  for (let i = 0; i < 20_000; i++) sum += gradient.forward(inputs, 0, random)
  expect(sum / 20_000).toBeCloseTo(runNetwork(layers.slice(-2), inputs, 1)[0]!, 1)
})
