import { execFileSync, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exposeTensors } from '../learn/expose-tensors.ts'
import { readOnnx } from '../learn/read-onnx.ts'
import { GRAPH } from '../learn/to-onnx.ts'
import { openGraph, openTensors } from '../model/session.ts'
import { backPropagate, neededTensors } from './back-propagate.ts'
import { type ExplainableNetwork, explainableNetwork } from './explainable-network.ts'
import {
  drawNetwork,
  drawRow,
  MAPS,
  MOST_SPREADS,
  networkToOnnx,
  SIZES,
  type ViewNetwork,
  widthOf,
} from './fixtures/view-network.ts'

const network = drawNetwork({ scalars: 4, bins: [90, 31], members: 3, channels: [4, 4, 6, 6], hidden: 8 }, 'network')
const width = widthOf(network.plan)
const bytes = networkToOnnx(network)
const spec = { id: 'test', width, shape: [width], graph: { input: GRAPH.input, outputs: GRAPH }, layers: MAPS }
const rows = ['a', 'b', 'c'].map((seed) => drawRow(network, seed))
const baseline = Float32Array.from({ length: width }, (_, c) => network.means[c] ?? 0)

let open: ExplainableNetwork
beforeAll(async () => {
  open = await explainableNetwork(bytes, spec)
})
afterAll(() => open.close())

const greatest = (values: ArrayLike<number>) => Math.max(...Array.from(values, Math.abs))

/** The greatest distance between two lists, by the greatest number of the second. */
function apart(own: ArrayLike<number>, other: readonly number[]): number {
  expect(own).toHaveLength(other.length)
  expect(greatest(other)).toBeGreaterThan(0)
  return greatest(other.map((value, i) => own[i]! - value)) / greatest(other)
}

describe('an explained network', () => {
  it('gives each layer’s map for the positive class, and the opposite for the negative one', async () => {
    for (const layer of MAPS) {
      const positive = await open.gradCam(rows[0]!, { layer, target: 'positive' })
      const negative = await open.gradCam(rows[0]!, { layer, target: 'negative' })
      expect(positive.shape).toEqual(layer === 'global_maps' ? [43] : [14])
      expect(positive.weights).toHaveLength(18)
      expect(negative.signed).toEqual(positive.signed.map((value) => 0 - value))
      expect(positive.map).toEqual(positive.signed.map((value) => Math.max(0, value)))
    }
  })

  it('has integrated gradients that add up to what the served graph gives, but for kinks', async () => {
    const served = await openGraph(spec, bytes)
    for (const row of rows) {
      const found = await open.integratedGradients(row, { baseline, nodes: 64 })
      const base = baseline.map((value, c) => (Number.isNaN(row[c]!) ? Number.NaN : value))
      expect(found.output).toBeCloseTo((await served.run(row, 1)).margin[0]!, 5)
      expect(found.baselineOutput).toBeCloseTo((await served.run(base, 1)).margin[0]!, 5)
      expect(found.contributions[1]).toBe(0)
      const step = Math.abs(found.output - found.baselineOutput)
      expect(step).toBeGreaterThan(0.1)
      expect(Math.abs(found.residual)).toBeLessThan(0.02 * step)
    }
    await served.close()
  })

  it('explains the same row the same way again, whatever came between', async () => {
    const first = await open.gradCam(rows[0]!, { layer: 'local_maps', target: 'positive' })
    await open.integratedGradients(rows[1]!, { baseline, nodes: 2 })
    expect(await open.gradCam(rows[0]!, { layer: 'local_maps', target: 'positive' })).toEqual(first)
  })

  it('is refused for a layer that there is not, or that was not named', async () => {
    await expect(open.gradCam(rows[0]!, { layer: 'Relu_1', target: 'positive' })).rejects.toThrow(/Relu_1 is none/)
    await expect(explainableNetwork(bytes, { ...spec, layers: ['nowhere'] })).rejects.toThrow(/hang on nowhere/)
    await expect(open.gradCam(rows[0]!.slice(1), { layer: 'local_maps', target: 'positive' })).rejects.toThrow(/takes/)
  })
})

/** The first Python that has PyTorch. */
const PYTHON = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import torch']).status === 0)

interface TorchRow {
  readonly logit: number
  readonly gradient: number[]
  readonly layers: { readonly weights: number[]; readonly signed: number[] }[]
}

function torchRows(network: ViewNetwork): TorchRow[] {
  const input = JSON.stringify({
    network,
    sizes: SIZES,
    mostSpreads: MOST_SPREADS,
    // JSON has no NaN: a missing value is null
    rows: rows.map((row) => Array.from(row)),
  })
  const script = resolve(import.meta.dirname, 'fixtures/torch-gradients.py')
  return JSON.parse(execFileSync(PYTHON!, [script], { input, encoding: 'utf8', maxBuffer: 1e8 }))
}

describe(PYTHON ? 'PyTorch' : 'PyTorch (skipped: no python3 has torch)', () => {
  it.skipIf(!PYTHON)('has the same Grad-CAM and the same gradient of each column, by its autograd', async () => {
    const theirs = torchRows(network)
    const request = { from: GRAPH.margin, wanted: [GRAPH.input] }
    const document = readOnnx(bytes)
    const needed = neededTensors(document, request).filter((name) => name !== GRAPH.input)
    const session = await openTensors(spec, exposeTensors(bytes, needed), needed)
    for (const [r, row] of rows.entries()) {
      const { logit, gradient, layers } = theirs[r]!
      for (const [v, layer] of MAPS.entries()) {
        const own = await open.gradCam(row, { layer, target: 'positive' })
        expect(apart(own.weights, layers[v]!.weights)).toBeLessThan(1e-4)
        expect(apart(own.signed, layers[v]!.signed)).toBeLessThan(1e-4)
      }
      const values = await session.run(row, 1, needed)
      values.set(GRAPH.input, { shape: [1, width], values: row })
      expect(values.get(GRAPH.margin)!.values[0]).toBeCloseTo(logit, 4)
      expect(apart(backPropagate(document, values, request).get(GRAPH.input)!, gradient)).toBeLessThan(1e-4)
    }
    await session.close()
  })
})
