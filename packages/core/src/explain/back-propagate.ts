import { fault } from '../learn/onnx-operation.ts'
import type { OnnxAttribute, OnnxDocument, OnnxNode } from '../learn/read-onnx.ts'
import type { NumberTensor } from '../model/session.ts'
import { gradientRuleOf } from './gradient/rules.ts'
import type { GradientRule, Step } from './gradient/step.ts'

export interface GradientRequest {
  /** a tensor such as a row's logit, or its scores; not its probability, whose slope dies where the network is sure */
  readonly from: string
  /** which of its numbers, row-major, such as the score of one class; left out of a tensor of one number alone */
  readonly at?: number
  /** tensors that it is differentiated by: feature maps, or the graph's input */
  readonly wanted: readonly string[]
}

/** A node that lies between, and those of its inputs that hang on a wanted tensor. */
interface Stop {
  readonly node: OnnxNode
  readonly rule: GradientRule
  readonly places: readonly number[]
}

/**
 * Tensors whose values `backPropagate` needs of a row: inputs and outputs of the nodes between, constants left out. The
 * graph's own input is among them where a node between takes it.
 * @throws RangeError as `backPropagate` does, but for what only values show
 */
export function neededTensors(document: OnnxDocument, request: GradientRequest): string[] {
  const constants = constantsOf(document)
  const needed = new Set([request.from])
  for (const { node, rule } of stopsBetween(document, request)) {
    const outputs = rule.manyOutputs ? node.outputs : node.outputs.slice(0, 1)
    for (const name of [...node.inputs, ...outputs])
      if (name !== '' && !constants.has(name) && !document.constants.has(name)) needed.add(name)
  }
  return [...needed]
}

/**
 * Reverse-mode differentiation through an ONNX graph (Griewank & Walther 2008, §3.2), in double precision: from the outcome
 * back to what is wanted, and no further. Where a slope is not unique (a Relu at 0, equal numbers under a maximum) it is
 * PyTorch's.
 * @param values of one row, of what `neededTensors` names
 * @returns the derivative of the number of `from` by each wanted tensor, in its shape, row-major
 * @throws RangeError, naming the operator, for one between that has no rule or has it not as it is set; for a wanted tensor
 *   that `from` does not hang on, a `from` of more than one number where none is chosen, and values that are missing
 */
export function backPropagate(
  document: OnnxDocument,
  values: ReadonlyMap<string, NumberTensor>,
  { from, at, wanted }: GradientRequest,
): Map<string, Float64Array> {
  const stops = stopsBetween(document, { from, wanted })
  const constants = constantsOf(document)
  const tensor = (name: string) => values.get(name) ?? constants.get(name) ?? null
  const gradients = new Map([[from, oneOf(from, tensor(from)?.values.length ?? 0, at)]])
  for (const { node, rule, places } of stops.toReversed()) {
    const step: Step = {
      node,
      inputs: node.inputs.map(tensor),
      outputs: node.outputs.map(tensor),
      gradients: node.outputs.map((name) => gradients.get(name) ?? null),
    }
    // all that takes them has been passed: their memory is free again
    for (const name of node.outputs) if (!wanted.includes(name)) gradients.delete(name)
    for (const place of places) add(gradients, node.inputs[place]!, rule.back(step, place))
  }
  return new Map(wanted.map((name) => [name, gradients.get(name)!]))
}

/** How the chosen number of a tensor moves with each of them. */
function oneOf(name: string, length: number, at: number | undefined): Float64Array {
  if (at === undefined && length !== 1) throw new RangeError(`${shown(name)} must be one number, and known.`)
  const place = at ?? 0
  if (!Number.isInteger(place) || place < 0 || place >= length)
    throw new RangeError(`${shown(name)} has ${length} numbers, and none at ${place}.`)
  const gradient = new Float64Array(length)
  gradient[place] = 1
  return gradient
}

function add(gradients: Map<string, Float64Array>, name: string, more: Float64Array): void {
  // one list may stand for several tensors: it is never added to in place
  const sum = gradients.get(name)?.slice()
  if (sum) for (let i = 0; i < sum.length; i++) sum[i]! += more[i]!
  gradients.set(name, sum ?? more)
}

/** The nodes between in the graph's order, which ONNX has each node stand after those it takes from. */
function stopsBetween(document: OnnxDocument, { from, wanted }: GradientRequest): Stop[] {
  const hanging = new Set(wanted)
  const stops: Stop[] = []
  for (const node of leadingTo(document, from)) {
    const places = node.inputs.flatMap((name, place) => (hanging.has(name) ? [place] : []))
    const rule = places.length === 0 ? 'flat' : gradientRuleOf(node)
    if (rule === 'flat') continue
    const fixed = places.find((place) => rule.flows && !rule.flows.includes(place))
    if (fixed !== undefined)
      fault({ node }, `its input ${fixed + 1} must not change with what it is differentiated by.`)
    stops.push({ node, rule, places })
    for (const name of rule.manyOutputs ? node.outputs : node.outputs.slice(0, 1)) hanging.add(name)
  }
  const reached = new Set([from])
  const between = stops.toReversed().filter(({ node, places }) => {
    if (!node.outputs.some((name) => reached.has(name))) return false
    for (const place of places) reached.add(node.inputs[place]!)
    return true
  })
  const apart = wanted.find((name) => !reached.has(name))
  if (apart !== undefined) throw new RangeError(`${shown(from)} does not hang on ${shown(apart)}.`)
  return between.toReversed()
}

/** The nodes that a tensor is made of. */
function leadingTo({ nodes }: OnnxDocument, tensor: string): OnnxNode[] {
  const leading = new Set([tensor])
  const found = nodes.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((name) => leading.has(name))) return false
    for (const name of inputs) if (name !== '') leading.add(name)
    return true
  })
  return found.toReversed()
}

/** Constants of the graph, and those that nodes give; not those whose numbers are not read. */
function constantsOf({ constants, nodes }: OnnxDocument): Map<string, NumberTensor> {
  const found = new Map<string, NumberTensor>()
  for (const [name, tensor] of constants) if (isRead(tensor)) found.set(name, tensor)
  for (const { op, domain, outputs, attributes } of nodes) {
    const [name] = outputs
    if (op !== 'Constant' || domain !== '' || name === undefined) continue
    for (const [key, attribute] of attributes) {
      const tensor = constantOf(key, attribute)
      if (tensor) found.set(name, tensor)
    }
  }
  return found
}

function constantOf(key: string, { tensor, floats, integers }: OnnxAttribute): NumberTensor | null {
  if (key === 'value') return tensor && isRead(tensor) ? tensor : null
  if (!/^value_(float|int)s?$/.test(key)) return null
  const values = key.startsWith('value_float') ? floats : integers
  return { shape: key.endsWith('s') ? [values.length] : [], values }
}

function isRead({ type, external }: { readonly type: string; readonly external: boolean }): boolean {
  return type !== 'other' && !external
}

function shown(name: string): string {
  return name.slice(0, 60)
}
