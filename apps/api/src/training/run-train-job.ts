import { join } from 'node:path'
import { LabelChoice, LeakBadge, Takes } from '@vouch/contracts/dataset'
import { DomainId } from '@vouch/contracts/domain'
import {
  CalibrationMethod,
  Hyperparameters,
  ModelType,
  SearchSettings,
  ThresholdChoice,
} from '@vouch/contracts/learner'
import { TrainedModelId, TrainingId } from '@vouch/contracts/training'
import { z } from 'zod'
import type { JobHandlers, JobOutcome, JobWork } from '../job/job-runner.ts'
import type { Services } from '../services.ts'
import { TrainNote, type TrainResult } from '../worker/train-task.ts'
import { isStopAsked, keepTrained } from './store.ts'

export const TRAIN_JOB = 'train'

/** A training that is worked on later, as its job keeps it: all that decides its model is fixed when it is accepted. */
export const TrainJobInput = z.object({
  session_id: TrainingId,
  model_id: TrainedModelId,
  name: z.string(),
  trained_at: z.iso.date(),
  domain: DomainId,
  table_kind: z.string().default('generic'),
  dataset: z.object({ id: z.string(), name: z.string(), sha256: z.string(), licence: z.string() }),
  model_type: ModelType,
  hyperparameters: Hyperparameters,
  given: z.array(z.string()),
  label: LabelChoice,
  group_key: z.string().nullable(),
  takes: Takes.default('columns'),
  features: z.array(z.string()),
  folds: z.int(),
  test_share: z.number(),
  calibration: CalibrationMethod,
  decision: ThresholdChoice,
  search: SearchSettings,
  balanced: z.boolean(),
  seed: z.int(),
  badge: LeakBadge.nullable(),
  /** the training that is done again, and the graph that it made; null for one that was asked for anew */
  reproduces: z.object({ session_id: TrainingId, model_sha256: z.string() }).nullable().default(null),
})
export type TrainJobInput = z.infer<typeof TrainJobInput>

/** The longest search over a large table; one that takes longer was meant otherwise. */
const TRAIN_MS = 6 * 3_600_000
const LOOK_MS = 500

export function trainJobs(services: Services): JobHandlers {
  return { [TRAIN_JOB]: { deadlineMs: TRAIN_MS, run: (work) => runTrainJob(services, work) } }
}

async function runTrainJob(services: Services, work: JobWork): Promise<JobOutcome> {
  const input = TrainJobInput.parse(work.input)
  const folder = await services.files.createWorkFolder()
  const stop = new SharedArrayBuffer(4)
  const looking = lookForStop(services, input.session_id, stop)
  try {
    const { dataset } = input
    const upload = { file: await services.files.open(dataset.sha256), name: dataset.name, kind: 'table' as const }
    const made = await services.trainers.run(
      {
        upload,
        dataset,
        domain: input.domain,
        tableKind: input.table_kind,
        modelId: input.model_id,
        name: input.name,
        trainedAt: input.trained_at,
        modelType: input.model_type,
        hyperparameters: input.hyperparameters,
        given: input.given,
        label: input.label,
        groupKey: input.group_key,
        takes: input.takes,
        features: input.features,
        folds: input.folds,
        testShare: input.test_share,
        calibration: input.calibration,
        decision: input.decision,
        search: input.search,
        balanced: input.balanced,
        seed: input.seed,
        badge: input.badge,
        folder: folder.path,
        checkpoints: join(services.settings.VOUCH_HOME, 'jobs', work.id),
        stop,
      },
      { deadlineMs: TRAIN_MS, signal: work.signal, onNote: (note) => tell(work, note) },
    )
    return await outcomeOf(services, input, made, folder.path)
  } finally {
    clearInterval(looking)
    await folder.remove()
  }
}

function tell(work: JobWork, note: unknown): void {
  const { stage, share, detail } = TrainNote.parse(note)
  work.note(Math.min(99.9, 100 * share), stage, detail)
}

/** Raises the flag in the thread's memory once somebody wants the best so far. */
function lookForStop({ database, log }: Services, id: string, stop: SharedArrayBuffer): NodeJS.Timeout {
  const flag = new Int32Array(stop)
  return setInterval(() => {
    if (Atomics.load(flag, 0) === 1) return
    isStopAsked(database.sql, id)
      .then((asked) => asked && Atomics.store(flag, 0, 1))
      .catch((error: unknown) => log.warn({ err: error }, 'whether a training is to stop cannot be asked'))
  }, LOOK_MS)
}

async function outcomeOf(
  services: Services,
  input: TrainJobInput,
  { manifest, result, figures }: TrainResult,
  folder: string,
): Promise<JobOutcome> {
  const [graph, calls] = await Promise.all(
    ['model.onnx', 'calls.parquet'].map((name) => services.files.prepareFile(join(folder, name))),
  )
  if (!graph || !calls) throw new Error('A trainer wrote no files.')
  return {
    result: { prediction_id: null, model_id: manifest.id },
    async keep(transaction) {
      await services.files.note(transaction, [graph, calls])
      const parts = { manifest, result, figures, graphSha256: graph.sha256, callsSha256: calls.sha256 }
      await keepTrained(transaction, input.session_id, parts)
    },
  }
}
