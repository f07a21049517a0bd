import { OnnxGraph } from '@vouch/core/learn/onnx-graph'
import { CLASSES, SIZE, STAGES } from './lesion-spec.ts'
import type { TrainedNetwork } from './train-picture-network.ts'

export const PICTURE_GRAPH = {
  input: 'pictures',
  scores: 'scores',
  layer: 'maps',
  features: 'features',
  distance: 'distance',
} as const

/** What a network takes, and how it is built. */
export interface NetworkShape {
  readonly width: number
  readonly height: number
  readonly classes: number
  /** channels and residual blocks after each step down */
  readonly stages: readonly { readonly channels: number; readonly blocks: number }[]
}

const LESION_NETWORK: NetworkShape = { ...SIZE, classes: CLASSES.length, stages: STAGES }

/** Where the training pictures lie among the network's features: their mean, and the inverse of their covariance. */
export interface FeatureSpread {
  readonly mean: ArrayLike<number>
  /** features × features */
  readonly precision: ArrayLike<number>
}

/**
 * Writes the network as a graph: pictures, rows × 3 × height × width, to scores, rows × classes. Its last maps and their means
 * have names.
 * @param spread where it is known, the squared Mahalanobis distance from the training pictures is an output, too
 */
export function pictureToOnnx(
  { tensors }: Pick<TrainedNetwork, 'tensors'>,
  producer: { readonly name: string; readonly version: string },
  { spread, shape = LESION_NETWORK }: { readonly spread: FeatureSpread | null; readonly shape?: NetworkShape },
): Uint8Array {
  const graph = new OnnxGraph()
  let at = 0
  const next = () => {
    const tensor = tensors[at++]
    if (!tensor) throw new RangeError('The network has fewer tensors than its stages need.')
    return graph.floats(tensor.values, tensor.shape)
  }
  const convolve = (input: string, { stride, pad }: { stride: number; pad: number }) => {
    const attributes = { strides: { ints: [stride, stride] }, pads: { ints: [pad, pad, pad, pad] } }
    return graph.node('Conv', [input, next(), next()], { attributes })
  }
  const relu = (value: string, name?: string) => graph.node('Relu', [value], name === undefined ? {} : { name })
  let value: string = PICTURE_GRAPH.input
  for (const [stage, { blocks }] of shape.stages.entries()) {
    value = relu(convolve(value, { stride: 2, pad: stage === 0 ? 1 : 0 }))
    for (let block = 0; block < blocks; block++) {
      const inner = convolve(relu(convolve(value, { stride: 1, pad: 1 })), { stride: 1, pad: 1 })
      const isLast = stage === shape.stages.length - 1 && block === blocks - 1
      value = relu(graph.node('Add', [value, inner]), isLast ? PICTURE_GRAPH.layer : undefined)
    }
  }
  const pooled = graph.node('Flatten', [graph.node('GlobalAveragePool', [value])], {
    name: PICTURE_GRAPH.features,
    attributes: { axis: { int: 1 } },
  })
  graph.node('Gemm', [pooled, next(), next()], {
    attributes: { transB: { int: 1 } },
    outputs: [PICTURE_GRAPH.scores],
  })
  if (at !== tensors.length) throw new RangeError('The network has more tensors than its stages need.')
  if (spread) writeDistance(graph, pooled, spread)
  return graph.finish({
    name: 'skin_lesions',
    producer,
    input: { name: PICTURE_GRAPH.input, shape: [3, shape.height, shape.width] },
    outputs: [
      { name: PICTURE_GRAPH.scores, columns: shape.classes },
      ...(spread ? [{ name: PICTURE_GRAPH.distance, columns: 1 }] : []),
    ],
  })
}

/** (f − mean)ᵀ · precision · (f − mean) (Mahalanobis 1936). */
function writeDistance(graph: OnnxGraph, features: string, { mean, precision }: FeatureSpread): void {
  const size = mean.length
  const centred = graph.node('Sub', [features, graph.floats(mean, [1, size])])
  const turned = graph.node('MatMul', [centred, graph.floats(precision, [size, size])])
  graph.node('ReduceSum', [graph.node('Mul', [turned, centred]), graph.integers([1], [1])], {
    outputs: [PICTURE_GRAPH.distance],
    attributes: { keepdims: { int: 1 } },
  })
}
