import { integerOf, textOf } from '../learn/onnx-operation.ts'
import type { OnnxDocument, OnnxNode } from '../learn/read-onnx.ts'
import type { NumberTensor } from '../model/session.ts'

/** Where the positions of a layer lie along one axis of the graph's input, whose own have their middles at ½, 1½, … */
export interface LayerAxis {
  /** the axis of the input, counted from 0, rows among them */
  readonly of: number
  /** the middle of position j lies at start + step · j */
  readonly start: number
  readonly step: number
  /** positions */
  readonly length: number
}

export interface LayerRequest {
  /** the graph's input */
  readonly input: string
  /** of one row of it, such as [3, 224, 224] */
  readonly shape: readonly number[]
  readonly layer: string
  /** of what `unknownPads` names */
  readonly pads?: ReadonlyMap<string, NumberTensor>
}

/** Along an axis: what each position hangs on, from its first pixel's left end to its last one's right end. */
interface Field {
  readonly of: number
  /** of position 0 */
  readonly from: number
  readonly to: number
  readonly step: number
  readonly length: number
}

/** Of a tensor: its axes, null for one that lies along none of the input's. */
type Fields = readonly (Field | null)[]

/** Of a tensor that was made of places, and nobody knows how. */
const LOST: Fields = []

/**
 * Where the positions of a layer lie in the graph's input, from the graph alone: position j has its middle in the middle of
 * its receptive field, which is what it hangs on through any path of kernels, strides, paddings and gaps (Araujo, Norris & Sim
 * 2019, “Computing Receptive Fields of Convolutional Neural Networks”). Paths that lie over one another, as in a sound residual
 * block, agree; where they do not, such as a 1×1 step beside a 2×2 one, it is the middle of all that they reach together. What
 * is pooled over the whole lies nowhere, so that a gate which weighs channels is not a path of its own.
 * @returns for each axis of the layer after rows and channels, in the layer's order
 * @throws RangeError for a layer that cannot be followed to the input: some operator on a path moves places, and is not known
 */
export function layerPlaces(document: OnnxDocument, { input, shape, layer, pads }: LayerRequest): LayerAxis[] {
  const known = new Map<string, Fields>([
    [input, [null, ...shape.map((length, axis) => ({ of: axis + 1, from: 0, to: 1, step: 1, length }))]],
  ])
  const numbers = (name: string | undefined) => numbersIn(document, name) ?? pads?.get(name ?? '')?.values ?? null
  for (const node of document.nodes) {
    const inputs = node.inputs.map((name) => known.get(name) ?? null)
    // what is made of no places has none
    if (inputs.every((fields) => fields === null)) continue
    const found = fieldsOf({ document, node, inputs, numbers })
    if (found === LOST || found.some((field) => field !== null)) for (const name of node.outputs) known.set(name, found)
  }
  const fields = known.get(layer)?.slice(2) ?? []
  if (fields.length === 0 || fields.includes(null))
    throw new RangeError(`Where ${layer.slice(0, 60)} lies in ${input.slice(0, 60)} is not known.`)
  return fields.flatMap((field) => {
    if (!field) return []
    const { of, from, to, step, length } = field
    return { of, start: (from + to) / 2, step, length }
  })
}

/**
 * Tensors that say how much is put around others and are no constants of the graph, though they may follow from such: other
 * programs write a few operators for them, and a run of the graph tells.
 */
export function unknownPads(document: OnnxDocument): string[] {
  const names = document.nodes.flatMap(({ op, domain, inputs }) =>
    op === 'Pad' && domain === '' && inputs[1] && !numbersIn(document, inputs[1]) ? [inputs[1]] : [],
  )
  return [...new Set(names)]
}

interface Passed {
  readonly document: OnnxDocument
  readonly node: OnnxNode
  /** null of what lies nowhere */
  readonly inputs: readonly (Fields | null)[]
  /** of a constant, or what is known of a run */
  numbers(name: string | undefined): ArrayLike<number> | null
}

/** What operators make of places number by number, however many inputs they have. */
const ELEMENT_BY_ELEMENT = new Set(
  `Abs Add And BatchNormalization Cast CastLike Ceil Celu Clip Div Dropout Elu Equal Erf Exp Floor Gelu HardSigmoid HardSwish
  Identity InstanceNormalization GroupNormalization LeakyRelu LRN Log Max Mean Min Mish Mul Neg Not Or PRelu Pow Reciprocal Relu
  Round Selu Sigmoid Sign Softplus Softsign Sqrt Sub Sum Swish Tanh ThresholdedRelu Where LayerNormalization Softmax`.split(
    /\s+/,
  ),
)
const WINDOWED = new Set(['Conv', 'MaxPool', 'AveragePool', 'LpPool'])
const REDUCING = new Set(['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceL2'])
/** They say nothing of what is where. */
const PLACELESS = new Set(['Shape', 'Size', 'GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool'])

