import type { LabelChoice, LeakBadge, Takes } from '@vouch/contracts/dataset'
import type { ModelType } from '@vouch/contracts/learner'
import type { Manifest, ModelInput } from '@vouch/contracts/model'
import type { TrainingResult, TrainingVisualization } from '@vouch/contracts/training'
import type { Effects } from '../explain/describe-effects.ts'
import { permutationImportance } from '../explain/permutation.ts'
import { confusion, recall } from '../measure/accuracy.ts'
import { round } from '../measure/measure-calls.ts'
import { rocAuc } from '../measure/ranking.ts'
import { describeColumn } from '../model/describe-column.ts'
import type { OpenGraph } from '../model/session.ts'
import { createRandom } from '../random.ts'
import type { Parity } from './check-parity.ts'
import type { Calibration } from './calibration.ts'
import type { TrainingSet } from './learner.ts'
import { hyperparametersOf } from './learners.ts'
import { OPSET } from './onnx-graph.ts'
import { takeRows } from './take-rows.ts'
import { GRAPH } from './to-onnx.ts'
import { foldWords } from './train-model.ts'
import type { SessionPlan, SessionResult } from './train-session.ts'

/** What a trained model is called, and what it was trained on. */
export interface SessionSubject {
  readonly modelId: string
  readonly version: string
  readonly name: string
  readonly domain: Manifest['domain']
  readonly modelType: ModelType
  /** the kind of table it was trained on, as its domain tells them apart */
  readonly tableKind: string
  /** other kinds, in which the same rows may stand */
  readonly alike: readonly string[]
  readonly dataset: { readonly id: string; readonly name: string; readonly sha256: string; readonly licence: string }
  readonly label: LabelChoice
  readonly groupKey: string | null
  readonly takes: Takes
  readonly inputs: readonly Pick<ModelInput, 'name' | 'unit' | 'description'>[]
  /** of each list a row has to have one */
  readonly requires: Manifest['requires']
  readonly trainedAt: string
  readonly seed: number
  readonly badge: LeakBadge | null
}

export interface SessionFacts {
  readonly plan: SessionPlan
  readonly session: SessionResult
  readonly graph: Pick<OpenGraph, 'run'>
  readonly sha256: string
  readonly bytes: number
  readonly parity: Parity
}

export interface DescribedSession {
  readonly manifest: Manifest
  readonly result: TrainingResult
  readonly figures: Omit<TrainingVisualization, 'session_id' | 'learning_curves' | keyof Effects>
}

/** Rows that importance is measured on at most, and shuffles of each feature. */
const IMPORTANCE = { rows: 2000, repeats: 5 } as const

/** Says of a trained model all that a manifest says, from what was measured; nothing else is claimed. */
export async function describeSession(subject: SessionSubject, facts: SessionFacts): Promise<DescribedSession> {
  const { plan, session, sha256, parity } = facts
  const { model, hyperparameters, trials } = session
  const importance = await rankFeatures(subject, facts)
  const { set, groups } = plan
  const positives = set.labels.reduce((sum, label) => sum + label, 0)
  const result: TrainingResult = {
    model_id: subject.modelId,
    model_sha256: sha256,
    hyperparameters,
    threshold: model.threshold,
    metrics: [...model.metrics],
    rows: set.rows,
    groups: countGroups(subject, groups),
    positives,
    features: subject.inputs.map(({ name }) => name),
    stopped_at: model.stoppedAt,
    parity: { probability: parity.probability, rows: parity.rows },
    trials: trials.map(({ interval, score, ...trial }) => ({
      ...trial,
      score: Number.isFinite(score) ? score : null,
      interval: interval === null ? null : [interval[0], interval[1]],
    })),
  }
  return {
    manifest: manifestOf(subject, facts, {
      positives,
      importance: [
        ...importance.ranked.map((item) => ({ ...item, method: importance.method })),
        ...rankGains(subject, session),
      ],
    }),
    result,
    figures: {
      out_of_fold: model.curves,
      test: model.testCurves,
      importance: importance.ranked,
      confusion: countCalls(facts),
    },
  }
}

