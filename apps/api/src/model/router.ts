import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ModelDetail,
  ModelImportance,
  ModelList,
  ModelMetrics,
  ModelRef,
  type ModelSummary,
} from '@vouch/contracts/model'
import {
  ImportedModel,
  ImportedModelList,
  ImportedModelQuery,
  ModelDeleted,
  ModelImportOptions,
} from '@vouch/contracts/model-import'
import { MeasureInput, Measurement, MeasurementList, MeasurementQuery } from '@vouch/contracts/measurement'
import { PromoteInput, PromoteOutput, PromotionList, PromotionRef } from '@vouch/contracts/promotion'
import { VouchError } from '@vouch/core/error'
import { listLearners } from '@vouch/core/learn/learners'
import { z } from 'zod'
import type { Manifest } from '@vouch/contracts/model'
import type { Services } from '../services.ts'
import { filesForm } from '../rest/table-form.ts'
import { procedure, router } from '../trpc.ts'
import { deleteOwnImport, importModelFile, pageImports } from './imports.ts'
import { measureModel, pageMeasurements } from './measure-model.ts'
import { intervals, measured, performanceOf } from './performance.ts'
import type { KnownModel } from './model-registry.ts'
import { findModel } from './own-models.ts'
import { promote, rollBack, showPromotions } from './promotions.ts'

const ById = z.object({ id: ModelRef })
const IMPORT_FILES = {
  file: 'The model: JSON or UBJSON that XGBoost saved with save_model, or ONNX',
  rows: 'A table with the model’s columns and what it gave of each row, as “probability” or “margin”',
  manifest: 'The form’s fields as JSON, and “columns”: the names in the model’s order',
}
const rest = { method: 'GET', tag: 'models', errors: ['not_found'] } as const

export const modelRouter = router({
  list: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', tag: 'models', path: '/api/models', summary: 'Every model, ready or not' },
    })
    .output(ModelList)
    .query(({ ctx: { services } }) => ({
      models: defaultFirst(services).map((model) => summary(model, services.live.of(model.id))),
      learners: listLearners(),
    })),
  get: procedure
    .meta({
      access: 'anyone',
      rest: { ...rest, path: '/api/models/{id}', summary: 'One model: its manifest and its card' },
    })
    .input(ById)
    .output(ModelDetail)
    .query(async ({ ctx, input }) => detail(await findModel(ctx.services, input.id, ctx.caller))),
  metrics: procedure
    .meta({
      access: 'anyone',
      rest: {
        ...rest,
        path: '/api/models/{id}/metrics',
        summary: 'What was measured of a model; null where nothing was',
      },
    })
    .input(ById)
    .output(ModelMetrics)
    .query(async ({ ctx, input }) => metrics(manifestOf(await findModel(ctx.services, input.id, ctx.caller)))),
  importance: procedure
    .meta({
      access: 'anyone',
      rest: { ...rest, path: '/api/models/{id}/importance', summary: 'Which inputs a model goes by' },
    })
    .input(ById.extend({ method: z.string().max(200).optional() }))
    .output(ModelImportance)
    .query(async ({ ctx, input }) =>
      importance(manifestOf(await findModel(ctx.services, input.id, ctx.caller)), input.method),
    ),
  import: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'POST',
        path: '/api/models/import',
        summary: 'Take in a model that another program trained: boosted trees of XGBoost (JSON, UBJSON), or ONNX',
        tag: 'models',
        form: ModelImportOptions,
        files: IMPORT_FILES,
        status: 201,
        errors: ['conflict', 'unsupported_media', 'too_large'],
      },
    })
    .input(filesForm(ModelImportOptions, ['rows', 'manifest']))
    .output(ImportedModel)
    .mutation(({ ctx, input }) => importModelFile(ctx, input)),
  imported: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'GET',
        path: '/api/imported-models',
        summary: 'One’s own imported models, the newest first',
        tag: 'models',
      },
    })
    .input(ImportedModelQuery)
    .output(ImportedModelList)
    .query(({ ctx, input }) => pageImports(ctx, input)),
  delete: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'DELETE',
        path: '/api/models/{id}',
        summary: 'Delete an imported model',
        tag: 'models',
        errors: ['not_found', 'conflict'],
      },
    })
    .input(ById)
    .output(ModelDeleted)
    .mutation(({ ctx, input }) => deleteOwnImport(ctx, input.id)),
  measure: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'POST',
        path: '/api/models/{id}/measure',
        summary: 'Measure a model on a labelled table: it calls every row, and the calls are held against the labels',
        tag: 'models',
        status: 201,
        errors: ['not_found', 'conflict', 'too_large', 'unavailable'],
      },
    })
    .input(MeasureInput)
    .output(Measurement)
    .mutation(({ ctx, input }) => measureModel(ctx, input)),
  measurements: procedure
    .meta({
      access: 'account',
      rest: {
        ...rest,
        path: '/api/models/{id}/measurements',
        summary: 'What one has measured of a model, the newest first',
      },
    })
    .input(MeasurementQuery)
    .output(MeasurementList)
    .query(({ ctx, input }) => pageMeasurements(ctx, input)),
  promote: procedure
    .meta({
      access: 'expert',
      rest: {
        method: 'POST',
        path: '/api/models/{id}/promote',
        summary: 'Have a model that was trained here answer in the place of a served one, if the gate lets it',
        tag: 'models',
        errors: ['not_found', 'conflict', 'forbidden', 'unavailable'],
      },
    })
    .input(PromoteInput)
    .output(PromoteOutput)
    .mutation(({ ctx, input }) => promote(ctx, input)),
  rollBack: procedure
    .meta({
      access: 'expert',
      rest: {
        method: 'POST',
        path: '/api/models/{id}/roll-back',
        summary: 'Have the model answer again that did before',
        tag: 'models',
        errors: ['not_found', 'conflict', 'forbidden', 'unavailable'],
      },
    })
    .input(PromotionRef)
    .output(PromotionList)
    .mutation(({ ctx, input }) => rollBack(ctx, input.id)),
  promotions: procedure
    .meta({
      access: 'anyone',
      rest: {
        ...rest,
        path: '/api/models/{id}/promotions',
        summary: 'What answers under a name, and every decision about it with its reasons',
      },
    })
    .input(PromotionRef)
    .output(PromotionList)
    .query(({ ctx, input }) => showPromotions(ctx, input.id)),
})

