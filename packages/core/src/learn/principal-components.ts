import { doubles } from './cast.ts'
import type { OnnxGraph } from './onnx-graph.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

/** Directions of largest variance, largest first, and the share of the variance that each has. */
export interface PrincipalComponents {
  readonly means: Float32Array
  /** components × width, row-major, each of length 1, its largest entry above zero */
  readonly directions: Float32Array
  /** of the whole variance; all 0 where nothing varies */
  readonly varianceShares: readonly number[]
}

/**
 * Principal components by the eigenvectors of the covariance (Jolliffe 2002, §3.1).
 * @param x rows × width, row-major, finite
 * @param components how many are kept; no more than `width` can be
 */
export function fitComponents(
  x: Float64Array,
  rows: number,
  { width, components }: { width: number; components: number },
): PrincipalComponents {
  if (!(Number.isInteger(components) && components > 0))
    throw new RangeError(`components is a whole number above 0, not ${components}.`)
  const kept = Math.min(components, width)
  const means = new Float32Array(width)
  for (let j = 0; j < width; j++) {
    let sum = 0
    for (let r = 0; r < rows; r++) sum += x[r * width + j]!
    means[j] = sum / rows
  }
  const { values, vectors } = symmetricEigen(covariance(x, rows, means), width)
  const total = values.reduce((sum, value) => sum + Math.max(value, 0), 0)
  return {
    means,
    directions: Float32Array.from(vectors.subarray(0, kept * width)),
    varianceShares: Array.from(values.subarray(0, kept), (value) => (total > 0 ? Math.max(value, 0) / total : 0)),
  }
}

/** Rows in the components' directions. @returns rows × components */
export function projectRows(x: Float64Array, rows: number, { means, directions }: PrincipalComponents): Float64Array {
  const width = means.length
  const count = directions.length / width
  const out = new Float64Array(rows * count)
  for (let r = 0; r < rows; r++)
    for (let k = 0; k < count; k++) {
      let sum = 0
      for (let j = 0; j < width; j++) sum += (x[r * width + j]! - means[j]!) * directions[k * width + j]!
      out[r * count + k] = sum
    }
  return out
}

/** Adds the nodes that project. @param input rows × width, double @returns their name, rows × components, double */
export function addProjection(graph: OnnxGraph, input: string, { means, directions }: PrincipalComponents): string {
  const width = means.length
  const centered = graph.node('Sub', [input, doubles(graph, means, [width])])
  const down = graph.node('Transpose', [doubles(graph, directions, [directions.length / width, width])], {
    attributes: { perm: { ints: [1, 0] } },
  })
  return graph.node('MatMul', [centered, down])
}

function covariance(x: Float64Array, rows: number, means: Float32Array): Float64Array {
  const n = means.length
  const sums = new Float64Array(n * n)
  const row = new Float64Array(n)
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < n; j++) row[j] = x[r * n + j]! - means[j]!
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) sums[i * n + j]! += row[i]! * row[j]!
  }
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) sums[i * n + j] = sums[j * n + i] = sums[i * n + j]! / rows
  return sums
}
