import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { addCalibration, calibrateMargins, type Calibration } from './calibration.ts'
import { openBytes } from './fixtures/open-learner.ts'
import { fitIsotonic } from './isotonic.ts'
import { OnnxGraph } from './onnx-graph.ts'
import { GRAPH } from './to-onnx.ts'
import { sigmoid } from './tree.ts'

const random = createRandom('calibration')
const known = Float64Array.from({ length: 500 }, () => 3 * random.normal())
const labels = known.map((m) => (random.uniform() < sigmoid(2 * m) ? 1 : 0))
const CALIBRATIONS: readonly Calibration[] = [
  { method: 'none' },
  { method: 'platt', platt: { slope: 1.3, offset: -0.7 } },
  { method: 'isotonic', isotonic: fitIsotonic(labels, known) },
]

describe.each(CALIBRATIONS)('margins calibrated by $method', (calibration) => {
  const margins = Float32Array.from([...known, 0, -0, 80, -80, 3e38, -3e38]).sort()

  it('are the same in onnxruntime, and their probabilities with them', async () => {
    const graph = new OnnxGraph()
    addCalibration(graph, GRAPH.input, { calibration, names: GRAPH })
    const ends = [GRAPH.margin, GRAPH.probability].map((name) => ({ name, columns: 1 }))
    const producer = { name: 'test', version: '1' }
    const open = await openBytes(
      graph.finish({ name: 'calibration', producer, input: { name: GRAPH.input, columns: 1 }, outputs: ends }),
      1,
    )
    const { margin, probability } = await open.run(margins, margins.length)
    await open.close()
    const own = calibrateMargins(margins, calibration)
    expect(margin).toEqual(own)
    for (const [r, p] of probability.entries()) expect(Math.abs(p - sigmoid(own[r]!))).toBeLessThan(1e-6)
  })

  it('stay in their order', () => {
    const calibrated = calibrateMargins(margins, calibration)
    expect(calibrated).toEqual(calibrated.slice().sort())
  })
})

it('isotonic probabilities are never 0 or 1, however far out a margin is', () => {
  const far = calibrateMargins(Float32Array.of(-3e38, 3e38), CALIBRATIONS[2]!)
  expect([...far].map(sigmoid).every((p) => p > 1e-4 && p < 1 - 1e-4)).toBe(true)
})
