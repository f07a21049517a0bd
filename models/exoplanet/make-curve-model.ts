import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Metric } from '@vouch/contracts/metric'
import type { Golden, Manifest } from '@vouch/contracts/model'
import { computeFeatures, feature } from '@vouch/core/domains/exoplanet/features'
import { signalKey } from '@vouch/core/domains/exoplanet/signal-key'
import { fitPlatt, type PlattScale } from '@vouch/core/learn/calibrate'
import { chooseThreshold } from '@vouch/core/learn/choose-threshold'
import { crossValidate, type OutOfFold } from '@vouch/core/learn/cross-validate'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { OnnxGraph, OPSET } from '@vouch/core/learn/onnx-graph'
import { GRAPH } from '@vouch/core/learn/to-onnx'
import { sigmoid } from '@vouch/core/learn/tree'
import { drawCurves } from '@vouch/core/measure/draw-curves'
import { rocAuc } from '@vouch/core/measure/ranking'
import { describeColumn } from '@vouch/core/model/describe-column'
import { openGraph } from '@vouch/core/model/session'
import { createRandom, type Random } from '@vouch/core/random'
import { writeModel } from '../write-model.ts'
import type { CurveModelSpec } from './curve-model.ts'
import { type Folded, measureCurveModel, SPLIT } from './measure-curve-model.ts'
import { writeNetworks } from './network-to-onnx.ts'
import { rankCurveInputs } from './rank-curve-inputs.ts'
import { type CurveRows, readCurveRows } from './read-curve-rows.ts'
import { simulateSignals, simulateTeachers, type SimulatedSignals } from './simulate-signals.ts'
import { type Member, openNetworkTrainer, type NetworkTrainer } from './train-network.ts'
import { ABSTAIN, foldFigures } from './train-transit-model.ts'
import { FOLDS, SEED } from './variants.ts'

export interface MakeCurveOptions {
  /** holds the table and the views */
  readonly data: string
  readonly folder: string
  /** what is trained is kept there until the model is whole */
  readonly work: string
  readonly trainedAt: string
  readonly log: (line: string) => void
}

const GOLDEN_ROWS = 24

