import { NOT_A_MEDICAL_DEVICE } from '@vouch/contracts/domains/heart'
import type { Metric } from '@vouch/contracts/metric'
import type { Manifest, OutOfFoldCalls } from '@vouch/contracts/model'
import { patientKey } from '@vouch/core/domains/heart/patient-key'
import { calibrateMargins } from '@vouch/core/learn/calibration'
import { learnerToOnnx } from '@vouch/core/learn/learner-to-onnx'
import { OPSET } from '@vouch/core/learn/onnx-graph'
import { GRAPH } from '@vouch/core/learn/to-onnx'
import { sigmoid } from '@vouch/core/learn/tree'
import { drawCurves } from '@vouch/core/measure/draw-curves'
import { round } from '@vouch/core/measure/measure-calls'
import { rocAuc } from '@vouch/core/measure/ranking'
import { openGraph } from '@vouch/core/model/session'
import { createRandom } from '@vouch/core/random'
import { writeModel } from '../write-model.ts'
import { additiveModel } from './additive-model.ts'
import { compareOthers } from './compare-others.ts'
import { describeInputs, drawBackground, goldenRows, rankInputs, type Score } from './describe-heart.ts'
import { HOSPITAL_WORDS, type Hospital } from './hospitals.ts'
import { abstainBand, LEFT_OUT, measureAlone, measureLeftOut, passOf, THRESHOLD } from './measure-left-out.ts'
import { fitWith, judgeLeftOut, labelsOf, type LeftOut, setOf, trainKept } from './procedure.ts'
import { SEED } from './settings.ts'
import { DROPPED, LIMITS, SUMMARY, WHY_TRANSFER } from './words.ts'

const ID = 'heart-risk'
const VERSION = '1.0.0'

export interface MakeOptions {
  readonly folder: string
  readonly trainedAt: string
  readonly log: (line: string) => void
}

/** Chooses, trains, measures, exports, checks and writes the model of the four hospitals. */
export async function makeHeartModel(
  hospitals: readonly Hospital[],
  { folder, trainedAt, log }: MakeOptions,
): Promise<Manifest> {
  const random = createRandom(SEED)
  const left = judgeLeftOut(hospitals, random.fork('left out'))
  log('each hospital left out, settings chosen without it')
  const { chosen, model } = trainKept(hospitals, random)
  const set = setOf(hospitals)
  const calibration = { method: 'platt', platt: chosen.platt } as const
  const score: Score = (matrix, rows) => calibrateMargins(additiveModel.predict(model, matrix, rows), calibration)
  const graph = learnerToOnnx(
    { learner: additiveModel, fitted: model, calibration, features: set.features },
    { name: 'additive', producer: { name: `vouch/${ID}`, version: VERSION } },
  )
  const background = drawBackground(set, random.fork('background'))
  const threshold = THRESHOLD
  const abstain = abstainBand(left)
  const pooled = passOf(left)
  const [cleveland] = hospitals
  const own = left.find(({ hospital }) => hospital === cleveland)
  const evaluation = [
    ...measureLeftOut(left, random.fork('intervals')),
    ...abstention(left, { threshold, abstain }),
    ...(cleveland && own
      ? measureAlone(cleveland, {
          fit: fitWith(own.chosen.settings),
          random: random.fork('alone'),
          settled: 'with the settings that the other three hospitals chose',
        })
      : []),
    ...compareOthers(hospitals, random.fork('others')),
    ...(await parity(score, graph, set)),
  ]
  log('measured')
  const { line, steps, lineShare } = chosen.settings
  const manifest = {
    id: ID,
    aliases: [],
    version: VERSION,
    name: 'Coronary artery disease, from thirteen values',
    type: 'additive_model',
    domain: 'heart' as const,
    modality: 'table' as const,
    takes: 'quantities' as const,
    summary: SUMMARY,
    labels: ['NO DISEASE', 'DISEASE'],
    positive: 'DISEASE',
    inputs: describeInputs(set),
    graph: {
      file: 'model.onnx',
      opset: { ...OPSET },
      input: GRAPH.input,
      outputs: { margin: GRAPH.margin, probability: GRAPH.probability },
    },
    requires: [['age'], ['sex'], ['cp']],
    decision: { threshold, abstain, chosen_on: 'set beforehand: more likely than not' },
    calibration: {
      method: 'platt' as const,
      fitted_on:
        'margins of each hospital by a model of the other three, with one slope for all and the mean of their intercepts',
      parameters: { ...chosen.platt },
    },
    transfer: { trained_on: ['patients'], withheld: [], why: WHY_TRANSFER },
    explanation: {
      method: 'linear-shap' as const,
      note: 'a sum over the inputs, explained exactly; background.json holds what unknown values are taken from',
    },
    training: {
      trained_at: trainedAt,
      seed: SEED,
      rows: set.rows,
      groups: hospitals.length,
      positives: set.labels.reduce((sum, one) => sum + one, 0),
      fewest_inputs: fewestInputs(set.matrix, set.features),
      split: LEFT_OUT,
      parameters: {
        C: line.C,
        line_share: lineShare,
        ...steps,
        depth: 1,
        chosen_by: 'mean ROC AUC of hospitals left out',
      },
      data: hospitals.map(({ name, sha256, labels, doubled }) => ({
        name: `UCI heart disease, ${HOSPITAL_WORDS[name]}`,
        sha256,
        rows: labels.length + doubled,
        licence: 'CC BY 4.0',
        source: 'UCI Machine Learning Repository, doi:10.24432/C52P4X',
      })),
      dropped: DROPPED.map((item) =>
        item.what.startsWith('a second row')
          ? { ...item, count: hospitals.reduce((sum, h) => sum + h.doubled, 0) }
          : item,
      ),
    },
    evaluation,
    folds: left.map((one, fold) => foldOf(one, fold)),
    curves: drawCurves(labelsOf(hospitals), pooled.probabilities, LEFT_OUT),
    importance: await rankInputs(score, set, background),
    licence: 'MIT; trained on the UCI heart disease data (Janosi, Steinbrunn, Pfisterer, Detrano 1988), CC BY 4.0',
    intended_use: `To show how a model’s calls, a doctor’s verdicts and outcomes are kept side by side, and for teaching and research on these data. ${NOT_A_MEDICAL_DEVICE}`,
    limits: [...LIMITS],
  }
  return writeModel(folder, {
    manifest,
    graph,
    golden: goldenRows(score, model),
    outOfFold: outOfFold(left),
    background,
  })
}

