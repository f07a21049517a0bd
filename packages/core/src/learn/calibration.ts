import type { PlattScale } from './calibrate.ts'
import { castToDouble, castToFloat, doubles } from './cast.ts'
import type { OnnxGraph } from './onnx-graph.ts'
import { addPiecewiseLinear, type PiecewiseLinear, valueAt } from './piecewise-linear.ts'

/** What is done to a learner's log-odds so that they mean what they say. */
export type Calibration =
  | { readonly method: 'none' }
  | { readonly method: 'platt'; readonly platt: PlattScale }
  | { readonly method: 'isotonic'; readonly isotonic: PiecewiseLinear }

/** Calibrated log-odds of margins. */
export function calibrateMargins(margins: Float32Array, calibration: Calibration): Float32Array {
  switch (calibration.method) {
    case 'none':
      return margins.slice()
    case 'platt': {
      const [slope, offset] = [Math.fround(calibration.platt.slope), Math.fround(calibration.platt.offset)]
      return margins.map((margin) => slope * margin + offset)
    }
    case 'isotonic':
      return margins.map((margin) => valueAt(calibration.isotonic, margin))
  }
}

/** Names that the calibrated nodes get; numbers when absent. */
export interface CalibrationNames {
  readonly margin: string
  readonly probability: string
}

/**
 * Adds the nodes of a calibration and of the probability.
 * @param margin log-odds, rows × 1, float
 * @returns the names of the calibrated log-odds and the probability of label 1, both rows × 1, float
 */
export function addCalibration(
  graph: OnnxGraph,
  margin: string,
  { calibration, names }: { readonly calibration: Calibration; readonly names?: CalibrationNames },
): CalibrationNames {
  const named = (name: string | undefined) => (name === undefined ? {} : { name, outputs: [name] })
  const calibrated = graph.node('Identity', [addMap(graph, margin, calibration)], named(names?.margin))
  return { margin: calibrated, probability: graph.node('Sigmoid', [calibrated], named(names?.probability)) }
}

function addMap(graph: OnnxGraph, margin: string, calibration: Calibration): string {
  switch (calibration.method) {
    case 'none':
      return margin
    case 'platt': {
      const { slope, offset } = calibration.platt
      const scaled = graph.node('Mul', [castToDouble(graph, margin), doubles(graph, [slope], [])])
      return castToFloat(graph, graph.node('Add', [scaled, doubles(graph, [offset], [])]))
    }
    case 'isotonic':
      return castToFloat(graph, addPiecewiseLinear(graph, margin, [calibration.isotonic]))
  }
}
