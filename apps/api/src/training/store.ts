import type { Manifest } from '@vouch/contracts/model'
import type { TrainingResult, TrainingVisualization } from '@vouch/contracts/training'
import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { job } from '../db/schema/jobs.ts'
import { model, promotion, training } from '../db/schema/models.ts'
import { deleteMeasurementsOfModels } from '../model/measurement-store.ts'
import { keepable, keepableText } from '../prediction/store.ts'

export interface NewTraining {
  readonly id: string
  readonly accountId: string | null
  readonly jobId: string
  readonly datasetId: string
  readonly datasetSha256: string
  readonly name: string
  readonly config: unknown
  readonly warnings: unknown
  /** all that decides its model, as its job takes it */
  readonly plan: unknown
  /** null: until its owner deletes it */
  readonly keptSeconds: number | null
}

export interface StoredTraining extends Omit<NewTraining, 'keptSeconds'> {
  readonly modelId: string | null
  readonly result: unknown
  readonly callsSha256: string | null
  readonly createdAt: Date
}

/** What a training made. */
export interface TrainedParts {
  readonly manifest: Manifest
  readonly result: TrainingResult
  readonly figures: Omit<TrainingVisualization, 'session_id'>
  readonly graphSha256: string
  readonly callsSha256: string
}

const COLUMNS = {
  id: training.id,
  accountId: training.accountId,
  jobId: training.jobId,
  datasetId: training.datasetId,
  datasetSha256: training.datasetSha256,
  name: training.name,
  config: training.config,
  warnings: training.warnings,
  plan: training.plan,
  modelId: training.modelId,
  result: training.result,
  callsSha256: training.callsSha256,
  createdAt: training.createdAt,
}

/** One that has expired is not there, swept or not. */
const notExpired = sql`(${training.expiresAt} is null or ${training.expiresAt} > now())`
/** Trainings whose model answers under a name, or did and may again: they outlive their owner. */
const isPromoted = sql`exists (select 1 from ${promotion} where ${promotion.modelId} = ${training.modelId} and ${promotion.kind} = 'promoted')`
/** Trainings whose job is over, whatever became of it. */
const isOver = sql`not exists (select 1 from ${job} where ${job.id} = ${training.jobId} and ${job.state} in ('queued', 'running'))`

const json = (value: unknown) => sql`${keepable(JSON.stringify(value))}::jsonb`

/** Within the transaction that starts its job; one that is there already stays as it is. */
export async function insertTraining(tx: Sql, made: NewTraining): Promise<void> {
  const { keptSeconds, config, warnings, plan, name, ...row } = made
  await tx
    .insert(training)
    .values({
      ...row,
      name: keepableText(name),
      config: json(config),
      warnings: json(warnings),
      plan: json(plan),
      expiresAt: keptSeconds === null ? null : sql`now() + make_interval(secs => ${keptSeconds})`,
    })
    .onConflictDoNothing()
}

/** Keeps what a training made, with its model, in the transaction that marks its job completed. */
export async function keepTrained(tx: Sql, id: string, made: TrainedParts): Promise<void> {
  const { manifest, result, figures, graphSha256, callsSha256 } = made
  const [row] = await tx
    .update(training)
    .set({ modelId: manifest.id, result: json(result), figures: json(figures), callsSha256 })
    .where(eq(training.id, id))
    .returning({ accountId: training.accountId })
  // its account was deleted while it ran: nothing of it is kept
  if (!row) throw new Error('The training is not there any more.')
  await tx.insert(model).values({
    id: manifest.id,
    version: manifest.version,
    domain: manifest.domain,
    sha256: graphSha256,
    source: 'trained',
    accountId: row.accountId,
    manifest: json(manifest),
    fileSha256: graphSha256,
  })
}

export async function findTraining(database: Sql, id: string): Promise<StoredTraining | null> {
  const [row] = await database
    .select(COLUMNS)
    .from(training)
    .where(and(eq(training.id, id), notExpired))
  return row ?? null
}

export type TrainingOfModel = Pick<StoredTraining, 'id' | 'datasetId' | 'datasetSha256' | 'callsSha256'>

/** The training that made a model. */
export async function findTrainingOf(database: Sql, modelId: string): Promise<TrainingOfModel | null> {
  const { id, datasetId, datasetSha256, callsSha256 } = COLUMNS
  const [row] = await database
    .select({ id, datasetId, datasetSha256, callsSha256 })
    .from(training)
    .where(eq(training.modelId, modelId))
  return row ?? null
}

