import type { Manifest, ModelView } from '@vouch/contracts/model'
import { graphWidth } from '../model/graph-width.ts'
import { createRandom } from '../random.ts'
import { reexpress } from './contributions.ts'
import { deletionInsertion } from './deletion-insertion.ts'
import type { ExplainedRows } from './explain-rows.ts'
import { type ExplainableNetwork, explainableNetwork } from './explainable-network.ts'
import { type CamTarget, stretch } from './grad-cam.ts'
import type { IntegratedGradients } from './integrated-gradients.ts'
import type { Score } from './score.ts'
import { sigmoid } from '../learn/tree.ts'

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

/** A network with views, opened to be explained. */
export interface ExplainableViews {
  cams(row: Float32Array, options: { target: CamTarget; score: Score }): Promise<ViewCam[]>
  gradients(row: Float32Array): Promise<IntegratedGradients>
  close(): Promise<void>
}

/** A row explained by integrated gradients: of each input, then of each view. */
export interface ExplainedViews extends Omit<ExplainedRows, 'method' | 'against'> {
  readonly method: 'integrated-gradients'
  readonly against: 'flat curve'
}

/** Steps in which bins are deleted, and random orders beside: a call of a large network takes some milliseconds. */
const DELETION = { steps: 12, draws: 4 } as const
/** Points between the baseline and the row. */
const NODES = 10

export const BASELINE =
  'a flat curve, and beside it the middle of the training rows (the medians of both labels by their number)'

/** @throws RangeError for a graph with operators that are not differentiated */
export async function explainableViews(manifest: Manifest, graph: Uint8Array): Promise<ExplainableViews> {
  const { id, views = [] } = manifest
  const layers = views.map(({ layer }) => layer)
  const network = await explainableNetwork(graph, { id, width: graphWidth(manifest), graph: manifest.graph, layers })
  return {
    async cams(row, { target, score }) {
      const cams: ViewCam[] = []
      for (const { view, from } of placesOf(manifest))
        cams.push(await camOf(network, row, { view, from, target, score }))
      return cams
    },
    gradients: (row) => network.integratedGradients(row, { baseline: baselineOf(manifest), nodes: NODES }),
    close: () => network.close(),
  }
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
  { contributions, baselineOutput }: IntegratedGradients,
  manifest: Pick<Manifest, 'inputs' | 'views'>,
  margin: number,
): ExplainedViews {
  const own = contributions.slice(0, manifest.inputs.length)
  const ofViews = placesOf(manifest).map(({ view, from }) => sum(contributions.subarray(from, from + view.bins)))
  const values = Float64Array.from([...own, ...ofViews])
  const base = baselineOutput
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
