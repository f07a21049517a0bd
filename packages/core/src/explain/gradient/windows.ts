import { fault, integerOf, textOf } from '../../learn/onnx-operation.ts'
import { sizeOf } from './places.ts'
import { type GradientRule, gradientOf, inputAt, outputOf, type Step } from './step.ts'

/** Along lines (one position) or over pictures (two): of a line, the height is 1. */
type Pair = readonly [number, number]

interface Windows {
  /** height and width of the input's planes, and of the output's */
  readonly input: Pair
  readonly output: Pair
  readonly kernel: Pair
  readonly strides: Pair
  /** how far neighbouring taps lie apart */
  readonly gaps: Pair
  /** positions before the first that are padding */
  readonly before: Pair
}

/** By its input; the weights are the network's own. */
export const conv: GradientRule = {
  flows: [0],
  back(step) {
    const { shape } = inputAt(step, 0)
    const weights = inputAt(step, 1)
    const windows = windowsOf(step, weights.shape.slice(2))
    const groups = integerOf(step, 'group', 1)
    const [rows = 0, allChannels = 0] = shape
    const [channels, filters] = [allChannels / groups, weights.shape[0]! / groups]
    const size = channels * windows.input[0] * windows.input[1]
    const positions = windows.output[0] * windows.output[1]
    const taps = windows.kernel[0] * windows.kernel[1]
    const own = new Float64Array(rows * groups * size)
    const weightsOf = Array.from({ length: groups }, (_, group) =>
      tapsFirst(weights.values, { filters, channels, taps, from: group * filters * channels * taps }),
    )
    for (let block = 0; block < rows * groups; block++) {
      const turned = weightsOf[block % groups]!
      const gradient = gradientOf(step).subarray(block * filters * positions, (block + 1) * filters * positions)
      own.set(channelsFirst(convOfGroup(gradient, windows, { filters, channels, turned }), channels), block * size)
    }
    return own
  },
}

/** Weights of filters × channels × taps, as filters × taps × channels. */
function tapsFirst(
  values: ArrayLike<number>,
  { filters, channels, taps, from }: { filters: number; channels: number; taps: number; from: number },
): Float64Array {
  const turned = new Float64Array(filters * channels * taps)
  for (let f = 0, at = from; f < filters; f++)
    for (let c = 0; c < channels; c++)
      for (let tap = 0; tap < taps; tap++, at++) turned[(f * taps + tap) * channels + c] = values[at]!
  return turned
}

function channelsFirst(byPosition: Float64Array, channels: number): Float64Array {
  const positions = byPosition.length / channels
  const turned = new Float64Array(byPosition.length)
  for (let p = 0, at = 0; p < positions; p++)
    for (let c = 0; c < channels; c++, at++) turned[c * positions + p] = byPosition[at]!
  return turned
}

interface Filters {
  readonly filters: number
  readonly channels: number
  /** filters × taps × channels */
  readonly turned: Float64Array
}

/** Filters that are added up at a time: what they are added to is then read and written once for all of them. */
const AT_ONCE = 8

/**
 * The gradient of one group of channels of one row's input, positions × channels: so the channels under neighbouring taps lie
 * in one piece. Behind a Relu or a MaxPool much of an output's gradient is 0, and those filters are passed over.
 * @param gradient filters × positions of the output
 */
function convOfGroup(
  gradient: Float64Array,
  { input, output, kernel, strides, gaps, before }: Windows,
  { filters, channels, turned }: Filters,
): Float64Array {
  const [[high, wide], [outHigh, outWide], [tall, broad]] = [input, output, kernel]
  const own = new Float64Array(high * wide * channels)
  const positions = outHigh * outWide
  const factors = new Float64Array(filters + AT_ONCE)
  const from = new Int32Array(filters + AT_ONCE)
  // taps that have gaps between them are pieces of their own
  const [pieces, piece] = gaps[1] === 1 ? [1, broad] : [broad, 1]
  for (let y = 0, position = 0; y < outHigh; y++)
    for (let x = 0; x < outWide; x++, position++)
      for (let part = 0; part < tall * pieces; part++) {
        const [tap, column] = [Math.floor(part / pieces), part % pieces]
        const line = y * strides[0] - before[0] + tap * gaps[0]
        if (line < 0 || line >= high) continue
        const left = x * strides[1] - before[1] + column * gaps[1]
        const first = Math.max(0, -left)
        const length = (Math.min(piece, wide - left) - first) * channels
        let count = 0
        for (let f = 0, at = position; f < filters; f++, at += positions) {
          if (gradient[at] === 0) continue
          factors[count] = gradient[at]!
          from[count++] = ((f * tall + tap) * broad + column + first) * channels
        }
        // the last few are filled up with what adds nothing
        for (let j = count; j % AT_ONCE !== 0; j++) factors[j] = from[j] = 0
        const to = (line * wide + left + first) * channels
        addMultiples(own, { to, length }, turned, { factors, from, count })
      }
  return own
}

interface Multiples {
  readonly factors: Float64Array
  /** where the pieces begin */
  readonly from: Int32Array
  readonly count: number
}

