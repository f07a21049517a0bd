import type { DatasetSource } from '@vouch/contracts/dataset'
import { type KindFigure, Measurement, type Seen } from '@vouch/contracts/measurement'
import { TrainedModelId } from '@vouch/contracts/training'
import { and, desc, eq, inArray, lt, or, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { measurement, model } from '../db/schema/models.ts'
import { keepable } from '../prediction/store.ts'

export interface NewMeasurement {
  readonly accountId: string
  readonly datasetSource: DatasetSource
  readonly made: Measurement
}

export async function insertMeasurement(tx: Sql, { accountId, datasetSource, made }: NewMeasurement): Promise<void> {
  const { measurement_id: id, model: modelId, dataset_id: datasetId, kind, seen, simulated } = made
  const result = sql`${keepable(JSON.stringify(made))}::jsonb`
  await tx
    .insert(measurement)
    .values({ id, accountId, modelId, datasetId, datasetSource, kind, seen, simulated, result })
    .onConflictDoNothing()
}

/** What was measured of a model, the newest first: by one account, or, where it is null, by whomever. */
export async function listMeasurements(
  database: Sql,
  modelId: string,
  { accountId, cursor, limit }: { accountId: string | null; cursor?: string | undefined; limit: number },
): Promise<Measurement[]> {
  const own = accountId === null ? undefined : eq(measurement.accountId, accountId)
  const before = cursor === undefined ? undefined : lt(measurement.id, cursor)
  const rows = await database
    .select({ result: measurement.result })
    .from(measurement)
    .where(and(eq(measurement.modelId, modelId), own, before))
    .orderBy(desc(measurement.id))
    .limit(limit)
  return rows.map(({ result }) => Measurement.parse(result))
}

/** What may be told of a model where it was not trained: on rows that it was not known to have seen, and real ones. */
const TOLD: readonly Seen[] = ['unseen', 'unknown']

/**
 * The newest figure of a model that was made here for each kind of table: as one account measured it, or the model's owner
 * on a table of the archive's, which everybody may have. One that comes with Vouch brings its own.
 */
export async function listKindFigures(database: Sql, modelId: string, accountId: string | null): Promise<KindFigure[]> {
  if (!TrainedModelId.safeParse(modelId).success) return []
  const ofOwner = sql`${measurement.datasetSource} = 'nasa' and exists (
    select 1 from ${model} where ${model.id} = ${measurement.modelId} and ${model.accountId} = ${measurement.accountId})`
  const rows = await database
    .selectDistinctOn([measurement.kind], { result: measurement.result })
    .from(measurement)
    .where(
      and(
        eq(measurement.modelId, modelId),
        accountId === null ? ofOwner : or(eq(measurement.accountId, accountId), ofOwner),
        inArray(measurement.seen, [...TOLD]),
        eq(measurement.simulated, false),
      ),
    )
    .orderBy(measurement.kind, desc(measurement.id))
  return rows.flatMap(({ result }): KindFigure[] => {
    const { kind, seen, metrics } = Measurement.parse(result)
    const auc = metrics.find(({ metric }) => metric === 'roc_auc')
    if (!auc || auc.value === null) return []
    return [{ kind, roc_auc: auc.value, interval: auc.interval, n: auc.n, unseen: seen === 'unseen' }]
  })
}

/** Deletes what was measured of models that go. */
export async function deleteMeasurementsOfModels(tx: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.delete(measurement).where(inArray(measurement.modelId, [...ids]))
}

/** Deletes what was measured on tables that go. */
export async function deleteMeasurementsOnDatasets(tx: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.delete(measurement).where(inArray(measurement.datasetId, [...ids]))
}

export async function deleteMeasurementsBy(tx: Sql, accountId: string): Promise<void> {
  await tx.delete(measurement).where(eq(measurement.accountId, accountId))
}
