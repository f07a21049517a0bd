import type { Manifest } from '@vouch/contracts/model'
import { exposeTensors } from '../learn/expose-tensors.ts'
import { type OnnxDocument, readOnnx } from '../learn/read-onnx.ts'
import { type NumberTensor, openTensors, type TensorSpec } from '../model/session.ts'
import { backPropagate, neededTensors } from './back-propagate.ts'
import { type CamTarget, type GradCam, gradCam } from './grad-cam.ts'
import {
  type IntegratedGradients,
  type IntegratedGradientsOptions,
  integratedGradients,
} from './integrated-gradients.ts'

export interface NetworkSpec extends TensorSpec {
  /** its `margin`: a tensor of one number, such as a logit, or of a score for each class */
  readonly graph: Pick<Manifest['graph'], 'input' | 'outputs'>
  /** tensors of feature maps that Grad-CAM may be asked of, such as outputs `global_maps` and `local_maps` */
  readonly layers: readonly string[]
  /** what lies between the layers and the input is not looked at: no integrated gradients, whatever operators are there */
  readonly layersOnly?: boolean
  /** tensors that are told of beside the scores, such as what tells a strange picture */
  readonly beside?: readonly string[]
}

export interface GradCamOptions {
  /** one of the spec's layers */
  readonly layer: string
  readonly target: CamTarget
}

/** What one run tells of a row. */
export interface ClassCams {
  /** as the graph gave them */
  readonly scores: ArrayLike<number>
  /** one for each score */
  readonly cams: readonly GradCam[]
  /** the spec's tensors beside them, by their names */
  readonly beside: ReadonlyMap<string, NumberTensor>
}

export interface GradientOptions extends IntegratedGradientsOptions {
  /** which score; left out of a network that gives one */
  readonly at?: number
}

/**
 * A network whose calls are explained again and again: its graph is read and opened once. A row is a number for each column,
 * NaN where it is missing, or a picture's tensor.
 */
export interface ExplainableNetwork {
  /** as the graph gives them */
  scores(row: Float32Array): Promise<ArrayLike<number>>
  /**
   * From the logit back to a layer, and no further.
   * @throws RangeError for a layer that the spec does not name, and a network of several scores
   */
  gradCam(row: Float32Array, options: GradCamOptions): Promise<GradCam>
  /**
   * From each score back to a layer, after one run.
   * @throws RangeError for a layer that the spec does not name
   */
  gradCams(row: Float32Array, layer: string): Promise<ClassCams>
  /** From a score back to the columns of the row, as many times as there are nodes. */
  integratedGradients(row: Float32Array, options: GradientOptions): Promise<IntegratedGradients>
  close(): Promise<void>
}

/**
 * Opens a network so that it tells what lies between its scores and its layers or its input: onnxruntime runs it, and
 * what it gave on the way is differentiated here.
 * @param graph the bytes that are served
 * @throws RangeError, naming it, for an operator on the way that is not differentiated; VouchError `unavailable` when the
 *   graph does not load
 */
export async function explainableNetwork(graph: Uint8Array, spec: NetworkSpec): Promise<ExplainableNetwork> {
  const document = readOnnx(graph)
  const { input, outputs } = spec.graph
  const from = outputs.margin
  const ends = spec.layersOnly ? spec.layers : [...spec.layers, input]
  const needed = new Map(ends.map((name) => [name, neededOf(document, { from, name, input })]))
  const { beside = [] } = spec
  const exposed = [...new Set([from, ...[...needed.values()].flat(), ...beside])]
  const open = await openTensors(spec, exposeTensors(graph, exposed), exposed)

  const run = async (row: Float32Array, by: string) => {
    const names = needed.get(by)
    if (!names) throw new RangeError(`${by.slice(0, 60)} is none of the layers that are explained.`)
    const values = await open.run(row, 1, [...new Set([...names, ...beside])])
    values.set(input, { shape: [1, ...spec.shape], values: row })
    return values
  }
  const gradient = (values: ReadonlyMap<string, NumberTensor>, by: string, at?: number) =>
    backPropagate(document, values, { from, wanted: [by], ...(at === undefined ? {} : { at }) }).get(by)!

  const scores = async (row: Float32Array) => (await open.run(row, 1, [from])).get(from)!.values

  return {
    scores,
    async gradCam(row, { layer, target }) {
      const values = await run(row, layer)
      const ofLogit = gradient(values, layer)
      return gradCam(values.get(layer)!, target === 'positive' ? ofLogit : ofLogit.map((slope) => -slope))
    },
    async gradCams(row, layer) {
      const values = await run(row, layer)
      const scores = values.get(from)!.values
      const cams = Array.from(scores, (_, at) => gradCam(values.get(layer)!, gradient(values, layer, at)))
      return { scores, cams, beside: new Map(beside.map((name) => [name, values.get(name)!])) }
    },
    integratedGradients: (row, { at, ...options }) =>
      integratedGradients(
        {
          output: async (point) => (await scores(point))[at ?? 0]!,
          gradient: async (point) => gradient(await run(point, input), input, at),
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
