import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Metric } from '@vouch/contracts/metric'
import { Golden, Manifest, OutOfFoldCalls, type Stack } from '@vouch/contracts/model'
import { signalKey } from '@vouch/core/domains/exoplanet/signal-key'
import { chooseThreshold } from '@vouch/core/learn/choose-threshold'
import { crossValidate, type OutOfFold } from '@vouch/core/learn/cross-validate'
import { fitLogistic } from '@vouch/core/learn/fit-logistic'
import { groupIndex } from '@vouch/core/learn/group-folds'
import { OnnxGraph, OPSET } from '@vouch/core/learn/onnx-graph'
import { GRAPH } from '@vouch/core/learn/to-onnx'
import { compareAuc } from '@vouch/core/measure/compare-auc'
import { drawCurves } from '@vouch/core/measure/draw-curves'
import { measureCalls, round } from '@vouch/core/measure/measure-calls'
import { describeColumn } from '@vouch/core/model/describe-column'
import { openGraph } from '@vouch/core/model/session'
import { computeFeatures } from '@vouch/core/domains/exoplanet/features'
import { createRandom } from '@vouch/core/random'
import type { TrainOptions } from '../train.ts'
import { writeModel } from '../write-model.ts'
import { lightCurve } from './curve-specs.ts'
import { type LabelledRows, readLabelled, RULES } from './labelled.ts'
import { type CurveRows, readCurveRows } from './read-curve-rows.ts'
import { ABSTAIN, abstention, foldFigures } from './train-transit-model.ts'
import { takeLabelled, TABLES } from './training-data.ts'
import { FOLDS, judged, RANKED, SEED } from './variants.ts'

const here = dirname(fileURLToPath(import.meta.url))
const VERSION = '1.0.0'
const SPLIT = `${FOLDS}-fold by star`
/** Relative difference of two periods that are the same event's. */
const SAME_PERIOD = 1e-3
/** Weak enough that it is hardly felt: two numbers are learned from hundreds of rows. */
const C = 100

/** A served model's folder, as far as it goes into the ensemble. */
interface Part {
  readonly manifest: Manifest
  readonly graph: Uint8Array
  readonly golden: Golden
  readonly outOfFold: OutOfFoldCalls
}

/**
 * Trees and light curve joined: a logistic regression of what each said, out of its folds, of signals that both know. Nothing in
 * it was fitted on a call of a model that had seen the star.
 */
