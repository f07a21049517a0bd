import { addCalibration, type Calibration } from './calibration.ts'
import type { Learner } from './learner.ts'
import { OnnxGraph } from './onnx-graph.ts'
import { GRAPH } from './to-onnx.ts'

/** A trained learner, and what stands between its log-odds and a call. */
export interface Trained<Settings, Fitted> {
  readonly learner: Learner<Settings, Fitted>
  readonly fitted: Fitted
  readonly calibration: Calibration
  /** raw columns */
  readonly features: number
}

/**
 * Any learner as an ONNX model: `features` (rows × features, float, raw, NaN where missing) → `margin` (calibrated log-odds,
 * rows × 1) → `probability` (rows × 1). The same values give the same bytes.
 * @param ends the graph's name and who made it
 */
export function learnerToOnnx<Settings, Fitted>(
  { learner, fitted, calibration, features }: Trained<Settings, Fitted>,
  ends: { readonly name: string; readonly producer: { readonly name: string; readonly version: string } },
): Uint8Array {
  const graph = new OnnxGraph()
  const margin = learner.addTo(graph, GRAPH.input, fitted)
  const names = { margin: GRAPH.margin, probability: GRAPH.probability }
  addCalibration(graph, margin, { calibration, names })
  return graph.finish({
    ...ends,
    input: { name: GRAPH.input, columns: features },
    outputs: [
      { name: names.margin, columns: 1 },
      { name: names.probability, columns: 1 },
    ],
  })
}
