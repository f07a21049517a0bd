import { castToDouble, doubles } from './cast.ts'
import type { OnnxGraph } from './onnx-graph.ts'

/** A broken line through its knots, level beyond the first and the last. One knot alone is a constant. */
export interface PiecewiseLinear {
  /** rising, without repeats */
  readonly x: Float32Array
  /** as many as `x` */
  readonly y: Float32Array
}

/** The line's value at a float32 that is not NaN. Where `y` does not fall, neither does this, but for double's last digit. */
export function valueAt(line: PiecewiseLinear, x: number): number {
  const { x0, x1, y0, y1 } = segment(line, segmentOf(line, x))
  return y0 + (y1 - y0) * Math.min(Math.max((x - x0) / (x1 - x0), 0), 1)
}

/**
 * Adds nodes that take column c through line c. A tree a column finds the segment (TreeEnsembleRegressor, as many
 * comparisons as a binary search takes) and gives its ends; the rest is one line's arithmetic.
 * @param input rows × lines, float, no NaN
 * @returns the name of the values, rows × lines, double
 */
export function addPiecewiseLinear(graph: OnnxGraph, input: string, lines: readonly PiecewiseLinear[]): string {
  const ends = addSegments(graph, input, lines)
  const columns = (end: number) => {
    const places = graph.integers(
      lines.map((_, c) => end * lines.length + c),
      [lines.length],
    )
    return castToDouble(graph, graph.node('Gather', [ends, places], { attributes: { axis: { int: 1 } } }))
  }
  const [x0, y0] = [columns(0), columns(2)]
  const past = graph.node('Sub', [castToDouble(graph, input), x0])
  const share = graph.node('Div', [past, graph.node('Sub', [columns(1), x0])])
  const within = graph.node('Clip', [share, doubles(graph, [0], []), doubles(graph, [1], [])])
  return graph.node('Add', [y0, graph.node('Mul', [graph.node('Sub', [columns(3), y0]), within])])
}

/** @returns the name of the segments' ends: rows × (all x0, all x1, all y0, all y1) */
function addSegments(graph: OnnxGraph, input: string, lines: readonly PiecewiseLinear[]): string {
  const flat = new FlatTrees()
  for (const [c, line] of lines.entries()) flat.add(c, line, lines.length)
  return graph.node('TreeEnsembleRegressor', [input], {
    domain: 'ai.onnx.ml',
    attributes: {
      aggregate_function: { text: 'SUM' },
      post_transform: { text: 'NONE' },
      n_targets: { int: 4 * lines.length },
      nodes_treeids: { ints: flat.trees },
      nodes_nodeids: { ints: flat.nodes },
      nodes_featureids: { ints: flat.features },
      nodes_values: { floats: flat.thresholds },
      nodes_modes: { texts: flat.modes },
      nodes_truenodeids: { ints: flat.left },
      nodes_falsenodeids: { ints: flat.right },
      target_treeids: { ints: flat.leafTrees },
      target_nodeids: { ints: flat.leafNodes },
      target_ids: { ints: flat.targets },
      target_weights: { floats: flat.weights },
    },
  })
}

/** Balanced trees in the flat lists of TreeEnsembleRegressor, one a line. */
class FlatTrees {
  readonly trees: number[] = []
  readonly nodes: number[] = []
  readonly features: number[] = []
  readonly thresholds: number[] = []
  readonly modes: string[] = []
  readonly left: number[] = []
  readonly right: number[] = []
  readonly leafTrees: number[] = []
  readonly leafNodes: number[] = []
  readonly targets: number[] = []
  readonly weights: number[] = []

  add(column: number, line: PiecewiseLinear, columns: number): void {
    let next = 0
    const grow = (first: number, last: number): number => {
      const node = next++
      const at = this.trees.length
      const middle = (first + last + 1) >> 1
      const leaf = first === last
      this.trees.push(column)
      this.nodes.push(node)
      this.features.push(leaf ? 0 : column)
      this.thresholds.push(leaf ? 0 : line.x[middle]!)
      this.modes.push(leaf ? 'LEAF' : 'BRANCH_LT')
      this.left.push(0)
      this.right.push(0)
      if (leaf) {
        const { x0, x1, y0, y1 } = segment(line, first)
        for (const [end, value] of [x0, x1, y0, y1].entries()) {
          this.leafTrees.push(column)
          this.leafNodes.push(node)
          this.targets.push(end * columns + column)
          this.weights.push(value)
        }
      } else {
        this.left[at] = grow(first, middle - 1)
        this.right[at] = grow(middle, last)
      }
      return node
    }
    grow(0, Math.max(line.x.length - 2, 0))
  }
}

/** The segment a value falls into: that whose first knot is the last at or below it, among those before the last knot. */
function segmentOf({ x: knots }: PiecewiseLinear, x: number): number {
  let low = 0
  let high = Math.max(knots.length - 2, 0)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (x < knots[middle]!) high = middle - 1
    else low = middle
  }
  return low
}

function segment({ x, y }: PiecewiseLinear, s: number) {
  if (x.length === 1) return { x0: 0, x1: 1, y0: y[0]!, y1: y[0]! }
  return { x0: x[s]!, x1: x[s + 1]!, y0: y[s]!, y1: y[s + 1]! }
}