/** What answers when no model is named comes first: whoever takes the first takes that. */
function defaultFirst({ models, settings }: Services): KnownModel[] {
  const named = settings.DEFAULT_MODEL
  const isFirst = ({ id, aliases }: KnownModel) => id === named || aliases.includes(named)
  return models.all.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)))
}

function summary(
  { id, aliases, domain, status, reason, folder, announced }: KnownModel,
  answeredBy: string | null,
): ModelSummary {
  const manifest = folder?.manifest
  return {
    id,
    name: manifest?.name ?? announced?.name ?? id,
    type: manifest?.type ?? announced?.type ?? 'unknown',
    status,
    performance: performanceOf(manifest ?? null),
    note: (status === 'failed' ? reason : null) ?? manifest?.summary ?? announced?.note ?? '',
    aliases: [...aliases],
    domain: domain.id,
    modality: manifest?.modality ?? null,
    version: manifest?.version ?? null,
    trained_on: manifest?.transfer.trained_on ?? [],
    answered_by: answeredBy,
  }
}

async function detail({ id, status, reason, folder }: KnownModel): Promise<ModelDetail> {
  const card = folder ? await readFile(join(folder.path, 'CARD.md'), 'utf8').catch(() => null) : null
  return { id, status, reason, manifest: folder?.manifest ?? null, card }
}

/** @throws VouchError `not_found` for a model that is announced and not there, or whose manifest cannot be read */
function manifestOf({ id, folder, reason }: KnownModel): Manifest {
  if (folder) return folder.manifest
  throw new VouchError('not_found', `Nothing has been measured of model ${id}. ${reason ?? ''}`.trim())
}

function metrics(manifest: Manifest): ModelMetrics {
  const recalls = manifest.folds.flatMap(({ recall }) => recall ?? [])
  return {
    model: manifest.id,
    performance: performanceOf(manifest),
    intervals: intervals(manifest),
    n: measured(manifest, 'roc_auc')?.n ?? 0,
    cross_validation: { n_folds: manifest.folds.length, mean_recall: mean(recalls), std_recall: deviation(recalls) },
    training_date: manifest.training.trained_at,
    training_samples: manifest.training.rows,
    evaluation: manifest.evaluation,
  }
}

/** @throws VouchError `invalid` for a method that the model was not measured by */
function importance({ id, importance: ranked }: Manifest, asked?: string): ModelImportance {
  const methods = [...new Set(ranked.map(({ method }) => method))]
  if (asked !== undefined && !methods.includes(asked))
    throw new VouchError('invalid', `Model ${id} was not measured so.`, [
      { field: 'method', message: `one of: ${methods.join('; ') || 'none'}` },
    ])
  const method = asked ?? methods[0] ?? 'not measured'
  const features = ranked.filter((item) => item.method === method).map(({ method: _, ...item }) => item)
  return { model: id, method, methods, features: features.sort((a, b) => a.rank - b.rank) }
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Sample standard deviation; null below two values. */
function deviation(values: readonly number[]): number | null {
  const middle = mean(values)
  if (middle === null || values.length < 2) return null
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}
