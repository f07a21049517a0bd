import type { Metric } from '@vouch/contracts/metric'
import type { Leaderboard, LeaderboardEntry, PairedAuc } from '@vouch/contracts/promotion'
import { TrainingId } from '@vouch/contracts/training'
import { accountOf } from '../account/manage.ts'
import type { Services } from '../services.ts'
import type { Context } from '../trpc.ts'
import { LEAST_KNOWN } from '../model/gate.ts'
import { listPossible, type PossibleReference } from './leaderboard-reference.ts'
import { isPairedEach } from '../worker/read-task.ts'
import { listTrainings } from './store.ts'
import { type TrainedParts, trainedParts } from './trainings.ts'

/** Models of one data set that are held against each other; of more the newest. */
const MOST = 50
const PAIR_MS = 60_000

export interface Candidate extends TrainedParts {
  readonly row: Awaited<ReturnType<typeof listTrainings>>[number]
}

/**
 * One's own models of a data set, the best first, each tested on the same rows against the model that answers for such
 * tables, where it judged them unseen, or else against the best. No table is scored for it.
 */
export async function makeLeaderboard(ctx: Context, datasetId: string): Promise<Leaderboard> {
  const { services } = ctx
  const rows = await listTrainings(services.database.sql, accountOf(ctx), { datasetId, limit: MOST, trained: true })
  const candidates = await Promise.all(
    rows.map(async (row): Promise<Candidate> => ({ ...(await trainedParts(services, row)), row })),
  )
  const ranked = candidates.toSorted((a, b) => rankedBy(b) - rankedBy(a))
  const { reference, paired } = await pairAll(services, ranked)
  const entries = ranked.map((candidate, i): LeaderboardEntry => {
    const { row, manifest, result } = candidate
    return {
      rank: i + 1,
      model: result.model_id,
      session_id: TrainingId.parse(row.id),
      name: row.name,
      model_type: manifest.type,
      ...aucsOf(candidate),
      badge: (manifest.badge ?? null) !== null,
      live: isLive(services, candidate),
      paired: paired.get(candidate) ?? null,
      created_at: row.createdAt.toISOString(),
    }
  })
  return { dataset_id: datasetId, reference, entries }
}

function isLive({ models, live }: Services, { manifest, result }: Candidate): boolean {
  return models.all.some(({ id, domain }) => domain.id === manifest.domain && live.of(id) === result.model_id)
}

function aucsOf({ result }: Candidate): Pick<LeaderboardEntry, 'out_of_fold' | 'test'> {
  const [outOfFold, test] = result.metrics.filter(({ metric }) => metric === 'roc_auc')
  const none: Metric = { metric: 'roc_auc', value: null, interval: null, n: 0, split: 'not measured' }
  return { out_of_fold: outOfFold ?? none, test: test ?? null }
}

/** Out of fold: that is on more rows than the test, and a choice by the test would wear it out. */
function rankedBy(candidate: Candidate): number {
  return aucsOf(candidate).out_of_fold.value ?? Number.NEGATIVE_INFINITY
}

/** All against the first reference that knows the rows of any. */
async function pairAll(
  services: Services,
  ranked: readonly Candidate[],
): Promise<Pick<Leaderboard, 'reference'> & { readonly paired: ReadonlyMap<Candidate, PairedAuc> }> {
  for (const possible of await listPossible(services, ranked)) {
    const paired = await pairWith(services, ranked, possible)
    if (paired.size > 0 || possible.reference.kind !== 'served') return { reference: possible.reference, paired }
  }
  return { reference: null, paired: new Map() }
}

/** On every row that both judged without having seen it; those that were trained on other bytes are left out. */
async function pairWith(
  services: Services,
  ranked: readonly Candidate[],
  { reference, sha256, openCalls, openTable }: PossibleReference,
): Promise<Map<Candidate, PairedAuc>> {
  const others = ranked.flatMap((candidate) => {
    const { callsSha256, datasetSha256 } = candidate.row
    const isItself = candidate.result.model_id === reference.model
    return callsSha256 === null || datasetSha256 !== sha256 || isItself ? [] : [{ candidate, callsSha256 }]
  })
  const [first] = others
  if (!first) return new Map()
  const made = await services.clerks.run(
    {
      kind: 'pair-each',
      domain: first.candidate.manifest.domain,
      firsts: await Promise.all(others.map(({ callsSha256 }) => services.files.open(callsSha256))),
      second: await openCalls(),
      table: await openTable(),
      leastKnown: reference.kind === 'served' ? LEAST_KNOWN : 0,
    },
    { deadlineMs: PAIR_MS },
  )
  if (!isPairedEach(made)) throw new Error('A reader compared nothing.')
  return new Map(
    others.flatMap(({ candidate }, i) => {
      const paired = made[i]
      return paired ? [[candidate, paired] as const] : []
    }),
  )
}
