import type { Manifest, ModelView } from '@vouch/contracts/model'
import { exposeTensors } from '../learn/expose-tensors.ts'
import { readOnnx } from '../learn/read-onnx.ts'
import { readOnnxTrees } from '../learn/read-onnx-trees.ts'
import { sigmoid, type TreeEnsemble } from '../learn/tree.ts'
import { graphWidth } from '../model/graph-width.ts'
import { createRandom } from '../random.ts'
import { reexpress } from './contributions.ts'
import { deletionInsertion } from './deletion-insertion.ts'
import type { ExplainedRows } from './explain-rows.ts'
import type { IntegratedGradients } from './integrated-gradients.ts'
import { type ExplainableNetwork, explainableNetwork } from './explainable-network.ts'
import type { CamTarget } from './grad-cam.ts'
import type { Score } from './score.ts'
import { stretch } from './stretch.ts'
import { treeShap } from './shap-tree.ts'

/** Where a network looked in one view. */
export interface ViewCam {
  readonly view: ModelView['name']
  readonly layer: string
  readonly channels: number
  /** a value for each position of the layer; `map` is without what speaks against the class */
  readonly signed: Float64Array
  readonly map: Float64Array
  /** the map at each bin of the view */
  readonly along: Float64Array
  readonly faithfulness: {
    readonly deletion: number
    readonly insertion: number
    readonly randomDeletion: number
    readonly randomInsertion: number
    readonly draws: number
  }
}

/** What each column of a row adds: output = base + Σ contributions + residual. */
export interface ColumnContributions {
  readonly contributions: Float64Array
  readonly base: number
  readonly residual: number
}

/** A network with views, opened to be explained. */
export interface ExplainableViews {
  cams(row: Float32Array, options: { target: CamTarget; score: Score }): Promise<ViewCam[]>
  /** of the log-odds that are served, column by column; of the trees of a stack, whose steps have no slope, exact TreeSHAP */
  gradients(row: Float32Array): Promise<ColumnContributions>
  close(): Promise<void>
}

/** A row explained by integrated gradients: of each input, then of each view. */
export interface ExplainedViews extends Omit<ExplainedRows, 'method' | 'against'> {
  readonly method: 'integrated-gradients'
  readonly against: 'flat curve'
}

/** Steps in which bins are deleted, and random orders beside: a call of a large network takes some milliseconds. */
const DELETION = { steps: 12, draws: 4 } as const
/** Points between the baseline and the row: more where the sum is not yet near enough. */
const NODES = [16, 48] as const
/** What the sum may be off, as a share of the step from the baseline, or of a step of one. */
const NEAR_ENOUGH = 0.05

export const BASELINE =
  'a flat curve, and beside it the middle of the training rows (the medians of both labels by their number)'

/** @throws RangeError for a graph with operators that are not differentiated */
export async function explainableViews(manifest: Manifest, graph: Uint8Array): Promise<ExplainableViews> {
  const { id, views = [], stack } = manifest
  const layers = views.map(({ layer }) => layer)
  const part = stack?.parts.find(({ kind }) => kind === 'network')
  const { input, outputs } = manifest.graph
  const margin = part?.margin ?? outputs.margin
  const opened = part ? exposeTensors(graph, [margin]) : graph
  const ends = { input, outputs: { ...outputs, margin } }
  const network = await explainableNetwork(opened, { id, shape: [graphWidth(manifest)], graph: ends, layers })
  const trees = treesOf(manifest, graph)
  return {
    async cams(row, { target, score }) {
      const cams: ViewCam[] = []
      for (const { view, from } of placesOf(manifest))
        cams.push(await camOf(network, row, { view, from, target, score }))
      return cams
    },
    async gradients(row) {
      const own = await closeGradients(network, row, baselineOf(manifest))
      const weight = part?.weight ?? 1
      const contributions = own.contributions.map((value) => weight * value)
      const base = weight * own.baselineOutput + (stack?.offset ?? 0) + addTrees(trees, row, contributions)
      return { contributions, base, residual: -weight * own.residual }
    },
    close: () => network.close(),
  }
}

/** Integrated gradients by as many points as the network's bends ask for; by the most there are where they never do. */
async function closeGradients(
  network: ExplainableNetwork,
  row: Float32Array,
  baseline: Float32Array,
): Promise<IntegratedGradients> {
  let found = await network.integratedGradients(row, { baseline, nodes: NODES[0] })
  for (const nodes of NODES.slice(1)) {
    const step = Math.max(1, Math.abs(found.output - found.baselineOutput))
    if (Math.abs(found.residual) <= NEAR_ENOUGH * step) break
    found = await network.integratedGradients(row, { baseline, nodes })
  }
  return found
}

