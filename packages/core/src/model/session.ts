import type { Manifest } from '@vouch/contracts/model'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { VouchError } from '../error.ts'
import { graphWidth } from './graph-width.ts'

export interface Scores {
  /** log-odds of the positive label, as the graph gave them */
  readonly margin: Float32Array
  /** of the positive label, as the graph gave it */
  readonly probability: Float32Array
}

/** A graph that can be run. `run` blocks its thread (onnxruntime-node is synchronous): big batches belong in a worker. */
export interface OpenGraph {
  /** `features`: rows × inputs, row-major, NaN where missing */
  run(features: Float32Array, rows: number): Promise<Scores>
  close(): Promise<void>
}

export interface OpenModel extends OpenGraph {
  readonly manifest: Manifest
}

/** What must be known of a graph to run it. */
export interface GraphSpec {
  /** for messages */
  readonly id: string
  readonly width: number
  readonly graph: Pick<Manifest['graph'], 'input' | 'outputs'>
  /** rows of one run: a graph that compares each row with all of training takes memory for every pair; no bound when absent */
  readonly rowsAtOnce?: number
}

/** What must be known of a graph to ask it for tensors by name. */
export interface TensorSpec {
  /** for messages */
  readonly id: string
  /** of one row as the graph takes it: [columns], or a picture's [channels, height, width] */
  readonly shape: readonly number[]
  readonly graph: Pick<Manifest['graph'], 'input'>
}

/** Numbers of any shape, row-major; yes or no as 1 or 0. */
export interface NumberTensor {
  readonly shape: readonly number[]
  readonly values: ArrayLike<number>
}

/** A graph whose outputs are asked for by name, whatever their shape. */
export interface OpenTensors {
  /**
   * `features`: rows × what a row's shape says, row-major, NaN where missing
   * @throws VouchError `unavailable` when the graph does not take rows of that shape
   */
  run(features: Float32Array, rows: number, names: readonly string[]): Promise<Map<string, NumberTensor>>
  close(): Promise<void>
}

/**
 * Loads a model's graph.
 * @param rowsAtOnce rows of one run at most
 * @throws VouchError `unavailable` when the graph does not load or its inputs and outputs are not as declared
 */
export async function openModel(manifest: Manifest, graph: Uint8Array, rowsAtOnce = Infinity): Promise<OpenModel> {
  const { id } = manifest
  return {
    manifest,
    ...(await openGraph({ id, width: graphWidth(manifest), graph: manifest.graph, rowsAtOnce }, graph)),
  }
}

/**
 * Loads a graph. One thread for one run: spinning threads cost more than they give, and scores do not depend on how a
 * sum was split.
 * @throws VouchError `unavailable` when the graph does not load or its inputs and outputs are not as declared
 */
export async function openGraph(
  { id, width, graph: { input, outputs }, rowsAtOnce = Infinity }: GraphSpec,
  bytes: Uint8Array,
): Promise<OpenGraph> {
  const session = await createSession(id, bytes, [input, outputs.margin, outputs.probability])
  const runOnce = async (features: Float32Array, rows: number): Promise<Scores> => {
    const result = await session.run({ [input]: new Tensor('float32', features, [rows, width]) })
    return {
      margin: floats(result[outputs.margin], rows, id),
      probability: floats(result[outputs.probability], rows, id),
    }
  }
  return {
    async run(features, rows) {
      checkSize(id, features, { rows, shape: [width] })
      if (rows > 0 && rows <= rowsAtOnce) return runOnce(features, rows)
      const scores = { margin: new Float32Array(rows), probability: new Float32Array(rows) }
      for (let from = 0; from < rows; from += rowsAtOnce) {
        const to = Math.min(rows, from + rowsAtOnce)
        const part = await runOnce(features.slice(from * width, to * width), to - from)
        scores.margin.set(part.margin, from)
        scores.probability.set(part.probability, from)
      }
      return scores
    },
    close: () => session.release(),
  }
}

/**
 * Loads a graph for all that it gives: feature maps, and what `exposeTensors` made outputs of.
 * @param names of outputs that it must have
 * @throws VouchError `unavailable` when the graph does not load, has not that input and those outputs, or says that it takes
 *   rows of another shape
 */
export async function openTensors(
  { id, shape, graph: { input } }: TensorSpec,
  bytes: Uint8Array,
  names: readonly string[],
): Promise<OpenTensors> {
  const session = await createSession(id, bytes, [input, ...names])
  const said = shapeOf(session, input)
  if (said && (said.length !== shape.length || said.some((size, axis) => size !== null && size !== shape[axis]))) {
    await session.release()
    throw new VouchError('unavailable', `The graph of model ${id} takes ${shown(said)}, and not ${shown(shape)}.`)
  }
  return {
    async run(features, rows, asked) {
      checkSize(id, features, { rows, shape })
      const tensor = new Tensor('float32', features, [rows, ...shape])
      const result = await session.run({ [input]: tensor }, asked).catch((cause: unknown) => {
        throw new VouchError('unavailable', `The graph of model ${id} does not run on ${shown(shape)}.`, [], cause)
      })
      return new Map(asked.map((name) => [name, numbers(result[name], name, id)]))
    },
    close: () => session.release(),
  }
}

/** What the graph says of one row of its input: null for a size that it leaves open, or as a whole where it says nothing. */
function shapeOf(session: InferenceSession, input: string): (number | null)[] | null {
  const found = session.inputMetadata.find(({ name }) => name === input)
  if (!found?.isTensor || found.shape.length === 0) return null
  return found.shape.slice(1).map((size) => (typeof size === 'number' && size > 0 ? size : null))
}

function shown(shape: readonly (number | null)[]): string {
  return ['rows', ...shape.map((size) => size ?? 'any')].join(' × ')
}

async function createSession(id: string, bytes: Uint8Array, declared: readonly string[]): Promise<InferenceSession> {
  const session = await InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  }).catch((cause: unknown) => {
    throw new VouchError('unavailable', `The graph of model ${id} does not load.`, [], cause)
  })
  const found = [...session.inputNames, ...session.outputNames]
  if (declared.some((name) => !found.includes(name)))
    throw new VouchError('unavailable', `The graph of model ${id} has other inputs or outputs than declared.`)
  return session
}

function checkSize(
  id: string,
  features: Float32Array,
  { rows, shape }: { rows: number; shape: readonly number[] },
): void {
  if (features.length !== shape.reduce((product, size) => product * size, rows))
    throw new VouchError('failure', `Model ${id} takes ${shape.join(' × ')} features a row.`)
}

function numbers(tensor: Tensor | undefined, name: string, model: string): NumberTensor {
  const { data, dims } = tensor ?? { data: [], dims: [] }
  if (data instanceof BigInt64Array) return { shape: dims, values: Float64Array.from(data, Number) }
  if (
    data instanceof Float32Array ||
    data instanceof Float64Array ||
    data instanceof Int32Array ||
    data instanceof Uint8Array
  )
    return { shape: dims, values: data }
  throw new VouchError('failure', `Output ${name} of model ${model} holds no numbers.`)
}

function floats(tensor: Tensor | undefined, rows: number, model: string): Float32Array {
  if (tensor?.data instanceof Float32Array && tensor.data.length === rows) return tensor.data
  throw new VouchError('failure', `Model ${model} did not give one number a row.`)
}