/** An account's trainings, the newest first, those before `cursor`. */
export async function listTrainings(
  database: Sql,
  accountId: string,
  {
    cursor,
    limit,
    trained = false,
    datasetId,
  }: { cursor?: string | undefined; limit: number; trained?: boolean; datasetId?: string },
): Promise<StoredTraining[]> {
  const before = cursor === undefined ? undefined : lt(training.id, cursor)
  const ofDataset = datasetId === undefined ? undefined : eq(training.datasetId, datasetId)
  const withModel = trained ? sql`${training.modelId} is not null` : undefined
  return database
    .select(COLUMNS)
    .from(training)
    .where(and(eq(training.accountId, accountId), before, withModel, ofDataset, notExpired))
    .orderBy(desc(training.id))
    .limit(limit)
}

export async function findFigures(database: Sql, id: string): Promise<unknown> {
  const [row] = await database.select({ figures: training.figures }).from(training).where(eq(training.id, id))
  return row?.figures ?? null
}

export async function findTrainedModel(
  database: Sql,
  modelId: string,
): Promise<{ readonly manifest: unknown; readonly fileSha256: string | null } | null> {
  const [row] = await database
    .select({ manifest: model.manifest, fileSha256: model.fileSha256 })
    .from(model)
    .where(eq(model.id, modelId))
  return row ?? null
}

/** Somebody wants the best so far. */
export async function askToStop(database: Sql, id: string): Promise<void> {
  await database
    .update(training)
    .set({ stopAskedAt: sql`coalesce(${training.stopAskedAt}, now())` })
    .where(eq(training.id, id))
}

export async function isStopAsked(database: Sql, id: string): Promise<boolean> {
  const [row] = await database.select({ at: training.stopAskedAt }).from(training).where(eq(training.id, id))
  return row !== undefined && row.at !== null
}

/** Deletes an account's trainings that made no model and were over so long ago; one that waits or runs stays. */
export async function deleteOver(
  tx: Sql,
  { accountId, olderThanSeconds }: { readonly accountId: string; readonly olderThanSeconds: number },
): Promise<{ readonly count: number; readonly hashes: string[] }> {
  const old = sql`${training.createdAt} < now() - make_interval(secs => ${olderThanSeconds})`
  return deleteTrainings(tx, and(eq(training.accountId, accountId), sql`${training.modelId} is null`, old, isOver))
}

/** Deletes one training with what it made, unless its job is not over or its model was promoted. */
export async function deleteTraining(
  tx: Sql,
  id: string,
): Promise<{ readonly count: number; readonly hashes: string[] }> {
  return deleteTrainings(tx, and(eq(training.id, id), isOver, sql`not ${isPromoted}`))
}

/** Deletes trainings whose time is over with what they made, at most `most` of them. */
export async function deleteExpiredTrainings(
  database: Sql,
  most: number,
): Promise<{ readonly count: number; readonly hashes: string[] }> {
  return database.transaction(async (tx) => {
    const expired = await tx
      .select({ id: training.id })
      .from(training)
      .where(and(lt(training.expiresAt, sql`now()`), isOver, sql`not ${isPromoted}`))
      .limit(most)
      .for('update', { skipLocked: true })
    const ids = expired.map(({ id }) => id)
    return ids.length === 0 ? { count: 0, hashes: [] } : deleteTrainings(tx, inArray(training.id, ids))
  })
}

async function deleteTrainings(
  tx: Sql,
  which: ReturnType<typeof and>,
): Promise<{ readonly count: number; readonly hashes: string[] }> {
  const gone = await tx
    .delete(training)
    .where(which)
    .returning({ modelId: training.modelId, dataset: training.datasetSha256, calls: training.callsSha256 })
  const models = gone.flatMap(({ modelId }) => (modelId === null ? [] : [modelId]))
  await deleteMeasurementsOfModels(tx, models)
  const graphs =
    models.length === 0
      ? []
      : await tx.delete(model).where(inArray(model.id, models)).returning({ sha256: model.fileSha256 })
  const hashes = [...gone.flatMap(({ dataset, calls }) => [dataset, calls]), ...graphs.map(({ sha256 }) => sha256)]
  return { count: gone.length, hashes: [...new Set(hashes.filter((hash) => hash !== null))] }
}

/** Lets an account's trainings expire now: they cannot be read any more, and the next sweep deletes them. */
export async function expireTrainingsOf(tx: Sql, accountId: string): Promise<void> {
  await tx
    .update(training)
    .set({ expiresAt: sql`now()` })
    .where(eq(training.accountId, accountId))
}
