import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Gate, GateCheck } from '@vouch/contracts/promotion'
import { VouchError } from '@vouch/core/error'
import { mayKnow } from '@vouch/core/model/may-know'
import type { FileBytes } from '../file/file-store.ts'
import type { SecondCalls, UnseenCalls } from '../worker/read-task.ts'
import { tableDeadlineMs } from '../prediction/table-deadline.ts'
import { nowMs } from '../prediction/receipt.ts'
import { answerReader, type Services } from '../services.ts'
import { findTrainingOf, type TrainingOfModel } from '../training/store.ts'
import type { PairedModels, PairedRows } from '../worker/pair-models.ts'
import type { ReadyModel } from './model-registry.ts'

/** By how much less area a candidate may have at most, at the end of the interval that speaks against it. */
const MARGIN = 0.01
/** Fewer rows of a label say nothing of a subgroup. */
const LEAST_OF_A_LABEL = 10
/** A model that knows fewer of the rows would say of few what is asked of all. */
export const LEAST_KNOWN = 0.5
const PAIR_MS = 300_000

interface Contest {
  readonly candidate: ReadyModel
  readonly live: ReadyModel
}

/**
 * Holds a trained model against the one that answers now, on the locked test of its training and on each subgroup of it:
 * not worse there means that even the end of the interval of the difference that speaks against it is within the margin;
 * in a subgroup, that it is not worse beyond chance.
 * @throws VouchError `conflict` for a model without a locked test, or of another domain
 */
export async function judgeCandidate(services: Services, { candidate, live }: Contest): Promise<Gate> {
  const training = await findTrainingOf(services.database.sql, candidate.id)
  if (!training || training.callsSha256 === null)
    throw new VouchError('conflict', `Model ${candidate.id} was not trained here: there is no test to judge it by.`)
  if (candidate.domain.id !== live.domain.id)
    throw new VouchError('conflict', `Model ${live.id} judges something else than model ${candidate.id}.`)
  const { paired, advantage } = await pairOnTest(services, { candidate, live }, training)
  const [overall, ...subgroups] = paired.rows
  if (!overall || overall.paired.n === 0)
    throw new VouchError(
      'conflict',
      `Model ${candidate.id} has no locked test that ${live.id} can judge: train it with test_share above 0.`,
    )
  const checks = [checkOverall(overall), ...subgroups.map(checkSubgroup)]
  const { badge } = candidate.folder.manifest
  const badged = badge ? ['It was trained over a warning: one of its inputs may tell the answer.'] : []
  const failed = checks.filter(({ verdict }) => verdict === 'fails')
  return {
    passed: checks[0]?.verdict === 'passes' && failed.length === 0 && badged.length === 0,
    reasons: [
      ...badged,
      ...checks.filter(({ verdict }, i) => verdict === 'fails' || i === 0).map(({ reason }) => reason),
      ...checks.slice(1).flatMap(({ change, reason }) => (change === 'better' ? [reason] : [])),
      ...(live.folder.manifest.takes === 'quantities' && candidate.folder.manifest.takes === 'columns'
        ? [
            `It takes columns by their names: under ${live.id} tables with other names for them, or with few of them, are not judged any more.`,
          ]
        : []),
      ...advantage,
    ],
    candidate: candidate.id,
    live: live.id,
    session_id: training.id,
    dataset_id: training.datasetId,
    checks,
  }
}

/** Two models on a locked test, and what is to be known of the one that answers there. */
interface OnTest {
  readonly paired: PairedModels
  /** in words, where it may know rows that the candidate does not */
  readonly advantage: readonly string[]
}

/**
 * The live model's calls of the same rows. Where it was trained on this table, or its own cross-validation knows most of the
 * rows, that is what counts. Otherwise it calls them now, as it is, and for the rows that are known by their values to be of
 * its training, what it said of them unseen stands in that place: what it had called before, and was judged by, it has not
 * learned from by that.
 */
async function pairOnTest(
  services: Services,
  { candidate, live }: Contest,
  training: TrainingOfModel,
): Promise<OnTest> {
  const { files, clerks } = services
  const table = {
    file: await files.open(training.datasetSha256),
    name: candidate.folder.manifest.training.data[0]?.name ?? '',
    kind: 'table' as const,
  }
  const domain = candidate.folder.manifest.domain
  const first = await files.open(training.callsSha256 ?? '')
  const thresholds = [candidate, live].map(({ folder }) => folder.manifest.decision.threshold)
  const compare = async (second: SecondCalls) => {
    const [ours = 0.5, theirs = 0.5] = thresholds
    const made = await clerks.run(
      { kind: 'pair', domain, first, second, only: 'test', table, thresholds: [ours, theirs] },
      { deadlineMs: PAIR_MS },
    )
    if (!isPaired(made)) throw new Error('A reader compared nothing.')
    return made
  }
  const own = await findTrainingOf(services.database.sql, live.id)
  if (own && own.callsSha256 !== null && own.datasetSha256 === training.datasetSha256)
    return { paired: await compare({ kind: 'judged', file: await files.open(own.callsSha256) }), advantage: [] }
  const unseen = await findUnseenCalls(services, { candidate, live }, own)
  if (unseen?.kind === 'out-of-fold') {
    const made = await compare(unseen)
    if (made.unseen > 0 && made.unseen >= LEAST_KNOWN * made.asked) return { paired: made, advantage: [] }
  }
  const folder = await files.createWorkFolder()
  try {
    const callsPath = join(folder.path, 'calls.parquet')
    await callTable(services, { upload: table, live, callsPath, sha256: training.datasetSha256 }).catch(
      (cause: unknown) => {
        if (!(cause instanceof VouchError) || cause.code !== 'invalid') throw cause
        const said = `Model ${live.id} cannot judge the rows of this table: ${cause.message}`
        throw new VouchError('conflict', said, [], cause)
      },
    )
    const paired = await compare({ kind: 'called', file: { path: callsPath }, unseen })
    return { paired, advantage: advantageOf({ candidate, live }, { paired, unseen }) }
  } finally {
    await folder.remove()
  }
}

