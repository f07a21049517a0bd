import { exposeTensors } from '../learn/expose-tensors.ts'
import { type OnnxDocument, readOnnx } from '../learn/read-onnx.ts'
import { type GraphSpec, openTensors } from '../model/session.ts'
import { backPropagate, neededTensors } from './back-propagate.ts'
import { type CamTarget, type GradCam, gradCam } from './grad-cam.ts'
import {
  type IntegratedGradients,
  type IntegratedGradientsOptions,
  integratedGradients,
} from './integrated-gradients.ts'

export interface NetworkSpec extends Omit<GraphSpec, 'rowsAtOnce'> {
  /** tensors of feature maps that Grad-CAM may be asked of, such as outputs `global_maps` and `local_maps` */
  readonly layers: readonly string[]
}

export interface GradCamOptions {
  /** one of the spec's layers */
  readonly layer: string
  readonly target: CamTarget
}

/**
 * A network whose calls are explained again and again: its graph is read and opened once. A row is a number for each column,
 * NaN where it is missing.
 */
export interface ExplainableNetwork {
  /**
   * From the logit back to a layer, and no further.
   * @throws RangeError for a layer that the spec does not name
   */
  gradCam(row: Float32Array, options: GradCamOptions): Promise<GradCam>
  /** From the logit back to the columns of the row, as many times as there are nodes. */
  integratedGradients(row: Float32Array, options: IntegratedGradientsOptions): Promise<IntegratedGradients>
  close(): Promise<void>
}

/**
 * Opens a network so that it tells what lies between its logit and its layers or its input: onnxruntime runs it, and
 * what it gave on the way is differentiated here.
 * @param graph the bytes that are served
 * @throws RangeError, naming it, for an operator on the way that is not differentiated; VouchError `unavailable` when the
 *   graph does not load
 */
export async function explainableNetwork(graph: Uint8Array, spec: NetworkSpec): Promise<ExplainableNetwork> {
  const document = readOnnx(graph)
  const { input, outputs } = spec.graph
  const from = outputs.margin
  const needed = new Map([...spec.layers, input].map((name) => [name, neededOf(document, { from, name, input })]))
  const exposed = [...new Set([...needed.values()].flat())]
  const open = await openTensors(spec, exposeTensors(graph, exposed), exposed)

  const gradient = async (row: Float32Array, by: string) => {
    const names = needed.get(by)
    if (!names) throw new RangeError(`${by.slice(0, 60)} is none of the layers that are explained.`)
    const values = await open.run(row, 1, names)
    values.set(input, { shape: [1, row.length], values: row })
    return { values, gradient: backPropagate(document, values, { from, wanted: [by] }).get(by)! }
  }

  return {
    async gradCam(row, { layer, target }) {
      const found = await gradient(row, layer)
      return gradCam(found.values.get(layer)!, found.gradient, target)
    },
    integratedGradients: (row, options) =>
      integratedGradients(
        {
          output: async (point) => (await open.run(point, 1, [from])).get(from)!.values[0]!,
          gradient: async (point) => (await gradient(point, input)).gradient,
        },
        row,
        options,
      ),
    close: () => open.close(),
  }
}

/** What onnxruntime is asked for; the input is known. */
function neededOf(
  document: OnnxDocument,
  { from, name, input }: { readonly from: string; readonly name: string; readonly input: string },
): string[] {
  return neededTensors(document, { from, wanted: [name] }).filter((needed) => needed !== input)
}