async function camOf(
  network: ExplainableNetwork,
  row: Float32Array,
  { view, from, target, score }: { view: ModelView; from: number; target: CamTarget; score: Score },
): Promise<ViewCam> {
  const { layer, bins, name } = view
  const { shape, weights, signed, map } = await network.gradCam(row, { layer, target })
  const along = stretch(map, shape, [bins])
  const tried = await deletionInsertion(
    score,
    { row, from, saliency: along },
    { ...DELETION, called: target, random: createRandom('deletion').fork(name) },
  )
  return {
    view: name,
    layer,
    channels: weights.length,
    signed,
    map,
    along,
    faithfulness: {
      deletion: tried.bySaliency.deletionArea,
      insertion: tried.bySaliency.insertionArea,
      randomDeletion: tried.atRandom.deletionArea,
      randomInsertion: tried.atRandom.insertionArea,
      draws: tried.atRandom.draws,
    },
  }
}

/** The trees of a stack: where each of their inputs stands in a row, and their weight. */
interface StackTrees {
  readonly ensemble: TreeEnsemble
  readonly places: readonly number[]
  readonly weight: number
}

function treesOf({ inputs, stack }: Manifest, graph: Uint8Array): StackTrees | null {
  const part = stack?.parts.find(({ kind }) => kind === 'trees')
  if (!part) return null
  const node = readOnnx(graph).nodes.find(
    ({ op, outputs }) => op === 'TreeEnsembleRegressor' && outputs[0] === part.margin,
  )
  if (!node) throw new RangeError(`No trees of the graph give ${part.margin}.`)
  const { ensembles } = readOnnxTrees(node, { kind: 'target', targets: 1, features: part.inputs.length })
  const places = part.inputs.map((name) => inputs.findIndex((input) => input.name === name))
  return { ensemble: ensembles[0]!, places, weight: part.weight }
}

/** Adds what the trees' inputs add; gives their share of the base. */
function addTrees(trees: StackTrees | null, row: Float32Array, contributions: Float64Array): number {
  if (!trees) return 0
  const { ensemble, places, weight } = trees
  const { values, base } = treeShap(
    ensemble,
    Float32Array.from(places, (place) => row[place]!),
  )
  for (const [i, place] of places.entries()) contributions[place]! += weight * values[i]!
  return weight * base
}

/** The views and the columns of a row that they begin at. */
export function placesOf({
  inputs,
  views = [],
}: Pick<Manifest, 'inputs' | 'views'>): { view: ModelView; from: number }[] {
  let at = inputs.length
  return views.map((view) => {
    const from = at
    at += view.bins
    return { view, from }
  })
}

function baselineOf(manifest: Manifest): Float32Array {
  const row = new Float32Array(graphWidth(manifest))
  for (const [i, { distribution }] of manifest.inputs.entries()) {
    const sides = [distribution.positive, distribution.negative].flatMap(({ n, missing, quantiles }) =>
      quantiles ? [{ n: n - missing, median: quantiles[MEDIAN] ?? 0 }] : [],
    )
    const n = sides.reduce((sum, side) => sum + side.n, 0)
    row[i] = n > 0 ? sides.reduce((sum, side) => sum + side.n * side.median, 0) / n : 0
  }
  return row
}

/** Its place among `QUANTILE_LEVELS`. */
const MEDIAN = 5

/**
 * Integrated gradients as contributions of a row: of each input, then of each view as the sum over its bins.
 * @param margin the row's, as it is served
 */
export function asContributions(
  { contributions, base }: ColumnContributions,
  manifest: Pick<Manifest, 'inputs' | 'views'>,
  margin: number,
): ExplainedViews {
  const own = contributions.slice(0, manifest.inputs.length)
  const ofViews = placesOf(manifest).map(({ view, from }) => sum(contributions.subarray(from, from + view.bins)))
  const values = Float64Array.from([...own, ...ofViews])
  const logOdds = {
    rows: 1,
    features: values.length,
    values,
    base,
    residuals: Float64Array.of(margin - base - sum(values)),
  }
  return {
    method: 'integrated-gradients',
    against: 'flat curve',
    shapleyOf: 'log_odds',
    logOdds,
    probability: reexpress(logOdds, sigmoid),
    standardErrors: null,
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