function fewestInputs(matrix: Float32Array, features: number): number {
  let fewest = features
  for (let from = 0; from < matrix.length; from += features) {
    const filled = matrix.subarray(from, from + features).reduce((sum, value) => sum + Number(!Number.isNaN(value)), 0)
    fewest = Math.min(fewest, filled)
  }
  return fewest
}

function foldOf({ hospital: { labels }, probabilities }: LeftOut, fold: number): Manifest['folds'][number] {
  const positives = labels.reduce((sum, one) => sum + one, 0)
  const found = labels.reduce((sum, one, row) => sum + Number(one === 1 && probabilities[row]! >= THRESHOLD), 0)
  return { fold, n: labels.length, recall: round(found / positives), roc_auc: round(rocAuc(labels, probabilities)) }
}

function outOfFold(left: readonly LeftOut[]): OutOfFoldCalls {
  const calls = left.flatMap(({ hospital, probabilities }) =>
    Array.from(probabilities, (p, row) => [patientKey(hospital.patients, row), Number(p.toFixed(6))] as const),
  )
  return { split: LEFT_OUT, calls: Object.fromEntries(calls.filter(([key]) => key !== null)) }
}

function abstention(
  left: readonly LeftOut[],
  { threshold, abstain }: { threshold: number; abstain: { from: number; to: number } },
): Metric[] {
  const labels = labelsOf(left.map(({ hospital }) => hospital))
  const { probabilities } = passOf(left)
  const rows = [...labels.keys()]
  const isInside = (row: number) => probabilities[row]! >= abstain.from && probabilities[row]! < abstain.to
  const right = (some: readonly number[]) =>
    round(some.filter((row) => probabilities[row]! >= threshold === (labels[row] === 1)).length / some.length)
  const [inside, outside] = [rows.filter(isInside), rows.filter((row) => !isInside(row))]
  const note = `abstained: probability from ${abstain.from} to ${abstain.to}, the tenths round the threshold ${threshold} in which calls were right less than 7 times in 10`
  const metric = (name: string, value: number, n: number): Metric => ({
    metric: name,
    value,
    interval: null,
    n,
    split: LEFT_OUT,
    note,
  })
  return [
    metric('abstained_share', round(inside.length / rows.length), rows.length),
    metric('accuracy_when_abstained', right(inside), inside.length),
    metric('accuracy_when_not_abstained', right(outside), outside.length),
  ]
}

/** Scores every training row with onnxruntime and with the trainer. */
async function parity(
  score: Score,
  graph: Uint8Array,
  { matrix, rows, features }: ReturnType<typeof setOf>,
): Promise<Metric[]> {
  const open = await openGraph({ id: ID, width: features, graph: { input: GRAPH.input, outputs: GRAPH } }, graph)
  const served = await open.run(matrix, rows)
  const own = score(matrix, rows)
  let worst = 0
  for (let r = 0; r < rows; r++)
    worst = Math.max(worst, Math.abs(own[r]! - served.margin[r]!), Math.abs(sigmoid(own[r]!) - served.probability[r]!))
  await open.close()
  if (!(worst <= 1e-5)) throw new Error(`The graph of ${ID} differs from the trainer by ${worst}.`)
  return [
    {
      metric: 'largest_difference_to_trainer',
      value: worst,
      interval: null,
      n: rows,
      split: 'onnxruntime against the trainer',
      note: 'margin and probability of every training row',
    },
  ]
}