export async function trainEnsemble({ folder, out }: TrainOptions): Promise<void> {
  if (folder === null) throw new Error('The folder with the tables is not there: name it with --folder.')
  const parts = { trees: readPart('koi'), network: readPart('light-curve') }
  const koi = await readLabelled(join(folder, TABLES.koi.path), RULES.koi)
  const curves = await readCurveRows(join(folder, lightCurve.table.csv), lightCurve.table)
  const rows = joinRows(koi.labelled, curves, parts)
  const { labels, stars } = rows.labelled
  const groups = groupIndex(stars)
  const random = createRandom(SEED).fork('ensemble')
  const folded = crossValidate(
    {
      labels,
      groups,
      folds: FOLDS,
      fit(train, judge) {
        const { offset, weights } = fit(rows, train)
        return Float64Array.from(judge, (r) => offset + weights[0]! * rows.trees[r]! + weights[1]! * rows.network[r]!)
      },
    },
    random.fork('evaluation'),
  )
  const { offset, weights } = fit(
    rows,
    Uint32Array.from(labels, (_, r) => r),
  )
  const stack = stackOf(parts, offset, weights)
  const { graph, inputs } = writeStack(parts, stack)
  const threshold = chooseThreshold(labels, folded.probabilities)
  const { trees, network } = parts
  const names = inputs.map(({ name }) => name)
  const matrix = computeFeatures(names, rows.labelled.quantities)
  const manifest = await writeModel(out, {
    graph,
    golden: await goldenOf(parts, stack, { names, graph }),
    outOfFold: {
      split: `${SPLIT}, first pass`,
      calls: Object.fromEntries(
        Array.from(labels, (_, r) => [
          signalKey(rows.labelled.quantities, r) ?? '',
          Number(folded.probabilities[r]!.toFixed(6)),
        ]),
      ),
    },
    manifest: {
      id: 'ensemble',
      aliases: [],
      version: VERSION,
      name: 'Kepler planet or false positive, from the row and its light curve',
      type: 'ensemble',
      domain: 'exoplanet',
      modality: 'light-curve',
      takes: 'quantities',
      summary:
        'Boosted trees on the row and networks on its light curve, weighed by what each said of signals that it had not seen.',
      labels: ['FALSE POSITIVE', 'PLANET'],
      positive: 'PLANET',
      inputs: inputs.map((input, column) => ({
        ...input,
        ...describeColumn({ matrix, features: names.length, column, labels }),
      })),
      views: (network.manifest.views ?? []).map((view) => ({ ...view, layer: PREFIX.network + view.layer })),
      stack,
      graph: {
        file: 'model.onnx',
        opset: { ...OPSET },
        input: GRAPH.input,
        outputs: { margin: GRAPH.margin, probability: GRAPH.probability },
      },
      requires: [['period'], ['epoch'], ['duration']],
      decision: { threshold, abstain: { ...ABSTAIN }, chosen_on: `best F1 of ${SPLIT}` },
      calibration: {
        method: 'platt',
        fitted_on: 'the regression that joins the parts is itself the calibration: out-of-fold log-odds of both',
        parameters: { offset, trees: weights[0]!, network: weights[1]! },
      },
      // what a part withholds of another mission's table, the whole withholds, but not what folds the curve
      transfer: {
        ...trees.manifest.transfer,
        withheld: trees.manifest.transfer.withheld.filter((name) => name !== 'epoch'),
      },
      explanation: {
        method: 'integrated-gradients',
        note: 'integrated gradients of the network and exact TreeSHAP of the trees, each by its weight; Grad-CAM of the network',
      },
      training: {
        trained_at: new Date().toISOString().slice(0, 10),
        seed: SEED,
        rows: labels.length,
        groups: new Set(stars).size,
        positives: labels.reduce((sum, label) => sum + label, 0),
        split: SPLIT,
        parameters: { C, folds: FOLDS },
        data: [...trees.manifest.training.data.slice(0, 1), ...network.manifest.training.data],
        dropped: [
          {
            what: 'labelled Kepler Objects of Interest without a folded view',
            count: koi.labelled.labels.length - labels.length,
            why: 'both parts must know a signal; it is the same one where star and period agree to a thousandth',
          },
        ],
      },
      evaluation: measure(rows, folded, groups),
      folds: foldFigures(rows.labelled, folded),
      curves: drawCurves(labels, folded.probabilities, `${SPLIT}, first pass`),
      importance: importanceOf(parts, weights),
      licence: 'MIT; trained on public data of the NASA Exoplanet Archive (doi:10.26133/NEA4)',
      intended_use:
        'To rank and pre-sort transit signals of Kepler whose row and light curve are both at hand, for a person who vets them. Not to claim a planet.',
      limits: [
        ...new Set([...trees.manifest.limits.slice(1), ...network.manifest.limits]),
        'Its figures are of the signals that both parts know, which are brighter and better studied than all.',
      ],
    },
  })
  const [auc] = manifest.evaluation
  console.log(
    `ensemble: ${labels.length} signals, AUC ${auc?.value}; weights ${weights.map((w) => w.toFixed(3)).join(', ')}`,
  )
}

const PREFIX = { trees: 'trees/', network: 'network/' } as const
type Parts = Readonly<Record<keyof typeof PREFIX, Part>>

function readPart(id: string): Part {
  const read = (name: string) => readFileSync(join(here, id, name))
  const json = (name: string): unknown => JSON.parse(read(name).toString())
  const manifest = Manifest.parse(json('manifest.json'))
  return {
    manifest,
    graph: new Uint8Array(read(manifest.graph.file)),
    golden: Golden.parse(json('golden.json')),
    outOfFold: OutOfFoldCalls.parse(json('out-of-fold.json')),
  }
}

interface JoinedRows {
  readonly labelled: LabelledRows
  /** out-of-fold log-odds */
  readonly trees: Float64Array
  readonly network: Float64Array
}

