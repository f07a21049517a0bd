import { describe, expect, it } from 'vitest'
import { openGraph } from '../model/session.ts'
import { OnnxGraph } from './onnx-graph.ts'
import { GRAPH, toOnnx } from './to-onnx.ts'
import type { Tree } from './tree.ts'

const stump = (feature: number, below: number, above: number): Tree => ({
  feature: Int32Array.of(feature, -1, -1),
  threshold: Float32Array.of(1, 0, 0),
  left: Int32Array.of(1, -1, -1),
  right: Int32Array.of(2, -1, -1),
  missingLeft: Uint8Array.of(1, 0, 0),
  value: Float32Array.of(0, below, above),
  gain: Float32Array.of(1, 0, 0),
  cover: Float32Array.of(2, 1, 1),
})
const graphOf = (trees: Tree[]) => toOnnx({ features: 2, base: 0.5, trees }, { name: 'test', version: '1' })
const ENDS = { input: GRAPH.input, outputs: GRAPH }

describe('a graph put into another', () => {
  it('gives there what it gives alone, and two of one kind do not meet each other’s names', async () => {
    const parts = [graphOf([stump(0, -1, 2)]), graphOf([stump(1, 3, -4), stump(0, 0.25, 0.5)])]
    const graph = new OnnxGraph()
    const columns = (from: number, to: number) =>
      graph.node('Slice', [GRAPH.input, ...[from, to, 1].map((value) => graph.integers([value], [1]))])
    for (const [i, bytes] of parts.entries())
      graph.embed(bytes, `part${i}/`, new Map([[GRAPH.input, columns(2 * i, 2 * i + 2)]]))
    graph.node('Sum', ['part0/margin', 'part1/margin'], { outputs: [GRAPH.margin] })
    graph.node('Sigmoid', [GRAPH.margin], { outputs: [GRAPH.probability] })
    const joined = graph.finish({
      name: 'joined',
      producer: { name: 'test', version: '1' },
      input: { name: GRAPH.input, columns: 4 },
      outputs: [GRAPH.margin, GRAPH.probability].map((name) => ({ name, columns: 1 })),
    })
    const rows = [
      [0, 0, 2, 2],
      [2, 0, 0, Number.NaN],
    ]
    const run = async (bytes: Uint8Array, width: number, values: number[]) => {
      const open = await openGraph({ id: 'test', width, graph: ENDS }, bytes)
      const { margin } = await open.run(Float32Array.from(values), rows.length)
      await open.close()
      return [...margin]
    }
    const [first, second] = await Promise.all(
      parts.map((bytes, i) =>
        run(
          bytes,
          2,
          rows.flatMap((row) => row.slice(2 * i, 2 * i + 2)),
        ),
      ),
    )
    expect(await run(joined, 4, rows.flat())).toEqual(first!.map((value, i) => value + second![i]!))
  })
})
