import type { Manifest } from '@vouch/contracts/model'
import { OnnxGraph } from '@vouch/core/learn/onnx-graph'
import { GRAPH } from '@vouch/core/learn/to-onnx'
import { round } from '@vouch/core/measure/measure-calls'
import { rocAuc } from '@vouch/core/measure/ranking'
import { openGraph } from '@vouch/core/model/session'
import { createRandom } from '@vouch/core/random'
import type { CurveModelSpec } from './curve-model.ts'
import { writeNetworks } from './network-to-onnx.ts'
import type { Member } from './train-network.ts'

interface JudgedMatrix {
  /** rows × (scalars, then the views' bins) */
  readonly matrix: Float32Array
  readonly labels: Uint8Array
  readonly fold: Uint8Array
}

const METHOD = 'share of what the ROC AUC loses when it is shuffled; each fold by its first network'

/** Inputs and views by what is lost without them, each row by a network that saw nothing of its star. */
export async function rankCurveInputs(
  spec: CurveModelSpec,
  folds: readonly (readonly Member[])[],
  { matrix, labels, fold }: JudgedMatrix,
): Promise<Manifest['importance']> {
  const width = matrix.length / labels.length
  const parts = partsOf(spec)
  // the margins of all rows: as they are, and with each part shuffled
  const margins = Array.from({ length: parts.length + 1 }, () => new Float64Array(labels.length))
  for (const [k, [member]] of folds.entries()) {
    if (!member) continue
    const rows = [...labels.keys()].filter((row) => fold[row] === k)
    const graph = new OnnxGraph()
    const logOdds = writeNetworks(graph, GRAPH.input, spec, [member])
    graph.node('Sigmoid', [logOdds], { outputs: [GRAPH.probability] })
    graph.node('Identity', [logOdds], { outputs: [GRAPH.margin] })
    const bytes = graph.finish({
      name: 'one_network',
      producer: { name: 'vouch', version: spec.version },
      input: { name: GRAPH.input, columns: width },
      outputs: [GRAPH.margin, GRAPH.probability].map((name) => ({ name, columns: 1 })),
    })
    const open = await openGraph(
      { id: spec.id, width, graph: { input: GRAPH.input, outputs: GRAPH }, rowsAtOnce: 256 },
      bytes,
    )
    const own = Float32Array.from(rows.flatMap((row) => [...matrix.subarray(row * width, (row + 1) * width)]))
    for (const [p, part] of [null, ...parts].entries()) {
      const given = part === null ? own : shuffled(own, { width, ...part })
      const { margin } = await open.run(given.slice(), rows.length)
      for (const [i, row] of rows.entries()) margins[p]![row] = margin[i]!
    }
    await open.close()
  }
  const [whole = 0, ...without] = margins.map((scores) => rocAuc(labels, scores))
  const lost = without.map((auc) => Math.max(0, whole - auc))
  const sum = lost.reduce((total, value) => total + value, 0) || 1
  return parts
    .map(({ name }, p) => ({ name, importance: round(lost[p]! / sum) }))
    .sort((a, b) => b.importance - a.importance)
    .map((item, i) => ({ ...item, rank: i + 1, method: METHOD }))
}

/** The columns that are one input or one view. */
function partsOf({ features, views }: CurveModelSpec): { name: string; from: number; to: number }[] {
  const inputs = features.map((name, i) => ({ name, from: i, to: i + 1 }))
  let at = features.length
  return [...inputs, ...views.map(({ name, bins }) => ({ name, from: at, to: (at += bins) }))]
}

function shuffled(
  matrix: Float32Array,
  { width, name, from, to }: { width: number; name: string; from: number; to: number },
): Float32Array {
  const given = matrix.slice()
  const rows = matrix.length / width
  const order = createRandom(`shuffle ${name}`).shuffle(Array.from({ length: rows }, (_, row) => row))
  for (const [row, other] of order.entries())
    given.set(matrix.subarray(other * width + from, other * width + to), row * width + from)
  return given
}