/** What a model said of the rows of its own training as one that did not know them; null where it is not known. */
async function findUnseenCalls(
  { files }: Services,
  { candidate, live }: Contest,
  own: TrainingOfModel | null,
): Promise<UnseenCalls | null> {
  if (own && own.callsSha256 !== null) {
    const name = live.folder.manifest.training.data[0]?.name ?? ''
    const table = { file: await files.open(own.datasetSha256), name, kind: 'table' as const }
    return { kind: 'training', file: await files.open(own.callsSha256), table }
  }
  const path = knowsSuchTables(live, candidate) ? outOfFoldOf(live.folder) : null
  return path === null ? null : { kind: 'out-of-fold', file: { path } }
}

/** What is to be known of a model that was asked as it is. */
function advantageOf(
  { candidate, live }: Contest,
  { paired, unseen }: { readonly paired: PairedModels; readonly unseen: UnseenCalls | null },
): string[] {
  if (!knowsSuchTables(live, candidate)) return []
  const n = paired.rows[0]?.paired.n ?? 0
  return unseen === null
    ? [`${live.id} was trained on tables that may hold the same, and may know these rows: it is at an advantage.`]
    : [
        `${live.id} learned from such tables: ${paired.unseen} of the ${n} rows are of its training, by their values, and count as it called them unseen; the others it called as it is.`,
      ]
}

/** Where the calls of a model's own cross-validation are; null where it came without. */
export function outOfFoldOf({ path }: Pick<ReadyModel['folder'], 'path'>): string | null {
  const file = join(path, 'out-of-fold.json')
  return existsSync(file) ? file : null
}

/** Has a model call every row of a table, into a file. */
export async function callTable(
  services: Services,
  {
    upload,
    live,
    callsPath,
    sha256,
  }: {
    upload: { file: FileBytes; name: string; kind: 'table' }
    live: ReadyModel
    callsPath: string
    sha256: string
  },
): Promise<void> {
  const { manifest } = live.folder
  await services.jobReaders.run(
    {
      kind: 'predict',
      submission: {
        domain: manifest.domain,
        model: live.id,
        threshold: manifest.decision.threshold,
        predictionId: null,
        accountId: null,
        patientId: null,
        createdAt: new Date().toISOString(),
        beganAt: nowMs(),
        upload: { sha256, name: upload.name, kind: 'table' },
        measured: [],
      },
      upload,
      fragile: false,
      allFeatures: false,
      answer: false,
      callsPath,
      context: null,
      lanes: services.lanes,
    },
    {
      deadlineMs: tableDeadlineMs(services.limits.bytes),
      answer: (question) => answerReader(services.scorers, question),
    },
  )
}

function isPaired(made: unknown): made is PairedModels {
  return typeof made === 'object' && made !== null && 'asked' in made && 'rows' in made
}

/** A difference as it is read: with its sign and three decimals. */
function words(value: number | null): string {
  return value === null ? 'unknown' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
}

function range({ interval }: PairedRows['paired']): string {
  return `${words(interval?.[0] ?? null)} to ${words(interval?.[1] ?? null)}`
}

function checkOverall({ name, paired, calls }: PairedRows): GateCheck {
  const from = paired.interval?.[0] ?? Number.NEGATIVE_INFINITY
  const passes = from >= -MARGIN
  return {
    name,
    paired,
    calls,
    change: changeOf(paired),
    verdict: passes ? 'passes' : 'fails',
    reason: `On ${name} (n ${paired.n}) its AUC differs by ${words(paired.difference)} (95 %: ${range(paired)}); ${
      passes
        ? `it is not worse by more than ${MARGIN}.`
        : `that it is not worse by more than ${MARGIN} has not been shown.`
    }`,
  }
}

function checkSubgroup({ name, paired, calls }: PairedRows): GateCheck {
  const { n, positives, difference, interval } = paired
  const fewest = Math.min(positives, n - positives)
  if (fewest < LEAST_OF_A_LABEL || interval === null)
    return {
      name,
      paired,
      calls,
      change: null,
      verdict: 'too_few',
      reason: `${name}: ${fewest} rows of the rarer label are too few to say.`,
    }
  const change = changeOf(paired)
  const found = { better: 'better beyond chance', worse: 'worse beyond chance', unclear: 'not worse beyond chance' }
  return {
    name,
    paired,
    calls,
    change,
    verdict: change === 'worse' ? 'fails' : 'passes',
    reason: `${name} (n ${n}): its AUC differs by ${words(difference)} (95 %: ${range(paired)}), ${found[change ?? 'unclear']}.`,
  }
}

/** Beyond chance only where the whole interval of the difference is on one side; null where there is none. */
function changeOf({ interval }: PairedRows['paired']): GateCheck['change'] {
  if (interval === null) return null
  return interval[0] > 0 ? 'better' : interval[1] < 0 ? 'worse' : 'unclear'
}

/** Whether a model learned from tables of the kind that the candidate did, or from others that hold the same signals. */
export function knowsSuchTables(
  live: { readonly folder: Pick<ReadyModel['folder'], 'manifest'> },
  candidate: { readonly folder: Pick<ReadyModel['folder'], 'manifest'> },
): boolean {
  return candidate.folder.manifest.transfer.trained_on.some((kind) => mayKnow(live.folder.manifest, kind))
}
