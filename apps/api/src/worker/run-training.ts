import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VouchError } from '@vouch/core/error'
import { describeEffects } from '@vouch/core/explain/describe-effects'
import { rowWeights } from '@vouch/core/learn/label-rows'
import { describeSession, type SessionSubject } from '@vouch/core/learn/describe-session'
import { type SessionPlan, type SessionResult, trainSession } from '@vouch/core/learn/train-session'
import type { TrainingProgress } from '@vouch/core/learn/train-model'
import { GRAPH } from '@vouch/core/learn/to-onnx'
import { openGraph } from '@vouch/core/model/session'
import { createRandom } from '@vouch/core/random'
import type { TableLimits } from '@vouch/core/table/table'
import { DOMAINS } from '../domains/domains.ts'
import { writeTrainingCalls } from '../training/calls-file.ts'
import { VERSION } from '../version.ts'
import { createLearningCurves, type LearningCurves, readLearningCurves } from './learning-curves.ts'
import { type LabelledMatrix, readLabelledMatrix } from './labelled-matrix.ts'
import type { NotePool } from './serve-tasks.ts'
import type { TrainNote, TrainResult, TrainTask } from './train-task.ts'

/** Largest difference of probability between a graph and its trainer that is served. */
const PARITY = 1e-4
/** Progress is told at most this often: each time is a message. */
const NOTE_MS = 250
/** Rows that a graph is compared on at once: nearest neighbours hold a distance to every row of training for each. */
const ROWS_AT_ONCE = 1024

/**
 * A whole training, in a thread: reads the table, searches, trains fold by fold, measures, and writes graph and calls.
 * @throws VouchError `invalid` when the rows are not enough for what was asked
 */
export async function runTraining(task: TrainTask, limits: TableLimits, notePool: NotePool): Promise<TrainResult> {
  const note = (told: TrainNote) => notePool(told)
  note({ stage: 'reading', share: 0, detail: null })
  const table = await readLabelledMatrix(task.upload, task, limits)
  const plan = planOf(task, table)
  const known = await readFolds(task.checkpoints)
  const earlier = await readLearningCurves(
    task.checkpoints,
    [...known.keys()].map((fold) => fold + 1),
  )
  const curves = createLearningCurves(task.checkpoints, earlier)
  const watch = createWatch(task, curves, note)
  const session = await trainSession(plan, {
    random: createRandom(task.seed),
    known,
    wantsStop: watch.wantsStop,
    onFold: watch.onFold,
    onProgress: watch.onProgress,
    onTrial: watch.onTrial,
  }).catch(inWords)
  const judged = new Set(session.model.outOfFold.fold)
  const kept = curves.kept.filter(({ fold }) => fold === null || judged.has(fold - 1))
  return finish(task, { table, plan, session, curves: kept })
}

function planOf(task: TrainTask, { matrix, labels, groups, weights: own }: LabelledMatrix): SessionPlan {
  const { modelType, hyperparameters, features, folds, testShare, calibration, decision, search, given } = task
  const splitBy = task.groupKey === null ? 'row' : 'group'
  const weights = rowWeights(labels, { weights: own, balanced: task.balanced })
  return {
    modelType,
    hyperparameters,
    set: {
      matrix,
      rows: labels.length,
      features: features.length,
      labels,
      ...(weights && { weights }),
    },
    groups,
    splitBy,
    folds,
    testShare,
    calibration,
    decision,
    search,
    given,
    graph: { name: modelType, producer: { name: 'vouch', version: VERSION } },
  }
}

/** What a learner says of rows that are too few, or of one label, is for whoever sent them. */
function inWords(error: unknown): never {
  if (error instanceof RangeError) throw new VouchError('invalid', error.message)
  throw error
}

/** What the inputs are called, and what a row has to have of them. */
function inputsOf({ takes, domain, features }: TrainTask): Pick<SessionSubject, 'inputs' | 'requires'> {
  if (takes === 'columns') {
    const inputs = features.map((name) => ({ name, unit: '', description: `column “${name}” of the table` }))
    return { inputs, requires: [[...features]] }
  }
  const known = new Map(DOMAINS[domain].features.map((feature) => [feature.name, feature]))
  const made = features.flatMap((name) => known.get(name) ?? [])
  return {
    inputs: made.map(({ name, unit, description }) => ({ name, unit, description })),
    requires: [[...new Set(made.flatMap(({ needs }) => needs))]],
  }
}