function manifestOf(
  subject: SessionSubject,
  { plan, session, sha256, bytes, parity }: SessionFacts,
  { positives, importance }: Pick<Manifest, 'importance'> & { positives: number },
): Manifest {
  const { set, groups } = plan
  const { model } = session
  const split = `${foldWords(model.outOfFold, plan.folds)} by ${subject.groupKey ?? 'row'}`
  const chosen = `out-of-fold calls of ${split}`
  const positive = subject.label.positive.join(' or ')
  return {
    id: subject.modelId,
    aliases: [],
    version: subject.version,
    name: subject.name,
    type: subject.modelType,
    domain: subject.domain,
    modality: 'table',
    summary: `Trained here on ${subject.dataset.name}.`,
    labels: [subject.label.negative.join(' or '), positive],
    positive,
    inputs: subject.inputs.map((input, column) => ({
      ...input,
      group: 'row',
      may_be_missing: true,
      ...describeColumn({ matrix: set.matrix, features: set.features, column, labels: set.labels }),
    })),
    takes: subject.takes,
    graph: {
      file: 'model.onnx',
      sha256,
      bytes,
      opset: { ...OPSET },
      input: GRAPH.input,
      outputs: { margin: GRAPH.margin, probability: GRAPH.probability },
    },
    decision: { threshold: model.threshold, abstain: null, chosen_on: `${plan.decision.by} on ${chosen}` },
    calibration: { fitted_on: chosen, ...describeCalibration(model.calibration) },
    requires: subject.requires,
    transfer: {
      trained_on: [subject.tableKind],
      ...(subject.alike.length > 0 ? { same_quantities: [...subject.alike] } : {}),
      // what another mission measures in its own way is taken as it is: to this model a gap is a verdict (decision 0016)
      withheld: [],
      why:
        subject.takes === 'columns'
          ? 'Another table is outside its training, whatever its columns are called.'
          : 'Other tables measure the same quantities in their own way: its threshold may be far off there.',
    },
    explanation: explanationOf(subject.modelType),
    training: {
      trained_at: subject.trainedAt,
      seed: subject.seed,
      rows: set.rows,
      groups: countGroups(subject, groups),
      positives,
      fewest_inputs: fewestInputs(set),
      split,
      parameters: parametersOf(subject, session),
      data: [
        {
          name: subject.dataset.name,
          sha256: subject.dataset.sha256,
          rows: set.rows,
          licence: subject.dataset.licence,
          source: subject.dataset.id,
        },
      ],
      dropped: [],
    },
    evaluation: [
      ...model.metrics,
      {
        metric: 'largest_difference_to_trainer',
        value: parity.probability,
        interval: null,
        n: parity.rows,
        split: 'onnxruntime against the trainer',
      },
    ],
    folds: measureFolds(plan, model),
    curves: model.curves,
    importance,
    badge: subject.badge,
    licence: subject.dataset.licence,
    intended_use: 'To be tried on tables like the one it was trained on, and checked by an expert.',
    limits: limitsOf(subject, plan),
  }
}

/** Values of the row that has the fewest. */
function fewestInputs({ matrix, rows, features }: TrainingSet): number {
  let fewest = features
  for (let row = 0; row < rows; row++) {
    let filled = 0
    for (let c = 0; c < features; c++) if (!Number.isNaN(matrix[row * features + c])) filled++
    fewest = Math.min(fewest, filled)
  }
  return fewest
}

/** Rows that were split one by one are in no groups. */
function countGroups({ groupKey }: SessionSubject, groups: ArrayLike<number>): number | null {
  return groupKey === null ? null : new Set(Array.from(groups)).size
}

function describeCalibration(calibration: Calibration): Omit<Manifest['calibration'], 'fitted_on'> {
  switch (calibration.method) {
    case 'none':
      return { method: 'none', parameters: {} }
    case 'platt': {
      const { slope, offset } = calibration.platt
      return { method: 'platt', parameters: { slope: Math.fround(slope), offset: Math.fround(offset) } }
    }
    case 'isotonic': {
      const { x, y } = calibration.isotonic
      return { method: 'isotonic', parameters: {}, knots: { margin: [...x], log_odds: [...y] } }
    }
  }
}

function explanationOf(modelType: ModelType): Manifest['explanation'] {
  if (modelType === 'xgboost' || modelType === 'random_forest' || modelType === 'decision_tree')
    return { method: 'tree-shap', note: 'exact, from the trees of the graph' }
  if (modelType === 'logistic_regression' || modelType === 'pca')
    return { method: 'linear-shap', note: 'exact: its log-odds are a sum over the columns' }
  return { method: 'kernel-shap', note: 'sampled, with its error' }
}