function fieldsOf(passed: Passed): Fields {
  const { op, domain } = passed.node
  const [first] = passed.inputs
  if (domain !== '' || passed.inputs.includes(LOST)) return LOST
  if (PLACELESS.has(op)) return [null]
  if (ELEMENT_BY_ELEMENT.has(op)) return together(passed.inputs)
  if (op === 'Concat' || op === 'Split') return along(passed)
  if (!first) return LOST
  if (WINDOWED.has(op)) return throughWindows(passed, first)
  if (REDUCING.has(op)) return reduced(passed, first)
  if (op === 'Transpose') {
    const order = integersOf(passed.node, 'perm') ?? first.map((_, axis) => first.length - 1 - axis)
    return order.map((axis) => first[axis] ?? null)
  }
  if (op === 'Pad') return padded(passed, first)
  // a product with a matrix mixes what lies along the last axis
  if (op === 'MatMul' && !passed.inputs[1]) return [...first.slice(0, -1), null]
  return LOST
}

/** Of tensors that are spread over each other: on each axis all that is reached through any. */
function together(inputs: readonly (Fields | null)[]): Fields {
  const known = inputs.filter((fields) => fields !== null)
  const rank = Math.max(...known.map(({ length }) => length))
  return Array.from({ length: rank }, (_, axis) => {
    const here = known.flatMap((fields) => fields[axis - rank + fields.length] ?? [])
    // one position that is spread over many says nothing of where these are
    const longest = Math.max(...here.map(({ length }) => length))
    return here.filter(({ length }) => length === longest).reduce<Field | null>(joined, null)
  })
}

function joined(one: Field | null, other: Field): Field | null {
  if (!one) return other
  // paths of different strides meet nowhere but at one position
  if (one.of !== other.of || one.step !== other.step) return one
  return { ...one, from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) }
}

/** Side by side, or cut apart: what lies along that axis has lost its place. */
function along({ node, inputs }: Passed): Fields {
  const fields = together(inputs)
  const axis = integerOf({ node }, 'axis', 0)
  const lost = axis < 0 ? axis + fields.length : axis
  return fields[lost] ? LOST : fields
}

function reduced({ node, numbers }: Passed, fields: Fields): Fields {
  const axes = integersOf(node, 'axes') ?? (node.inputs[1] ? numbers(node.inputs[1]) : fields.map((_, axis) => axis))
  if (!axes) return LOST
  const over = new Set(Array.from(axes, (axis) => (axis < 0 ? axis + fields.length : axis)))
  return integerOf({ node }, 'keepdims', 1) === 0
    ? fields.filter((_, axis) => !over.has(axis))
    : fields.map((field, axis) => (over.has(axis) ? null : field))
}

function padded({ node, numbers }: Passed, fields: Fields): Fields {
  const around = integersOf(node, 'pads') ?? numbers(node.inputs[1])
  if (!around || around.length !== 2 * fields.length || node.inputs[3]) return LOST
  return fields.map((field, axis) => {
    if (!field) return null
    const shift = around[axis]! * field.step
    const length = field.length + around[axis]! + around[axis + fields.length]!
    return { ...field, from: field.from - shift, to: field.to - shift, length }
  })
}

/** Through a convolution or a pool: rows, channels, then the axes that its windows go along. */
function throughWindows({ document, node }: Passed, fields: Fields): Fields {
  const kernel = integersOf(node, 'kernel_shape') ?? document.constants.get(node.inputs[1] ?? '')?.shape.slice(2)
  if (!kernel || kernel.length !== fields.length - 2) return LOST
  return [
    null,
    // a pool keeps channels apart, and they lie nowhere in any case
    null,
    ...kernel.map((taps, axis) => windowed(node, { field: fields[axis + 2] ?? null, taps, axis, rank: kernel.length })),
  ]
}

function windowed(
  node: OnnxNode,
  { field, taps, axis, rank }: { field: Field | null; taps: number; axis: number; rank: number },
): Field | null {
  if (!field) return null
  const stride = integersOf(node, 'strides')?.[axis] ?? 1
  const reach = (taps - 1) * (integersOf(node, 'dilations')?.[axis] ?? 1)
  const automatic = textOf({ node }, 'auto_pad', 'NOTSET')
  const pads = integersOf(node, 'pads')
  let [before, after] = [pads?.[axis] ?? 0, pads?.[axis + rank] ?? 0]
  if (automatic.startsWith('SAME')) {
    const whole = Math.max(0, (Math.ceil(field.length / stride) - 1) * stride + reach + 1 - field.length)
    before = automatic === 'SAME_UPPER' ? Math.floor(whole / 2) : Math.ceil(whole / 2)
    after = whole - before
  } else if (automatic === 'VALID') before = after = 0
  const windows = (field.length + before + after - reach - 1) / stride
  const whole = integerOf({ node }, 'ceil_mode', 0) === 0
  return {
    of: field.of,
    from: field.from - before * field.step,
    to: field.to + (reach - before) * field.step,
    step: field.step * stride,
    length: (whole ? Math.floor(windows) : Math.ceil(windows)) + 1,
  }
}

function integersOf(node: OnnxNode, name: string): number[] | null {
  const found = node.attributes.get(name)?.integers
  return found && found.length > 0 ? Array.from(found) : null
}

/** Numbers of a constant, or of a node that gives one. */
function numbersIn(document: OnnxDocument, name: string | undefined): ArrayLike<number> | null {
  if (!name) return null
  const constant = document.constants.get(name)
  if (constant) return constant.values
  const node = document.nodes.find(({ op, outputs }) => op === 'Constant' && outputs[0] === name)
  return node?.attributes.get('value')?.tensor?.values ?? node?.attributes.get('value_ints')?.integers ?? null
}
