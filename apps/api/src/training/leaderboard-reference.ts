import type { LeaderboardReference } from '@vouch/contracts/promotion'
import { outOfFoldOf, knowsSuchTables } from '../model/gate.ts'
import type { KnownModel } from '../model/model-registry.ts'
import type { Upload } from '../prediction/open-submitted.ts'
import type { Services } from '../services.ts'
import type { PairTask } from '../worker/read-task.ts'
import type { Candidate } from './leaderboard.ts'
import { findTrainingOf } from './store.ts'

/** A model that the others may be tested against, and where its calls are. */
export interface PossibleReference {
  readonly reference: LeaderboardReference
  /** of the table that its calls are of */
  readonly sha256: string
  openCalls(): Promise<PairTask['second']>
  /** the table, where its rows are known by their keys alone */
  openTable(): Promise<Upload | null>
}

/** The models that trainings of a table may be tested against, the one that is meant first; the last is the best of them. */
export async function listPossible(services: Services, ranked: readonly Candidate[]): Promise<PossibleReference[]> {
  const [best] = ranked
  if (!best) return []
  const promoted: PossibleReference[] = []
  const models = inOrder(services, best)
  for (const { id } of models) promoted.push(...(await findPromoted(services, id, ranked)))
  const knowing = models.filter(({ folder }) => folder && knowsSuchTables({ folder }, { folder: best }))
  return [
    ...promoted,
    ...knowing.flatMap((model) => findServed(services, model, best)).slice(0, 1),
    ownBest(services, best),
  ]
}

/** The served names of a domain: that of the settings first, then those that are for such tables. */
function inOrder({ models, settings }: Services, { manifest }: Candidate): KnownModel[] {
  const named = models.find(settings.DEFAULT_MODEL).id
  const [kind] = manifest.transfer.trained_on
  const order = ({ id, folder }: KnownModel) =>
    id === named ? 0 : folder?.manifest.transfer.trained_on[0] === kind ? 1 : 2
  return models.all.filter(({ domain }) => domain.id === manifest.domain).toSorted((a, b) => order(a) - order(b))
}

/** The model that was trained here and answers under a name, if these rows are those of its training. */
async function findPromoted(
  { database, live, files }: Services,
  slot: string,
  ranked: readonly Candidate[],
): Promise<PossibleReference[]> {
  const model = live.of(slot)
  const training = model === null ? null : await findTrainingOf(database.sql, model)
  const sha256 = training?.datasetSha256
  const calls = training?.callsSha256 ?? null
  if (model === null || calls === null || !ranked.some(({ row }) => row.datasetSha256 === sha256)) return []
  return [
    {
      reference: {
        model,
        name: slot,
        kind: 'promoted',
        why: `it answers under the name ${slot} and was trained on these rows; its calls are out of fold and of its locked test.`,
      },
      sha256: sha256 ?? '',
      openCalls: async () => ({ kind: 'judged', file: await files.open(calls) }),
      openTable: () => Promise.resolve(null),
    },
  ]
}

/** A model that comes with Vouch, by what it said of such rows in its own cross-validation. */
function findServed(
  { files, live }: Services,
  { id, status, folder }: KnownModel,
  best: Candidate,
): PossibleReference[] {
  const path = folder && outOfFoldOf(folder)
  const { row, manifest } = best
  if (status !== 'ready' || !folder || !path) return []
  const answering = live.of(id)
  const answers =
    answering === null
      ? 'it answers for such tables'
      : `${answering} answers in its place and has not judged these rows unseen`
  return [
    {
      reference: {
        model: id,
        name: folder.manifest.name,
        kind: 'served',
        why: `${answers}; its calls are those of its own cross-validation. “Positive” is what each training’s label says; ${id} was trained to tell ${folder.manifest.positive}.`,
      },
      sha256: row.datasetSha256,
      openCalls: () => Promise.resolve({ kind: 'out-of-fold', file: { path } }),
      openTable: async () => ({
        file: await files.open(row.datasetSha256),
        name: manifest.training.data[0]?.name ?? '',
        kind: 'table',
      }),
    },
  ]
}

function ownBest({ files }: Services, { row, result }: Candidate): PossibleReference {
  return {
    reference: {
      model: result.model_id,
      name: row.name,
      kind: 'own_best',
      why: 'it is the best of these; no model that answers has judged these rows unseen.',
    },
    sha256: row.datasetSha256,
    openCalls: async () => ({ kind: 'judged', file: await files.open(row.callsSha256 ?? '') }),
    openTable: () => Promise.resolve(null),
  }
}
