import { join } from 'node:path'
import type { ComparedModel, Comparison, ComparisonQuery } from '@vouch/contracts/comparison'
import type { Manifest } from '@vouch/contracts/model'
import { TrainedModelId, TrainingId } from '@vouch/contracts/training'
import { VouchError } from '@vouch/core/error'
import { DOMAINS } from '../domains/domains.ts'
import type { FileBytes } from '../file/file-store.ts'
import { callTable, knowsSuchTables, outOfFoldOf } from '../model/gate.ts'
import { defaultModel } from '../model/default-model.ts'
import type { ReadyModel } from '../model/model-registry.ts'
import type { Context } from '../trpc.ts'
import { type Compared, isCompared } from '../worker/compare-models.ts'
import type { PairTask } from '../worker/read-task.ts'
import { findTrainingOf } from './store.ts'
import { openTrained } from './trainings.ts'

/** Hundreds of draws of some ten thousand rows, and a table read: work of seconds, beside the jobs and not in the way of answers. */
const COMPARE_MS = 300_000

type Trained = Awaited<ReturnType<typeof openTrained>>

interface Second {
  readonly manifest: Manifest
  readonly threshold: number
  readonly sessionId: TrainingId | null
  readonly calls: PairTask['second']
  /** whether no row is one that it was trained on */
  readonly unseen: boolean
  readonly cautions: readonly string[]
  /** what was measured already to find that out */
  readonly made?: Compared
}

/**
 * A trained model beside another of the same bytes, or beside one that is served.
 * @throws VouchError `not_found`; `conflict` for what cannot be compared
 */
export async function compareTrained(ctx: Context, query: ComparisonQuery): Promise<Comparison> {
  const { services } = ctx
  const first = await openSide(ctx, query.id)
  const folder = await services.files.createWorkFolder()
  try {
    const other = query.with ?? defaultModel(services, DOMAINS[first.manifest.domain])
    const isTrained = TrainingId.safeParse(other).success || TrainedModelId.safeParse(other).success
    const second = isTrained
      ? await openOther(ctx, first, other)
      : await openServed(ctx, first, { served: services.models.findReady(other), folder: folder.path })
    const made = second.made ?? (await compareWith(ctx, first, second))
    if (made.paired.n === 0)
      throw new VouchError('conflict', 'There is no row that both models judged.', [
        { field: 'with', message: 'judged none of these rows' },
      ])
    const side = ({ id, name, type }: Manifest): Pick<ComparedModel, 'model' | 'name' | 'model_type'> => ({
      model: id,
      name,
      model_type: type,
    })
    return {
      dataset_id: first.row.datasetId,
      ...made,
      first: {
        ...side(first.manifest),
        session_id: TrainingId.parse(first.row.id),
        threshold: first.result.threshold,
        ...made.first,
      },
      second: {
        ...side(second.manifest),
        session_id: second.sessionId,
        threshold: second.threshold,
        ...made.second,
      },
      cautions: [
        ...second.cautions,
        'Each model calls by its own threshold, which was chosen on calls out of fold: figures that depend on it are a little too good.',
      ],
    }
  } finally {
    await folder.remove()
  }
}

async function compareWith(ctx: Context, first: Trained, { calls, threshold, unseen }: Second): Promise<Compared> {
  const made = await ctx.services.jobReaders.run(
    {
      kind: 'compare',
      domain: first.manifest.domain,
      first: await openCallsOf(ctx, first),
      second: calls,
      table: calls.kind === 'out-of-fold' ? await tableOf(ctx, first) : null,
      thresholds: [first.result.threshold, threshold],
      split: unseen
        ? 'rows that both judged unseen, out of fold and of the locked test'
        : 'rows that the first judged unseen, out of fold and of the locked test',
    },
    { deadlineMs: COMPARE_MS },
  )
  if (!isCompared(made)) throw new Error('A reader compared nothing.')
  return made
}

/** A training by its id, or by that of its model. @throws VouchError `not_found` for what is another's, too */
async function openSide({ services, caller }: Context, ref: string): Promise<Trained> {
  const isModel = TrainedModelId.safeParse(ref).success
  const training = isModel ? await findTrainingOf(services.database.sql, ref) : null
  return openTrained(services, caller, isModel ? (training?.id ?? '') : ref)
}

async function openOther(ctx: Context, first: Trained, ref: string): Promise<Second> {
  const second = await openSide(ctx, ref)
  if (second.row.datasetSha256 !== first.row.datasetSha256)
    throw new VouchError('conflict', 'The two were trained on tables that are not the same: no row is known to both.', [
      { field: 'with', message: 'was trained on another table' },
    ])
  return {
    manifest: second.manifest,
    threshold: second.result.threshold,
    sessionId: TrainingId.parse(second.row.id),
    calls: { kind: 'judged', file: await openCallsOf(ctx, second) },
    unseen: true,
    cautions: [],
  }
}

/** What a served model says of the rows: out of its own folds where it knows them, and as it is otherwise. */
async function openServed(
  ctx: Context,
  first: Trained,
  { served, folder }: { served: ReadyModel; folder: string },
): Promise<Second> {
  const { manifest } = served.folder
  if (served.domain.id !== first.manifest.domain)
    throw new VouchError('conflict', `Model ${served.id} judges something else.`, [
      { field: 'with', message: 'is of another domain' },
    ])
  const known = { manifest, threshold: manifest.decision.threshold, sessionId: null }
  const knows = knowsSuchTables(served, { folder: { manifest: first.manifest } })
  const outOfFold = outOfFoldOf(served.folder)
  const what = `“Positive” is what this training’s label says; ${served.id} was trained to tell ${manifest.positive}.`
  if (knows && outOfFold !== null) {
    const calls = { kind: 'out-of-fold', file: { path: outOfFold } } as const
    const second = { ...known, calls, unseen: true, cautions: [what] }
    // a table whose rows it does not know by their names is called anew
    const made = await compareWith(ctx, first, second)
    if (made.paired.n > 0) return { ...second, made }
  }
  const callsPath = join(folder, 'calls.parquet')
  await callTable(ctx.services, {
    upload: await tableOf(ctx, first),
    live: served,
    callsPath,
    sha256: first.row.datasetSha256,
  }).catch((cause: unknown) => {
    if (!(cause instanceof VouchError) || cause.code !== 'invalid') throw cause
    throw new VouchError('conflict', `Model ${served.id} cannot judge the rows of this table: ${cause.message}`, [
      { field: 'with', message: 'cannot judge these rows' },
    ])
  })
  const mayKnow = knows ? [`${served.id} may have been trained on some of these rows: it is at an advantage.`] : []
  return {
    ...known,
    calls: { kind: 'called', file: { path: callsPath }, unseen: null },
    unseen: !knows,
    cautions: [what, ...mayKnow],
  }
}

async function openCallsOf({ services }: Context, { row }: Trained): Promise<FileBytes> {
  if (row.callsSha256 === null) throw new VouchError('failure', 'The calls of a training are not there.')
  return services.files.open(row.callsSha256)
}

async function tableOf({ services }: Context, { row, manifest }: Trained) {
  const file = await services.files.open(row.datasetSha256)
  return { file, name: manifest.training.data[0]?.name ?? '', kind: 'table' as const }
}
