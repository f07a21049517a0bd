import type { Metric } from '@vouch/contracts/metric'
import type { Leaderboard, LeaderboardEntry, PairedAuc } from '@vouch/contracts/promotion'
import { TrainingId } from '@vouch/contracts/training'
import { accountOf } from '../account/manage.ts'
import { isPaired } from '../model/gate.ts'
import type { Services } from '../services.ts'
import type { Context } from '../trpc.ts'
import { listTrainings } from './store.ts'
import { type TrainedParts, trainedParts } from './trainings.ts'

/** Models of one data set that are held against each other; of more the newest. */
const MOST = 50
const PAIR_MS = 60_000

interface Candidate extends TrainedParts {
  readonly row: Awaited<ReturnType<typeof listTrainings>>[number]
}

/** One's own models of a data set, the best first, each tested on the same rows against the live one or the best. */
export async function makeLeaderboard(ctx: Context, datasetId: string): Promise<Leaderboard> {
  const { services } = ctx
  const rows = await listTrainings(services.database.sql, accountOf(ctx), { datasetId, limit: MOST, trained: true })
  const candidates = await Promise.all(
    rows.map(async (row): Promise<Candidate> => ({ ...(await trainedParts(services, row)), row })),
  )
  const ranked = candidates.toSorted((a, b) => rankedBy(b) - rankedBy(a))
  const isLive = ({ manifest, result }: Candidate) =>
    services.models.all.some(
      ({ id, domain }) => domain.id === manifest.domain && services.live.of(id) === result.model_id,
    )
  const reference = ranked.find(isLive) ?? ranked[0] ?? null
  const entries: LeaderboardEntry[] = []
  for (const [i, candidate] of ranked.entries()) {
    const { row, manifest, result } = candidate
    entries.push({
      rank: i + 1,
      model: result.model_id,
      session_id: TrainingId.parse(row.id),
      name: row.name,
      model_type: manifest.type,
      ...aucsOf(candidate),
      badge: (manifest.badge ?? null) !== null,
      live: isLive(candidate),
      paired: candidate === reference || !reference ? null : await pairWith(services, candidate, reference),
      created_at: row.createdAt.toISOString(),
    })
  }
  return { dataset_id: datasetId, reference: reference?.result.model_id ?? null, entries }
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

/** On every row that both judged without having seen it; null where they were not trained on the same bytes. */
async function pairWith(services: Services, candidate: Candidate, reference: Candidate): Promise<PairedAuc | null> {
  const [first, second] = [candidate.row, reference.row]
  if (first.datasetSha256 !== second.datasetSha256 || first.callsSha256 === null || second.callsSha256 === null)
    return null
  const made = await services.clerks.run(
    {
      kind: 'pair',
      domain: candidate.manifest.domain,
      first: await services.files.open(first.callsSha256),
      second: { kind: 'judged', file: await services.files.open(second.callsSha256) },
      only: 'all',
      table: null,
    },
    { deadlineMs: PAIR_MS },
  )
  if (!isPaired(made)) throw new Error('A reader compared nothing.')
  return made[0]?.paired ?? null
}
