import { doubles } from './cast.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/** Points that rows are compared with: count × width, row-major. */
export interface Points {
  readonly values: Float32Array
  readonly count: number
  readonly width: number
}

/** Squared Euclidean distance from the row at `offset` of a matrix to point `point`. */
export function squaredDistance(
  { values, width }: Points,
  point: number,
  row: { readonly matrix: ArrayLike<number>; readonly offset: number },
): number {
  let sum = 0
  for (let j = 0, a = row.offset, b = point * width; j < width; j++, a++, b++) {
    const difference = row.matrix[a]! - values[b]!
    sum += difference * difference
  }
  return sum
}

/**
 * Adds the nodes of all squared distances, as |row|² + |point|² − 2 row · point: in double, so that what cancels is
 * fourteen digits down. A run holds some thirty bytes for each pair of row and point (1,024 rows and 6,000 points: 180 MB
 * measured), so large batches want to be cut into several runs.
 * @param input rows × width, double
 * @returns their name, rows × count, double, none below 0
 */
export function addSquaredDistances(graph: OnnxGraph, input: string, { values, count, width }: Points): string {
  const points = doubles(graph, values, [count, width])
  const down = graph.node('Transpose', [points], { attributes: { perm: { ints: [1, 0] } } })
  const products = graph.node('MatMul', [input, graph.node('Mul', [down, doubles(graph, [-2], [])])])
  const lengths = graph.node('Transpose', [addSquaredLength(graph, points)], { attributes: { perm: { ints: [1, 0] } } })
  const sum = graph.node('Add', [graph.node('Add', [products, lengths]), addSquaredLength(graph, input)])
  return graph.node('Max', [sum, doubles(graph, [0], [])])
}

function addSquaredLength(graph: OnnxGraph, rows: string): string {
  const axes = graph.integers([1], [1])
  return graph.node('ReduceSum', [graph.node('Mul', [rows, rows]), axes], { attributes: { keepdims: { int: 1 } } })
}
