import type { ModelState, TrainModelInput, TrainModelOutput } from '@vouch/contracts/clinic'
import { NOT_A_MEDICAL_DEVICE } from '@vouch/contracts/domains/heart'
import { FINAL_JOB_STATES } from '@vouch/contracts/job'
import { TrainingId, TrainingResult } from '@vouch/contracts/training'
import { isAdmin, isExpert } from '../account/caller.ts'
import { datasetFromReviews } from '../dataset/from-reviews.ts'
import { deleteDataset, openDataset } from '../dataset/datasets.ts'
import { loadLabelledCalls } from '../dataset/labelled-calls.ts'
import { placeCalls } from '../dataset/labelled-rows.ts'
import { heart } from '../domains/heart/domain.ts'
import { defaultModel } from '../model/default-model.ts'
import { performanceOf } from '../model/performance.ts'
import { startTraining } from '../training/start-training.ts'
import { listTrainings, type StoredTraining } from '../training/store.ts'
import type { Context } from '../trpc.ts'
import { requireDoctor } from './whose.ts'

const DAY_MS = 86_400_000
const MOST_DAYS = 3650
/** Of an account's trainings, those that are looked through for one on the clinic's calls. */
const LOOKED_AT = 50
/** How a training on feedback is called. */
const ON_FEEDBACK = / on heart calls of known label, /
const NEXT =
  'Nothing that was trained answers before it is promoted: POST /api/models/heart-risk/promote with dry_run shows what would change, and for whom.'

/**
 * Trains a model on the calls whose label has become known. It answers nobody: the gate and an expert decide about that.
 * @throws VouchError `forbidden` for who is no doctor; `invalid` where too few labels are known, saying how many there are
 */
export async function trainModel(ctx: Context, input: TrainModelInput): Promise<TrainModelOutput> {
  const accountId = requireDoctor(ctx)
  const { model_type, force_retrain, days_back, include_agreed } = input
  const last = await lastTraining(ctx, accountId)
  const state = last && (await stateOf(ctx, last))
  if (last && state && !isOver(state.status)) return begun(last, 'running')
  const made = await datasetFromReviews(ctx, {
    domain: heart.id,
    days_back,
    include_agreed,
    min_rows: 50,
    weights: {},
    weighted: false,
  })
  if (last && state?.status === 'completed' && !force_retrain && (await isSame(ctx, last, made.dataset_id))) {
    await deleteDataset(ctx, made.dataset_id)
    return begun(last, 'up_to_date')
  }
  const accepted = await startTraining(ctx, { model_type, ...made.training })
  return {
    success: true,
    status: 'started',
    session_id: accepted.session_id,
    dataset_id: made.dataset_id,
    labels: made.labels,
    location: accepted.location,
    next: NEXT,
  }
}

function begun(last: StoredTraining, status: 'running' | 'up_to_date'): TrainModelOutput {
  return {
    success: true,
    status,
    session_id: TrainingId.parse(last.id),
    dataset_id: last.datasetId,
    labels: null,
    location: `/api/training/status/${last.id}`,
    next: NEXT,
  }
}

/** An account's last training on the clinic's calls. */
async function lastTraining({ services }: Context, accountId: string): Promise<StoredTraining | null> {
  const found = await listTrainings(services.database.sql, accountId, { limit: LOOKED_AT })
  return found.find(({ name }) => ON_FEEDBACK.test(name)) ?? null
}

async function stateOf({ services }: Context, { jobId }: StoredTraining) {
  const job = await services.jobs.find(jobId)
  return job && { status: job.state, progress: job.progress }
}

function isOver(state: (typeof FINAL_JOB_STATES)[number] | 'queued' | 'running'): boolean {
  return FINAL_JOB_STATES.some((one) => one === state)
}

/** The same bytes: the same rows with the same labels, weights and groups. */
async function isSame({ services, caller }: Context, last: StoredTraining, datasetId: string): Promise<boolean> {
  return (await openDataset(services, caller, datasetId)).sha256 === last.datasetSha256
}

/** What answers in the clinic, and what could be learned for the next one. */
export async function modelState(ctx: Context): Promise<ModelState> {
  const { services, caller } = ctx
  const { id, status, folder } = services.models.find(defaultModel(services, heart))
  const { accountId } = caller
  const last = accountId === null ? null : await lastTraining(ctx, accountId)
  const state = last && (await stateOf(ctx, last))
  const manifest = folder?.manifest ?? null
  return {
    model: id,
    model_version: manifest?.version ?? null,
    model_type: manifest?.type ?? null,
    status,
    answered_by: services.live.of(id),
    trained_at: manifest?.training.trained_at ?? null,
    training_samples: manifest?.training.rows ?? null,
    performance: performanceOf(manifest),
    labelled_calls: isExpert(caller, 'heart') || isAdmin(caller) ? await countLabelled(ctx) : null,
    training:
      last && state
        ? {
            session_id: TrainingId.parse(last.id),
            status: state.status,
            progress: state.progress,
            model_id: TrainingResult.safeParse(last.result).data?.model_id ?? null,
          }
        : null,
    notice: NOT_A_MEDICAL_DEVICE,
  }
}

async function countLabelled({ services, caller }: Context): Promise<Record<string, number>> {
  const now = Date.now()
  const wanted = { domain: heart.id, from: now - MOST_DAYS * DAY_MS, to: now + 1, agreed: true }
  const { calls } = await loadLabelledCalls(services.database.sql, { ...wanted, model: undefined })
  const { calls: placed } = await placeCalls(services.database.sql, caller, { domain: heart.id, calls })
  const counts: Record<string, number> = { outcome: 0, adjudicated: 0, agreed: 0 }
  for (const { source } of placed) counts[source] = (counts[source] ?? 0) + 1
  return counts
}
