import type { Metric } from '@vouch/contracts/metric'
import type { Manifest, OutOfFoldCalls } from '@vouch/contracts/model'
import { drawWithinErrors } from '@vouch/core/domains/exoplanet/fragility'
import { signalKey } from '@vouch/core/domains/exoplanet/signal-key'
import { OPSET } from '@vouch/core/learn/onnx-graph'
import { GRAPH, toOnnx } from '@vouch/core/learn/to-onnx'
import { predictMargin, sigmoid, type TreeEnsemble } from '@vouch/core/learn/tree'
import { openGraph } from '@vouch/core/model/session'
import { writeModel } from '../write-model.ts'
import { drawCurves } from '@vouch/core/measure/draw-curves'
import { describeInputs, goldenRows, rankInputs } from './describe-model.ts'
import { type LabelledRows, type LabelledTable, RULES } from './labelled.ts'
import { ABSTAIN, type TrainedModel, trainTransitModel } from './train-transit-model.ts'
import { assessedRows, TABLES, type TrainingData, type TrainingMission } from './training-data.ts'
import { matrixOf, type TransitModelSpec } from './transit-model.ts'
import { FOLDS, SEED } from './variants.ts'

export interface MakeOptions {
  readonly data: TrainingData
  readonly folder: string
  readonly trainedAt: string
  readonly log: (line: string) => void
}

const LICENCE = 'MIT; trained on public data of the NASA Exoplanet Archive (doi:10.26133/NEA4)'

/** Trains, measures, exports, checks and writes one model of transit signals. */
export async function makeTransitModel(
  spec: TransitModelSpec,
  { data, folder, trainedAt, log }: MakeOptions,
): Promise<Manifest> {
  const split = splitOf(spec)
  const trained = trainTransitModel(spec, data, log)
  const labelled = assessedRows(spec, data.own.labelled)
  const graph = toOnnx(trained.ensemble, { name: `vouch/${spec.id}`, version: spec.graphVersion ?? spec.version })
  const draft = {
    id: spec.id,
    aliases: [...spec.aliases],
    version: spec.version,
    name: spec.name,
    type: 'gradient_boosting',
    domain: 'exoplanet' as const,
    modality: 'table' as const,
    takes: 'quantities' as const,
    summary: spec.summary,
    labels: ['FALSE POSITIVE', 'PLANET'],
    positive: 'PLANET',
    inputs: describeInputs(spec, labelled, trained),
    graph: {
      file: 'model.onnx',
      opset: { ...OPSET },
      input: GRAPH.input,
      outputs: { margin: GRAPH.margin, probability: GRAPH.probability },
    },
    requires: spec.requires.map((list) => [...list]),
    decision: { threshold: trained.threshold, abstain: { ...ABSTAIN }, chosen_on: `best F1 of ${split}` },
    calibration: {
      method: 'platt' as const,
      fitted_on: `out-of-fold margins of ${split}; folded into the leaves of the graph`,
      parameters: { ...trained.platt },
    },
    transfer: structuredClone(spec.transfer),
    explanation: { method: 'tree-shap' as const, note: 'cover of every node is in the graph as nodes_hitrates' },
    training: {
      trained_at: trainedAt,
      seed: SEED,
      rows: labelled.labels.length,
      groups: new Set(labelled.stars).size,
      positives: labelled.labels.reduce((sum, label) => sum + label, 0),
      split,
      parameters: { ...spec.settings, ...(spec.bag > 1 ? { bag: spec.bag } : {}), augmentation: spec.augmentation },
      data: sources(spec, data),
      dropped: spec.dropped.map((item) =>
        item.what === 'candidates' ? { ...item, count: data.own.candidates.stars.length } : item,
      ),
    },
    evaluation: [...trained.evaluation, ...(await parity(spec, labelled, trained, graph))],
    folds: trained.folds,
    curves: drawCurves(labelled.labels, trained.firstPass.probabilities, `${FOLDS}-fold by star, first pass`),
    importance: rankInputs(spec, trained.ensemble),
    licence: LICENCE,
    intended_use: spec.intendedUse,
    limits: [...spec.limits],
  }
  const outOfFold = outOfFoldCalls(labelled, trained.firstPass.probabilities)
  return writeModel(folder, { manifest: draft, graph, golden: await goldenRows(spec, trained.ensemble), outOfFold })
}