function createWatch(task: TrainTask, curves: LearningCurves, note: (told: TrainNote) => void) {
  const stop = new Int32Array(task.stop)
  let toldMs = 0
  let trial: { trial: number; trials: number } | null = null
  const wantsStop = () => Atomics.load(stop, 0) === 1
  return {
    wantsStop,
    onFold(fold: number, margins: Float32Array) {
      // what was cut short is no whole fold for whoever goes on
      if (wantsStop()) return
      // before the fold itself: a fold that is known has its curve
      curves.save(fold + 1)
      mkdirSync(task.checkpoints, { recursive: true })
      const path = join(task.checkpoints, `fold-${fold}`)
      writeFileSync(`${path}.part`, new Uint8Array(margins.buffer, margins.byteOffset, margins.byteLength))
      renameSync(`${path}.part`, path)
    },
    onTrial(_told: unknown, planned: number) {
      trial = { trial: (trial?.trial ?? 0) + 1, trials: planned }
      note({ stage: 'searching', share: trial.trial / planned, detail: detailOf(task, null, { trial, curves }) })
    },
    onProgress(progress: TrainingProgress) {
      const { round, fold } = progress
      if (round) curves.add(fold === null ? null : fold + 1, round)
      const now = performance.now()
      if (round && now - toldMs < NOTE_MS) return
      toldMs = now
      note({ stage: progress.stage, share: progress.share, detail: detailOf(task, progress, { trial, curves }) })
    },
  }
}

function detailOf(
  { folds }: TrainTask,
  progress: TrainingProgress | null,
  { trial, curves }: { readonly trial: { trial: number; trials: number } | null; readonly curves: LearningCurves },
): TrainNote['detail'] {
  const { fold = null, round = null, rocAuc = null } = progress ?? {}
  const trained = progress === null ? 1 : fold === null ? null : fold + 1
  return {
    fold: fold === null ? null : Math.min(folds, fold + 1),
    folds,
    round: round?.round ?? null,
    rounds: round?.rounds ?? null,
    loss: round?.loss ?? null,
    validation_loss: round?.validationLoss ?? null,
    roc_auc: rocAuc,
    trial: trial?.trial ?? null,
    trials: trial?.trials ?? null,
    ...curves.told(trained),
  }
}

/** Folds that an earlier attempt of the same training has done. */
async function readFolds(folder: string): Promise<Map<number, Float32Array>> {
  const known = new Map<number, Float32Array>()
  for (const name of await readdir(folder).catch(() => [])) {
    const fold = /^fold-(\d+)$/.exec(name)?.[1]
    if (fold === undefined) continue
    const bytes = await readFile(join(folder, name))
    known.set(Number(fold), new Float32Array(new Uint8Array(bytes).buffer))
  }
  return known
}

async function finish(
  task: TrainTask,
  made: {
    readonly table: LabelledMatrix
    readonly plan: SessionPlan
    readonly session: SessionResult
    readonly curves: TrainResult['figures']['learning_curves']
  },
): Promise<TrainResult> {
  const { table, plan, session, curves } = made
  const { onnx, model } = session
  const sha256 = createHash('sha256').update(onnx).digest('hex')
  const graph = await openGraph(
    {
      id: task.modelId,
      width: plan.set.features,
      graph: { input: GRAPH.input, outputs: GRAPH },
      rowsAtOnce: ROWS_AT_ONCE,
    },
    onnx,
  )
  try {
    const parity = await session.parity(graph, plan.set.matrix)
    if (!(parity.probability <= PARITY))
      throw new Error(`The graph of ${task.modelId} differs from its trainer by ${parity.probability}.`)
    const described = await describeSession(
      { ...task, version: '1.0.0', alike: DOMAINS[task.domain].alike[task.tableKind] ?? [], ...inputsOf(task) },
      { plan, session, graph, sha256, bytes: onnx.length, parity },
    )
    const { test, trained } = model
    const effects = await describeEffects({ ...graph, manifest: described.manifest }, onnx, {
      rows: {
        set: plan.set,
        shown: test?.rows ?? trained,
        split: test ? 'the locked test' : 'the rows it was trained on',
        trained,
        ranked: described.figures.importance.map(({ name }) => name),
      },
      random: createRandom(task.seed).fork('effects'),
    })
    await mkdir(task.folder, { recursive: true })
    await writeFile(join(task.folder, 'model.onnx'), onnx)
    await writeTrainingCalls(join(task.folder, 'calls.parquet'), { ...table, model })
    return {
      manifest: described.manifest,
      result: described.result,
      figures: { ...described.figures, ...effects, learning_curves: curves },
    }
  } finally {
    await graph.close()
  }
}