/** Trains, measures, exports, checks and writes one network of light curves. */
export async function makeCurveModel(
  spec: CurveModelSpec,
  { data, folder, work, trainedAt, log }: MakeCurveOptions,
): Promise<Manifest> {
  const rows = await readCurveRows(join(data, spec.table.csv), spec.table)
  const source = join(data, spec.table.npz)
  const random = createRandom(SEED).fork(spec.id)
  const golden = simulateSignals(spec, GOLDEN_ROWS, createRandom('golden').fork(spec.id))
  const scalars = computeFeatures(spec.features, rows.quantities)
  const none = new Float32Array(0)
  const teachers = simulateTeachers(spec, spec.simulated, createRandom('teachers').fork(spec.id))
  const open = (name: string, own: Float32Array, more: SimulatedSignals | null = null) =>
    openNetworkTrainer(
      spec,
      {
        source,
        places: rows.places,
        scalars: Float32Array.from([...own, ...golden.scalars, ...(more?.scalars ?? none)]),
        labels: Uint8Array.from([...rows.labels, ...golden.labels, ...(more?.labels ?? [])]),
        simulated: Float32Array.from([...golden.views, ...(more?.views ?? none)]),
      },
      join(work, name),
    )
  const trainer = open('with-scalars', scalars)
  const folded = validate(trainer, rows, { members: spec.members, random })
  log(`${FOLDS} folds of ${spec.members} networks: AUC ${rocAuc(rows.labels, folded.all.margins).toFixed(4)}`)
  const blind = validate(open('views-alone', new Float32Array(scalars.length).fill(Number.NaN)), rows, {
    members: 1,
    random,
  })
  log(`views alone: AUC ${rocAuc(rows.labels, blind.all.margins).toFixed(4)}`)
  const beside = Uint32Array.from(teachers.labels, (_, i) => rows.labels.length + golden.rows + i)
  const taught =
    teachers.rows === 0
      ? null
      : validate(open('beside-simulated', scalars, teachers), rows, { members: 1, random, beside })
  if (taught) log(`beside ${teachers.rows} simulated: AUC ${rocAuc(rows.labels, taught.all.margins).toFixed(4)}`)
  const everyRow = Uint32Array.from(rows.labels, (_, row) => row)
  const judge = Uint32Array.from({ length: rows.labels.length + golden.rows }, (_, row) => row)
  const whole = trainer.train(
    unitsOf('whole', { train: everyRow, judge, members: spec.members, random: random.fork('whole') }),
  )
  const platt = fitPlatt(rows.labels, folded.all.margins)
  const graph = writeGraph(spec, whole, platt)
  const matrix = joinRows(scalars, trainer.views(), rows.labels.length)
  const goldenMatrix = joinRows(golden.scalars, golden.views, golden.rows)
  const told = Float64Array.from(judge, (row) => platt.slope * meanOf(whole, row) + platt.offset)
  const checked = await parity(spec, graph, { matrix, goldenMatrix, told })
  const threshold = chooseThreshold(rows.labels, folded.all.probabilities)
  return writeModel(folder, {
    graph,
    golden: goldenOf(goldenMatrix, told.subarray(rows.labels.length), golden),
    outOfFold: {
      split: `${SPLIT}, first pass`,
      calls: Object.fromEntries(
        Array.from(rows.labels, (_, row) => [
          signalKey(rows.quantities, row) ?? '',
          Number(folded.all.probabilities[row]!.toFixed(6)),
        ]).filter(([key]) => key !== ''),
      ),
    },
    manifest: {
      id: spec.id,
      aliases: [...spec.aliases],
      version: spec.version,
      name: spec.name,
      type: 'convolutional_network',
      domain: 'exoplanet',
      modality: 'light-curve',
      takes: 'quantities',
      summary: spec.summary,
      labels: ['FALSE POSITIVE', 'PLANET'],
      positive: 'PLANET',
      inputs: spec.features.map((name, column) => ({
        name,
        unit: feature(name).unit,
        description: feature(name).description,
        group: 'row' as const,
        may_be_missing: true,
        ...describeColumn({ matrix: scalars, features: spec.features.length, column, labels: rows.labels }),
      })),
      views: spec.views.map(({ name, description, bins, reach_durations, layer }) => ({
        name,
        description,
        bins,
        reach_durations,
        layer,
      })),
      graph: {
        file: 'model.onnx',
        opset: { '': OPSET[''] },
        input: GRAPH.input,
        outputs: { margin: GRAPH.margin, probability: GRAPH.probability },
      },
      requires: [['period'], ['epoch'], ['duration']],
      decision: { threshold, abstain: { ...ABSTAIN }, chosen_on: `best F1 of ${SPLIT}` },
      calibration: {
        method: 'platt',
        fitted_on: `out-of-fold log-odds of ${SPLIT}; in the graph`,
        parameters: { ...platt },
      },
      transfer: structuredClone(spec.transfer),
      explanation: {
        method: 'integrated-gradients',
        note: 'Grad-CAM and integrated gradients from the graph itself: the feature maps are tensors of it, and what comes after is differentiated',
      },
      training: {
        trained_at: trainedAt,
        seed: SEED,
        rows: rows.labels.length,
        groups: new Set(rows.stars).size,
        positives: rows.labels.reduce((sum, label) => sum + label, 0),
        split: SPLIT,
        parameters: parametersOf(spec),
        data: [
          {
            name: spec.table.name,
            sha256: rows.sha256,
            rows: rows.tableRows,
            licence: spec.table.licence,
            source: spec.table.source,
          },
          {
            name: 'their views',
            sha256: createHash('sha256')
              .update(await readFile(source))
              .digest('hex'),
            rows: rows.tableRows,
            licence: spec.table.licence,
            source: spec.table.source,
          },
        ],
        dropped: [
          {
            what: 'events that are there already',
            count: rows.duplicates,
            why: 'the same event in training and test would be a leak',
          },
          ...(spec.table.conflicts === 'drop'
            ? [
                {
                  what: 'events of stars that carry both labels',
                  count: rows.conflicting,
                  why: 'one of them is wrong, and which is not known',
                },
              ]
            : []),
        ],
      },
      evaluation: [...measureCurveModel(spec, rows, { folded, blind, taught, scalars, random }), ...checked],
      folds: foldFigures(rows, folded.all),
      curves: drawCurves(rows.labels, folded.all.probabilities, `${SPLIT}, first pass`),
      importance: await rankCurveInputs(spec, folded.members, { matrix, labels: rows.labels, fold: folded.all.fold }),
      licence: 'MIT; trained on public data',
      intended_use: spec.intendedUse,
      limits: [...spec.limits],
    },
  })
}

/** Each row judged by networks that saw nothing of its star. */
function validate(
  trainer: NetworkTrainer,
  { labels, stars }: CurveRows,
  { members, random, beside = new Uint32Array(0) }: { members: number; random: Random; beside?: Uint32Array },
): Folded {
  const made: Member[][] = []
  const run = (take: (fold: readonly Member[], i: number) => number): OutOfFold => {
    let fold = 0
    return crossValidate(
      {
        labels,
        groups: groupIndex(stars),
        folds: FOLDS,
        fit(rest, judge, chance) {
          const train = Uint32Array.from([...rest, ...beside])
          const own = (made[fold] ??= trainer.train(unitsOf(`fold-${fold}`, { train, judge, members, random: chance })))
          fold++
          return Float64Array.from(judge, (_, i) => take(own, i))
        },
      },
      random.fork('evaluation'),
    )
  }
  return { all: run(meanOf), first: run(([member], i) => member?.log_odds[i] ?? Number.NaN), members: made }
}