function parametersOf(subject: SessionSubject, { hyperparameters }: SessionResult): Manifest['training']['parameters'] {
  const names = hyperparametersOf(subject.modelType).map(({ name }) => name)
  const own = names.flatMap((name) => {
    const value = hyperparameters[name]
    return value === undefined || value === null ? [] : [[name, value] as const]
  })
  const { weight } = subject.label
  return Object.fromEntries(weight ? [...own, ['sample_weight', weight]] : own)
}

function limitsOf({ groupKey, badge, label }: SessionSubject, { testShare }: SessionPlan): string[] {
  return [
    `Positive means ${label.column} = ${label.positive.join(' or ')}; negative ${label.negative.join(' or ')}.`,
    ...(label.only ? [`Rows with ${label.only.column} = ${label.only.values.join(' or ')} count, no others.`] : []),
    ...(label.weight
      ? [`It learned each row by its weight in ${label.weight}; its figures count every row once.`]
      : []),
    ...(groupKey === null
      ? ['Rows were split one by one: if several are of one object, the figures are too good.']
      : []),
    ...(testShare === 0 ? ['No test was locked away: the figures are out of fold.'] : []),
    ...(badge ? ['It was trained over a warning: one of its inputs may tell the answer.'] : []),
  ]
}

type Ranked = TrainingVisualization['importance'][number]

/** What the model loses in AUC when a feature is shuffled, on rows of the test where there is one. */
async function rankFeatures(
  { inputs, seed }: SessionSubject,
  { plan, session, graph }: SessionFacts,
): Promise<{ ranked: Ranked[]; method: string }> {
  const { test, outOfFold } = session.model
  const random = createRandom(seed).fork('importance')
  const all = random.shuffle(Uint32Array.from(test?.rows ?? outOfFold.rows))
  const rows = takeRows(plan.set, all.slice(0, IMPORTANCE.rows))
  const score = async (matrix: Float32Array, count: number) => (await graph.run(matrix, count)).margin
  const { importances } = await permutationImportance(score, rows, {
    metric: rocAuc,
    repeats: IMPORTANCE.repeats,
    random,
  })
  const ranked = importances
    .map(({ features: [column = 0], drop, interval }) => ({
      name: inputs[column]?.name ?? '',
      importance: round(drop),
      interval: interval && ([round(interval[0]), round(interval[1])] satisfies [number, number]),
    }))
    .sort((a, b) => b.importance - a.importance)
    .map((item, i) => ({ ...item, rank: i + 1 }))
  const where = test ? 'the locked test' : 'the training rows'
  return {
    ranked,
    method: `loss of AUC when shuffled, on ${where}`,
  }
}

/** Trees also say how much of what their splits gained was by which feature; of a tree without a split there is nothing to say. */
function rankGains({ inputs }: SessionSubject, { gains }: SessionResult): Manifest['importance'] {
  if (!gains?.some((gain) => gain > 0)) return []
  return inputs
    .map(({ name }, i) => ({ name, importance: round(gains[i] ?? 0) }))
    .sort((a, b) => b.importance - a.importance)
    .map((item, i) => ({ ...item, rank: i + 1, method: 'share of the splits’ gain' }))
}

/** Each fold by itself, its rows called as the whole's figures call them. */
function measureFolds({ set }: SessionPlan, { outOfFold }: SessionResult['model']): Manifest['folds'] {
  const { rows, fold, probabilities, thresholds } = outOfFold
  return [...new Set(fold)]
    .toSorted((a, b) => a - b)
    .map((k) => {
      const own = [...fold.keys()].filter((i) => fold[i] === k)
      const labels = own.map((i) => set.labels[rows[i]!]!)
      const counts = confusion(
        labels,
        own.map((i) => probabilities[i]! - thresholds[i]!),
        0,
      )
      const auc = rocAuc(
        labels,
        own.map((i) => probabilities[i]!),
      )
      return { fold: k + 1, n: own.length, recall: measured(recall(counts)), roc_auc: measured(auc) }
    })
}

function measured(value: number): number | null {
  return Number.isFinite(value) ? round(value) : null
}

function countCalls({ plan, session }: SessionFacts): TrainingVisualization['confusion'] {
  const { test, outOfFold, threshold } = session.model
  const { rows, probabilities } = test ?? outOfFold
  const counts = confusion(
    Array.from(rows, (row) => plan.set.labels[row]!),
    probabilities,
    threshold,
  )
  return {
    true_positives: counts.truePositives,
    false_positives: counts.falsePositives,
    true_negatives: counts.trueNegatives,
    false_negatives: counts.falseNegatives,
  }
}
