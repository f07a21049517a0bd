import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '../error.ts'
import { type GraphTrees, treesOfGraph } from '../learn/trees-of-graph.ts'
import { valueAt } from '../learn/piecewise-linear.ts'
import { sigmoid } from '../learn/tree.ts'
import type { OpenModel } from '../model/session.ts'
import { createRandom } from '../random.ts'
import { type Contributions, reexpress, residualsOf } from './contributions.ts'
import { additiveShap } from './shap-additive.ts'
import { kernelShap } from './shap-kernel.ts'
import { treeShap } from './shap-tree.ts'

/** How the rows of a model are explained, and in what the Shapley values are those of the model itself. */
export interface ExplanationMethod {
  readonly method: 'tree-shap' | 'linear-shap' | 'kernel-shap'
  /** what is not known of a row: what the training rows of each path were, or rows of a background */
  readonly against: 'training paths' | 'background'
  /** the other unit's are shared out in proportion */
  readonly shapleyOf: 'log_odds' | 'probability'
}

/** Rows of a model explained, in both units of its output. */
export interface ExplainedRows extends ExplanationMethod {
  readonly logOdds: Contributions
  readonly probability: Contributions
  /** rows × features, of the log-odds; null where nothing was sampled */
  readonly standardErrors: Float64Array | null
}

/** A model that is explained again and again: what is read of its graph is read once. */
export interface ExplainableModel {
  readonly method: ExplanationMethod['method']
  /** whether rows of a background are needed */
  readonly needsBackground: boolean
  /** of all its trees together, which is what a row costs; 0 of a graph without trees */
  readonly nodes: number
  /**
   * @param matrix rows × inputs of the model, NaN where missing
   * @param background rows × inputs; for trees null has them explained by the training rows of their paths
   * @throws RangeError without a background where one is needed
   */
  explain(matrix: Float32Array<ArrayBuffer>, background: Float32Array | null): Promise<ExplainedRows>
}

/** Coalitions that are tried of a row at most, and at least so many a feature, where all are not tried. */
const COALITIONS = { most: 512, aFeature: 8 } as const
const SEED = 'coalitions'

/**
 * Exact TreeSHAP where the graph is trees, exact linear SHAP where it is a sum over its features, sampled kernel SHAP
 * otherwise; each of the calibrated output, by the graph that is served.
 * @param graph its bytes
 * @throws RangeError for a graph of trees that were not written here
 */
export function explainable(model: OpenModel, graph: Uint8Array): ExplainableModel {
  const { manifest } = model
  const trees = treesOfGraph(graph, manifest.inputs.length)
  if (trees) return explainTrees(model, trees)
  const features = manifest.inputs.length
  const score = async (matrix: Float32Array, rows: number) => (await model.run(matrix, rows)).margin
  const isSum = manifest.explanation.method === 'linear-shap' && manifest.calibration.method !== 'isotonic'
  return {
    method: isSum ? 'linear-shap' : 'kernel-shap',
    needsBackground: true,
    nodes: 0,
    async explain(matrix, background) {
      if (!background) throw noBackground()
      const how = { against: 'background', shapleyOf: 'log_odds' } as const
      if (isSum) {
        const logOdds = await additiveShap(score, { features, matrix, background })
        return {
          ...how,
          method: 'linear-shap',
          logOdds,
          probability: reexpress(logOdds, sigmoid),
          standardErrors: null,
        }
      }
      const coalitions = Math.max(COALITIONS.most, COALITIONS.aFeature * features)
      const random = createRandom(SEED)
      const sampled = await kernelShap(score, { features, matrix, background }, { coalitions, random })
      const { standardErrors, ...logOdds } = sampled
      return { ...how, method: 'kernel-shap', logOdds, probability: reexpress(logOdds, sigmoid), standardErrors }
    },
  }
}

function noBackground(): RangeError {
  return new RangeError('This model is explained against a background, and there is none.')
}

function explainTrees(model: OpenModel, trees: GraphTrees): ExplainableModel {
  const { ensemble, unit, hasCovers } = trees
  const toLogOdds = servedLogOdds(model.manifest, trees)
  return {
    method: 'tree-shap',
    needsBackground: !hasCovers,
    nodes: ensemble.trees.reduce((sum, { value }) => sum + value.length, 0),
    async explain(matrix, background) {
      if (!hasCovers && !background) throw noBackground()
      const own = treeShap(ensemble, matrix, background ? { background } : {})
      const served = await model.run(matrix, own.rows)
      return {
        method: 'tree-shap',
        against: background ? 'background' : 'training paths',
        shapleyOf: unit,
        logOdds: against(reexpress(own, toLogOdds), served.margin),
        probability: against(
          reexpress(own, (output) => sigmoid(toLogOdds(output))),
          served.probability,
        ),
        standardErrors: null,
      }
    },
  }
}

/** What the graph makes of the sum of its trees. */
function servedLogOdds(manifest: Manifest, { bounds, isMargin }: GraphTrees): (output: number) => number {
  if (isMargin) return (output) => output
  const calibrate = calibrationOf(manifest)
  if (!bounds) return calibrate
  return (output) => {
    const kept = Math.min(Math.max(output, bounds[0]), bounds[1])
    return calibrate(Math.log(kept / (1 - kept)))
  }
}

function calibrationOf({ id, calibration }: Manifest): (margin: number) => number {
  const { method, parameters, knots } = calibration
  const { slope, offset } = parameters
  if (method === 'none') return (margin) => margin
  if (method === 'platt' && slope !== undefined && offset !== undefined) return (margin) => slope * margin + offset
  if (method === 'isotonic' && knots) {
    const line = { x: Float32Array.from(knots.margin), y: Float32Array.from(knots.log_odds) }
    return (margin) => valueAt(line, Math.fround(margin))
  }
  throw new VouchError(
    'conflict',
    `The manifest of model ${id} does not say how it is calibrated: train it again to have its calls explained.`,
  )
}

/** The residuals against what the graph itself gave. */
function against(contributions: Contributions, outputs: ArrayLike<number>): Contributions {
  return { ...contributions, residuals: residualsOf(outputs, contributions) }
}