/** Adds multiples of pieces of a list to a piece of another. */
function addMultiples(
  own: Float64Array,
  { to, length }: { readonly to: number; readonly length: number },
  values: Float64Array,
  { factors, from, count }: Multiples,
): void {
  for (let j = 0; j < count; j += AT_ONCE) {
    const a = factors[j]!
    const b = factors[j + 1]!
    const c = factors[j + 2]!
    const d = factors[j + 3]!
    const ofA = from[j]!
    const ofB = from[j + 1]!
    const ofC = from[j + 2]!
    const ofD = from[j + 3]!
    const e = factors[j + 4]!
    const f = factors[j + 5]!
    const g = factors[j + 6]!
    const h = factors[j + 7]!
    const ofE = from[j + 4]!
    const ofF = from[j + 5]!
    const ofG = from[j + 6]!
    const ofH = from[j + 7]!
    for (let i = 0; i < length; i++)
      own[to + i]! +=
        a * values[ofA + i]! +
        b * values[ofB + i]! +
        c * values[ofC + i]! +
        d * values[ofD + i]! +
        e * values[ofE + i]! +
        f * values[ofF + i]! +
        g * values[ofG + i]! +
        h * values[ofH + i]!
  }
}

/** To the first of the greatest of a window, as in PyTorch. */
export const maxPool: GradientRule = {
  back(step) {
    const { values } = inputAt(step, 0)
    return throughWindows(step, (own, moved, places, count) => {
      let greatest = places[0]!
      for (let i = 1; i < count; i++) if (values[places[i]!]! > values[greatest]!) greatest = places[i]!
      own[greatest]! += moved
    })
  },
}

export const averagePool: GradientRule = {
  back(step) {
    if (integerOf(step, 'ceil_mode', 0) !== 0) return fault(step, 'its windows must be whole.')
    const whole = integerOf(step, 'count_include_pad', 0) === 0 ? null : sizeOf(kernelOf(step))
    return throughWindows(step, (own, moved, places, count) => {
      for (let i = 0; i < count; i++) own[places[i]!]! += moved / (whole ?? count)
    })
  },
}

/**
 * Visits each window of a pool whose output moves the outcome.
 * @param visit with the list of the window's places in the input, of which the first `count` count; padding left out
 */
function throughWindows(
  step: Step,
  visit: (own: Float64Array, moved: number, places: Int32Array, count: number) => void,
): Float64Array {
  const { shape, values } = inputAt(step, 0)
  const { input, output, kernel, strides, gaps, before } = windowsOf(step, kernelOf(step))
  const [[high, wide], [outHigh, outWide]] = [input, output]
  const gradient = gradientOf(step)
  const own = new Float64Array(values.length)
  const places = new Int32Array(kernel[0] * kernel[1])
  for (let plane = 0, at = 0; plane < shape[0]! * shape[1]!; plane++)
    for (let y = 0; y < outHigh; y++)
      for (let x = 0; x < outWide; x++, at++) {
        if (gradient[at] === 0) continue
        const top = y * strides[0] - before[0]
        const left = x * strides[1] - before[1]
        let count = 0
        for (let line = top; line < Math.min(high, top + kernel[0] * gaps[0]); line += gaps[0])
          for (let column = left; column < Math.min(wide, left + kernel[1] * gaps[1]); column += gaps[1])
            if (line >= 0 && column >= 0) places[count++] = (plane * high + line) * wide + column
        visit(own, gradient[at]!, places, count)
      }
  return own
}

function kernelOf({ node }: Step): readonly number[] {
  return Array.from(node.attributes.get('kernel_shape')?.integers ?? [])
}

function windowsOf(step: Step, kernel: readonly number[]): Windows {
  const [input, output] = [inputAt(step, 0).shape.slice(2), outputOf(step).shape.slice(2)]
  const integers = (name: string) => Array.from(step.node.attributes.get(name)?.integers ?? [])
  if (![1, 2].includes(kernel.length) || kernel.length !== input.length)
    return fault(step, 'it must go along lines or over pictures.')
  const strides = kernel.map((_, axis) => integers('strides')[axis] ?? 1)
  const gaps = kernel.map((_, axis) => integers('dilations')[axis] ?? 1)
  const automatic = textOf(step, 'auto_pad', 'NOTSET')
  const before = kernel.map((taps, axis) => {
    if (!automatic.startsWith('SAME')) return automatic === 'VALID' ? 0 : (integers('pads')[axis] ?? 0)
    const reached = (output[axis]! - 1) * strides[axis]! + (taps - 1) * gaps[axis]! + 1
    const padding = Math.max(0, reached - input[axis]!)
    return automatic === 'SAME_UPPER' ? Math.floor(padding / 2) : Math.ceil(padding / 2)
  })
  return {
    input: pair(input, 1),
    output: pair(output, 1),
    kernel: pair(kernel, 1),
    strides: pair(strides, 1),
    gaps: pair(gaps, 1),
    before: pair(before, 0),
  }
}

function pair(sizes: readonly number[], ofLine: number): Pair {
  const [first, second] = sizes
  return second === undefined ? [ofLine, first!] : [first!, second]
}
