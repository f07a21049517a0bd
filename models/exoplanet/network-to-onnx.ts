import type { OnnxGraph } from '@vouch/core/learn/onnx-graph'
import type { ConvolutionSpec, CurveModelSpec } from './curve-model.ts'
import type { Member } from './train-network.ts'

type Weights = Member['weights']
type Layer = Weights['first']

/**
 * Writes networks into a graph: the mean of their log-odds, uncalibrated. The feature maps of a view are one tensor, the members'
 * channels one after the other, named as the view's layer; all that comes after it can be differentiated.
 * @param input rows × (scalars, then the views' bins)
 * @returns the name of the log-odds, rows × 1
 */
export function writeNetworks(
  graph: OnnxGraph,
  input: string,
  spec: CurveModelSpec,
  members: readonly Member[],
): string {
  const scalars = spec.features.length
  const columns = (from: number, to: number, name: string) =>
    graph.node('Slice', [input, graph.integers([from], [1]), graph.integers([to], [1]), graph.integers([1], [1])], {
      name,
    })
  let at = scalars
  const maps = spec.views.map(({ name, bins, layer, tower }, v) => {
    const flat = columns(at, (at += bins), `${name}_view`)
    const limited = graph.node('Clip', [
      flat,
      graph.floats([-spec.settings.limit], []),
      graph.floats([spec.settings.limit], []),
    ])
    const view = graph.node('Unsqueeze', [limited, graph.integers([1], [1])])
    const own = members.map(({ weights }) => writeTower(graph, view, tower, weights.towers[v] ?? []))
    return graph.node('Concat', own, { name: layer, attributes: { axis: { int: 1 } } })
  })
  const given = columns(0, scalars, 'scalars')
  const logOdds = members.map((member, m) => {
    const pooled = maps.flatMap((map, v) => {
      const channels = spec.views[v]?.tower.at(-1)?.channels ?? 0
      const [from, to, axis] = [m * channels, (m + 1) * channels, 1].map((value: number) =>
        graph.integers([value], [1]),
      )
      const own = graph.node('Slice', [map, from ?? '', to ?? '', axis ?? ''])
      return ['GlobalAveragePool', 'GlobalMaxPool'].map((op) =>
        graph.node('Flatten', [graph.node(op, [own])], { attributes: { axis: { int: 1 } } }),
      )
    })
    const { scalars: known, first, last } = member.weights
    const told = dense(graph, standardise(graph, given, spec, member), known, true)
    const joined = graph.node('Concat', [...pooled, told], { attributes: { axis: { int: 1 } } })
    return dense(graph, dense(graph, joined, first, true), last, false)
  })
  return logOdds.length === 1 ? (logOdds[0] ?? '') : graph.node('Mean', logOdds, { name: 'network_log_odds' })
}

function writeTower(
  graph: OnnxGraph,
  view: string,
  tower: readonly ConvolutionSpec[],
  layers: readonly Layer[],
): string {
  let [value, before] = [view, 1]
  for (const [i, { channels, kernel, stride, pool }] of tower.entries()) {
    const layer = layers[i]
    if (!layer) throw new RangeError('A tower has fewer layers than its specification.')
    const pad = kernel >> 1
    const weights = graph.floats(layer.weights, [channels, before, kernel])
    const made = graph.node('Conv', [value, weights, graph.floats(layer.bias, [channels])], {
      attributes: { kernel_shape: { ints: [kernel] }, strides: { ints: [stride] }, pads: { ints: [pad, pad] } },
    })
    value = graph.node('Relu', [made])
    if (pool > 1)
      value = graph.node('MaxPool', [value], { attributes: { kernel_shape: { ints: [pool] }, strides: { ints: [2] } } })
    before = channels
  }
  return value
}

/** Standardised, cut off and 0 where missing; and beside them 1 where missing. */
function standardise(
  graph: OnnxGraph,
  scalars: string,
  { settings, features }: CurveModelSpec,
  { mean, spread }: Member,
): string {
  const row = (values: readonly number[]) => graph.floats(values, [1, features.length])
  const missing = graph.node('IsNaN', [scalars])
  const centred = graph.node('Sub', [scalars, row(mean)])
  const scaled = graph.node('Mul', [centred, row(spread.map((value: number) => 1 / value))])
  const limited = graph.node('Clip', [scaled, graph.floats([-settings.limit], []), graph.floats([settings.limit], [])])
  const filled = graph.node('Where', [missing, graph.floats([0], [1]), limited])
  const flags = graph.node('Cast', [missing], { attributes: { to: { int: 1 } } })
  return graph.node('Concat', [filled, flags], { attributes: { axis: { int: 1 } } })
}

function dense(graph: OnnxGraph, input: string, { weights, bias }: Layer, relu: boolean): string {
  const made = graph.node(
    'Gemm',
    [input, graph.floats(weights, [bias.length, weights.length / bias.length]), graph.floats(bias, [bias.length])],
    {
      attributes: { transB: { int: 1 } },
    },
  )
  return relu ? graph.node('Relu', [made]) : made
}