function unitsOf(
  name: string,
  { members, random, ...rows }: { train: Uint32Array; judge: Uint32Array; members: number; random: Random },
) {
  return Array.from({ length: members }, (_, m) => ({
    ...rows,
    name: `${name}-${m}`,
    seed: random.fork(`member ${m}`).int(1_000_000),
  }))
}

function meanOf(members: readonly Member[], i: number): number {
  return members.reduce((sum, { log_odds }) => sum + (log_odds[i] ?? Number.NaN), 0) / members.length
}

function writeGraph(spec: CurveModelSpec, members: readonly Member[], { slope, offset }: PlattScale): Uint8Array {
  const graph = new OnnxGraph()
  const logOdds = writeNetworks(graph, GRAPH.input, spec, members)
  const scaled = graph.node('Mul', [logOdds, graph.floats([slope], [1])])
  const margin = graph.node('Add', [scaled, graph.floats([offset], [1])], { outputs: [GRAPH.margin] })
  graph.node('Sigmoid', [margin], { outputs: [GRAPH.probability] })
  return graph.finish({
    name: 'light_curve_networks',
    producer: { name: `vouch/${spec.id}`, version: spec.version },
    input: { name: GRAPH.input, columns: widthOf(spec) },
    outputs: [
      { name: GRAPH.margin, columns: 1 },
      { name: GRAPH.probability, columns: 1 },
    ],
  })
}

function widthOf({ features, views }: CurveModelSpec): number {
  return features.length + views.reduce((sum, { bins }) => sum + bins, 0)
}

/** Rows as the graph takes them. */
function joinRows(scalars: Float32Array, views: Float32Array, rows: number): Float32Array {
  const [own, bins] = [scalars.length / rows, views.length / rows]
  const matrix = new Float32Array(rows * (own + bins))
  for (let row = 0; row < rows; row++) {
    matrix.set(scalars.subarray(row * own, (row + 1) * own), row * (own + bins))
    matrix.set(views.subarray(row * bins, (row + 1) * bins), row * (own + bins) + own)
  }
  return matrix
}

const LARGEST_DIFFERENCE = 1e-3

/** Every row by onnxruntime and by PyTorch. */
async function parity(
  spec: CurveModelSpec,
  graph: Uint8Array,
  { matrix, goldenMatrix, told }: { matrix: Float32Array; goldenMatrix: Float32Array; told: Float64Array },
): Promise<Metric[]> {
  const width = widthOf(spec)
  const model = await openGraph(
    { id: spec.id, width, graph: { input: GRAPH.input, outputs: GRAPH }, rowsAtOnce: 256 },
    graph,
  )
  const scored = [
    await model.run(matrix, matrix.length / width),
    await model.run(goldenMatrix, goldenMatrix.length / width),
  ]
  await model.close()
  const margins = scored.flatMap(({ margin }) => [...margin])
  const worst = margins.reduce((most, margin, row) => Math.max(most, Math.abs(margin - told[row]!)), 0)
  if (!(worst <= LARGEST_DIFFERENCE)) throw new Error(`The graph of ${spec.id} differs from PyTorch by ${worst}.`)
  return [
    {
      metric: 'largest_difference_to_trainer',
      value: worst,
      interval: null,
      n: margins.length,
      split: 'onnxruntime against PyTorch',
      note: 'log-odds of every training row and of the golden rows',
    },
  ]
}

function goldenOf(matrix: Float32Array, margins: Float64Array, { rows }: SimulatedSignals): Golden {
  const width = matrix.length / rows
  return {
    tolerance: 1e-4,
    rows: Array.from({ length: rows }, (_, r) => ({
      features: Array.from(matrix.subarray(r * width, (r + 1) * width), (value) =>
        // seven digits are a float's, and half the file
        Number.isNaN(value) ? null : Number(value.toPrecision(7)),
      ),
      margin: margins[r]!,
      probability: sigmoid(margins[r]!),
    })),
  }
}

function parametersOf({ settings, members, views }: CurveModelSpec): Manifest['training']['parameters'] {
  const { hidden, ...others } = settings
  const towers = views.map(({ name, tower }) => [
    `${name} tower`,
    tower
      .map(({ channels, kernel, stride, pool }) => `${channels}×${kernel}/${stride}${pool > 1 ? ` max ${pool}` : ''}`)
      .join(', '),
  ])
  return {
    members,
    ...others,
    'hidden of scalars': hidden.scalars,
    'hidden of head': hidden.head,
    ...Object.fromEntries(towers),
  }
}