/** Labelled signals that both parts judged unseen: the same star, and periods that agree. */
function joinRows(koi: LabelledRows, curves: CurveRows, parts: Parts): JoinedRows {
  const byStar = new Map<string, number[]>()
  for (const [row, star] of curves.stars.entries()) byStar.set(star, [...(byStar.get(star) ?? []), row])
  const kept: number[] = []
  const said: { trees: number; network: number }[] = []
  for (const [row, star] of koi.stars.entries()) {
    const period = koi.quantities.values.period?.[row] ?? Number.NaN
    const other = byStar.get(star)?.find((one) => {
      const own = curves.quantities.values.period?.[one] ?? Number.NaN
      return Math.abs(own / period - 1) < SAME_PERIOD
    })
    if (other === undefined) continue
    const trees = parts.trees.outOfFold.calls[signalKey(koi.quantities, row) ?? '']
    const network = parts.network.outOfFold.calls[signalKey(curves.quantities, other) ?? '']
    if (trees === undefined || network === undefined) continue
    kept.push(row)
    said.push({ trees, network })
  }
  return {
    labelled: takeLabelled(koi, kept),
    trees: Float64Array.from(said, ({ trees }) => logOdds(trees)),
    network: Float64Array.from(said, ({ network }) => logOdds(network)),
  }
}

/** Out-of-fold calls are kept to six digits. */
function logOdds(probability: number): number {
  const kept = Math.min(1 - 1e-6, Math.max(1e-6, probability))
  return Math.log(kept / (1 - kept))
}

function fit({ labelled, trees, network }: JoinedRows, train: Uint32Array): { offset: number; weights: number[] } {
  const x = Float64Array.from([...train].flatMap((r) => [trees[r]!, network[r]!]))
  const labels = Uint8Array.from(train, (r) => labelled.labels[r]!)
  const weights = new Float64Array(train.length).fill(1)
  const { coefficients, intercept } = fitLogistic({ x, width: 2, labels, rows: train.length, weights }, { C })
  return { offset: intercept, weights: [...coefficients] }
}

function stackOf(parts: Parts, offset: number, weights: readonly number[]): Stack {
  return {
    offset,
    parts: (['trees', 'network'] as const).map((kind, i) => {
      const { id, version, graph, inputs } = parts[kind].manifest
      return {
        kind,
        model: id,
        version,
        sha256: graph.sha256,
        margin: PREFIX[kind] + graph.outputs.margin,
        inputs: inputs.map(({ name }) => name),
        weight: weights[i]!,
      }
    }),
  }
}

/** Both graphs in one: each takes its own columns of the row, and their log-odds are weighed. */
function writeStack(parts: Parts, { offset, parts: pieces }: Stack) {
  const all = [...parts.trees.manifest.inputs, ...parts.network.manifest.inputs]
  const inputs = all.filter((input, i) => all.findIndex(({ name }) => name === input.name) === i)
  const bins = (parts.network.manifest.views ?? []).reduce((sum, view) => sum + view.bins, 0)
  const graph = new OnnxGraph()
  const places = (names: readonly string[], views: boolean) => {
    const own = names.map((name) => inputs.findIndex((input) => input.name === name))
    return views ? [...own, ...Array.from({ length: bins }, (_, i) => inputs.length + i)] : own
  }
  const margins = pieces.map(({ kind, inputs: names, margin, weight }) => {
    const taken = places(names, kind === 'network')
    const own = graph.node('Gather', [GRAPH.input, graph.integers(taken, [taken.length])], {
      name: `${kind}_columns`,
      attributes: { axis: { int: 1 } },
    })
    const { graph: bytes, manifest } = parts[kind]
    graph.embed(bytes, PREFIX[kind], new Map([[manifest.graph.input, own]]))
    return graph.node('Mul', [margin, graph.floats([weight], [1])])
  })
  const sum = graph.node('Sum', margins)
  const margin = graph.node('Add', [sum, graph.floats([offset], [1])], { outputs: [GRAPH.margin] })
  graph.node('Sigmoid', [margin], { outputs: [GRAPH.probability] })
  return {
    inputs,
    graph: graph.finish({
      name: 'ensemble',
      producer: { name: 'vouch/ensemble', version: VERSION },
      input: { name: GRAPH.input, columns: inputs.length + bins },
      outputs: [GRAPH.margin, GRAPH.probability].map((name) => ({ name, columns: 1 })),
    }),
  }
}