/** The first pass's calls by signal, to six digits: a call is no truer than that. */
function outOfFoldCalls({ quantities, labels }: LabelledRows, probabilities: ArrayLike<number>): OutOfFoldCalls {
  const calls = Array.from(labels, (_, row) => [signalKey(quantities, row), Number(probabilities[row]!.toFixed(6))])
  return {
    split: `${FOLDS}-fold by star, first pass`,
    calls: Object.fromEntries(calls.filter(([key]) => key !== null)),
  }
}

function splitOf({ repeats, mission }: TransitModelSpec): string {
  return `${repeats} × ${FOLDS}-fold cross-validation by star (${RULES[mission].star})`
}

function sources(spec: TransitModelSpec, { own, others }: TrainingData): Manifest['training']['data'] {
  const source = 'NASA Exoplanet Archive, doi:10.26133/NEA4'
  const entry = (mission: TrainingMission, table: LabelledTable | undefined, use: string) =>
    table
      ? [
          {
            name: `${TABLES[mission].name} (${use})`,
            sha256: table.sha256,
            rows: table.rows,
            licence: 'public',
            source,
          },
        ]
      : []
  const beside = spec.beside?.mission
  return [
    ...entry(spec.mission, own, 'training'),
    ...(beside ? entry(beside, others[beside], 'learned from beside, never measured on') : []),
    ...spec.measuredOn.flatMap((mission) => entry(mission, others[mission], 'measured on, never trained on')),
  ]
}

/** Scores every labelled row, and draws around one in fifty, with onnxruntime and with the trainer. */
async function parity(
  spec: TransitModelSpec,
  rows: LabelledRows,
  { ensemble, catalogue }: TrainedModel,
  graph: Uint8Array,
): Promise<Metric[]> {
  const inputs = matrixOf(spec, spec.mission, rows.quantities, catalogue)
  const width = ensemble.features
  const drawn: Float32Array[] = []
  for (let row = 0; row < rows.labels.length; row += 50)
    drawn.push(matrixOf(spec, spec.mission, drawWithinErrors(rows.quantities, row, 8), catalogue))
  const matrix = Float32Array.from([...onThresholds(ensemble), ...drawn.flatMap((part) => [...part])])
  const all = new Float32Array(inputs.length + matrix.length)
  all.set(inputs)
  all.set(matrix, inputs.length)
  const n = all.length / width
  const model = await openGraph({ id: spec.id, width, graph: { input: GRAPH.input, outputs: GRAPH } }, graph)
  const scores = await model.run(all, n)
  const own = predictMargin(ensemble, all, n)
  let worst = 0
  for (let r = 0; r < n; r++)
    worst = Math.max(worst, Math.abs(sigmoid(own[r]!) - scores.probability[r]!), Math.abs(own[r]! - scores.margin[r]!))
  await model.close()
  if (!(worst <= 1e-5)) throw new Error(`The graph of ${spec.id} differs from the trainer by ${worst}.`)
  return [
    {
      metric: 'largest_difference_to_trainer',
      value: worst,
      interval: null,
      n,
      split: 'onnxruntime against the trainer',
      note: 'margin and probability of every labelled row, of draws around one in fifty, and of rows on the thresholds',
    },
  ]
}

/** Rows whose inputs lie exactly on thresholds of the trees. */
function onThresholds({ trees, features }: TreeEnsemble): Float32Array {
  const rows = new Float32Array(trees.length * features).fill(Number.NaN)
  for (const [t, { feature, threshold }] of trees.entries())
    for (const [node, f] of feature.entries()) if (f >= 0) rows[t * features + f] = threshold[node]!
  return rows
}