/** Rows of the network's own golden ones, beside which each part is run by itself: their sum is what the whole must give. */
async function goldenOf(
  parts: Parts,
  { offset, parts: pieces }: Stack,
  { names, graph }: { names: readonly string[]; graph: Uint8Array },
): Promise<Golden> {
  const { network } = parts
  const own = network.manifest.inputs.map(({ name }) => name)
  const rows = network.golden.rows.map(({ features }) => [
    ...names.map((name) => (own.includes(name) ? (features[own.indexOf(name)] ?? null) : null)),
    ...features.slice(own.length),
  ])
  const margins = rows.map(() => offset)
  for (const { kind, inputs, weight } of pieces) {
    const { manifest, graph: bytes } = parts[kind]
    const taken = rows.map((row) => [
      ...inputs.map((name) => row[names.indexOf(name)] ?? null),
      ...(kind === 'network' ? row.slice(names.length) : []),
    ])
    const matrix = Float32Array.from(taken.flat().map((value) => value ?? Number.NaN))
    const open = await openGraph({ id: manifest.id, width: matrix.length / rows.length, graph: manifest.graph }, bytes)
    const { margin } = await open.run(matrix, rows.length)
    await open.close()
    for (const [r, value] of margin.entries()) margins[r]! += weight * value
  }
  const whole = Float32Array.from(rows.flat().map((value) => value ?? Number.NaN))
  const spec = { input: GRAPH.input, outputs: GRAPH }
  const joined = await openGraph({ id: 'ensemble', width: whole.length / rows.length, graph: spec }, graph)
  const scored = await joined.run(whole, rows.length)
  await joined.close()
  const worst = margins.reduce((most, margin, r) => Math.max(most, Math.abs(margin - scored.margin[r]!)), 0)
  if (!(worst <= 1e-4)) throw new Error(`The joined graph differs from its parts by ${worst}.`)
  return {
    tolerance: 1e-4,
    rows: rows.map((features, r) => ({ features, margin: margins[r]!, probability: 1 / (1 + Math.exp(-margins[r]!)) })),
  }
}

function measure({ labelled, trees, network }: JoinedRows, folded: OutOfFold, groups: Uint32Array): Metric[] {
  const { labels } = labelled
  const thresholds = new Float64Array(labels.length).fill(0.5)
  const alone = (margins: Float64Array, split: string) =>
    measureCalls(
      { labels, groups, passes: [{ probabilities: margins.map((m) => 1 / (1 + Math.exp(-m))), thresholds }] },
      { split, only: RANKED },
    )
  return [
    ...measureCalls({ labels, groups, passes: [judged(folded)] }, { split: SPLIT }),
    ...abstention(labelled, folded, SPLIT),
    ...alone(trees, 'the same signals, by koi alone'),
    ...alone(network, 'the same signals, by light-curve alone'),
    ...(
      [
        ['koi', trees],
        ['light-curve', network],
      ] as const
    ).map(([name, margins]): Metric => {
      const { difference, interval, p } = compareAuc(labels, [folded.probabilities, margins], groups)
      const words = p < 0.05 ? (difference > 0 ? 'better' : 'worse') : 'no difference that the rows could show'
      return {
        metric: 'roc_auc_difference',
        value: round(difference),
        interval: [round(interval[0]), round(interval[1])],
        n: labels.length,
        split: `ensemble less ${name}, the same signals unseen by either`,
        note: `paired test of DeLong by star: p ${p < 1e-4 ? 'below .0001' : p.toFixed(4)}, ${words}`,
      }
    }),
  ]
}

/** Each part's own importance by its weight. */
function importanceOf(parts: Parts, weights: readonly number[]): Manifest['importance'] {
  const total = weights.reduce((sum, weight) => sum + Math.abs(weight), 0)
  const shares = new Map<string, number>()
  for (const [i, kind] of (['trees', 'network'] as const).entries())
    for (const { name, importance } of parts[kind].manifest.importance)
      shares.set(name, (shares.get(name) ?? 0) + (importance * Math.abs(weights[i]!)) / total)
  return [...shares]
    .map(([name, importance]) => ({ name, importance: round(importance) }))
    .sort((a, b) => b.importance - a.importance)
    .map((item, i) => ({ ...item, rank: i + 1, method: 'each part’s own importance by the size of its weight' }))
}
