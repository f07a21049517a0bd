import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Gate, GateCheck } from '@vouch/contracts/promotion'
import { VouchError } from '@vouch/core/error'
import { mayKnow } from '@vouch/core/model/may-know'
import type { FileBytes } from '../file/file-store.ts'
import type { PairTask } from '../worker/read-task.ts'
import { tableDeadlineMs } from '../prediction/table-deadline.ts'
import { nowMs } from '../prediction/receipt.ts'
import { answerReader, type Services } from '../services.ts'
import { findTrainingOf, type TrainingOfModel } from '../training/store.ts'
import type { PairedRows } from '../worker/pair-models.ts'
import type { ReadyModel } from './model-registry.ts'

/** By how much less area a candidate may have at most, at the end of the interval that speaks against it. */
const MARGIN = 0.01
/** Fewer rows of a label say nothing of a subgroup. */
const LEAST_OF_A_LABEL = 10
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
  const { paired, asItIs } = await pairOnTest(services, { candidate, live }, training)
  const [overall, ...subgroups] = paired
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
      ...(live.folder.manifest.takes === 'quantities' && candidate.folder.manifest.takes === 'columns'
        ? [
            `It takes columns by their names: under ${live.id} tables with other names for them, or with few of them, are not judged any more.`,
          ]
        : []),
      ...(asItIs && knowsSuchTables(live, candidate)
        ? [`${live.id} was trained on tables that may hold the same, and may know these rows: it is at an advantage.`]
        : []),
    ],
    candidate: candidate.id,
    live: live.id,
    session_id: training.id,
    dataset_id: training.datasetId,
    checks,
  }
}

/**
 * The live model's calls of the same rows: where it was trained on them, those of models that were not; made now otherwise,
 * by the model as it is.
 */
async function pairOnTest(
  services: Services,
  { candidate, live }: Contest,
  training: TrainingOfModel,
): Promise<{ readonly paired: readonly PairedRows[]; readonly asItIs: boolean }> {
  const { files, clerks } = services
  const upload = {
    file: await files.open(training.datasetSha256),
    name: candidate.folder.manifest.training.data[0]?.name ?? '',
    kind: 'table' as const,
  }
  const domain = candidate.folder.manifest.domain
  const first = await files.open(training.callsSha256 ?? '')
  const compare = async (second: PairTask['second']) => {
    const made = await clerks.run(
      { kind: 'pair', domain, first, second, only: 'test', table: upload },
      { deadlineMs: PAIR_MS },
    )
    if (!isPaired(made)) throw new Error('A reader compared nothing.')
    return made
  }
  const own = await findTrainingOf(services.database.sql, live.id)
  if (own && own.callsSha256 !== null && own.datasetSha256 === training.datasetSha256)
    return { paired: await compare({ kind: 'judged', file: await files.open(own.callsSha256) }), asItIs: false }
  if (knowsSuchTables(live, candidate)) {
    const made = await compareOutOfFold(live, compare)
    if (made) return { paired: made, asItIs: false }
  }
  const folder = await files.createWorkFolder()
  try {
    const callsPath = join(folder.path, 'calls.parquet')
    await callTable(services, { upload, live, callsPath, sha256: training.datasetSha256 }).catch((cause: unknown) => {
      if (!(cause instanceof VouchError) || cause.code !== 'invalid') throw cause
      throw new VouchError(
        'conflict',
        `Model ${live.id} cannot judge the rows of this table: ${cause.message}`,
        [],
        cause,
      )
    })
    return { paired: await compare({ kind: 'called', file: { path: callsPath } }), asItIs: true }
  } finally {
    await folder.remove()
  }
}

/** Against what the live model said of the rows in its own cross-validation; null where it came without, or knows none. */
async function compareOutOfFold(
  live: ReadyModel,
  compare: (second: PairTask['second']) => Promise<readonly PairedRows[]>,
): Promise<readonly PairedRows[] | null> {
  const path = outOfFoldOf(live.folder)
  if (path === null) return null
  const made = await compare({ kind: 'out-of-fold', file: { path } })
  return (made[0]?.paired.n ?? 0) > 0 ? made : null
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

export function isPaired(made: unknown): made is readonly PairedRows[] {
  return Array.isArray(made) && made.every((one: unknown) => typeof one === 'object' && one !== null && 'paired' in one)
}

/** A difference as it is read: with its sign and three decimals. */
function words(value: number | null): string {
  return value === null ? 'unknown' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
}

function checkOverall({ name, paired }: PairedRows): GateCheck {
  const from = paired.interval?.[0] ?? Number.NEGATIVE_INFINITY
  const passes = from >= -MARGIN
  const range = `${words(paired.interval?.[0] ?? null)} to ${words(paired.interval?.[1] ?? null)}`
  return {
    name,
    paired,
    verdict: passes ? 'passes' : 'fails',
    reason: `On ${name} (n ${paired.n}) its AUC differs by ${words(paired.difference)} (95 %: ${range}); ${
      passes
        ? `it is not worse by more than ${MARGIN}.`
        : `that it is not worse by more than ${MARGIN} has not been shown.`
    }`,
  }
}

function checkSubgroup({ name, paired }: PairedRows): GateCheck {
  const { n, positives, difference, interval } = paired
  const fewest = Math.min(positives, n - positives)
  if (fewest < LEAST_OF_A_LABEL || interval === null)
    return {
      name,
      paired,
      verdict: 'too_few',
      reason: `${name}: ${fewest} rows of the rarer label are too few to say.`,
    }
  const fails = interval[1] < 0
  return {
    name,
    paired,
    verdict: fails ? 'fails' : 'passes',
    reason: `${name} (n ${n}): its AUC differs by ${words(difference)}, ${fails ? 'worse beyond chance.' : 'not worse beyond chance.'}`,
  }
}

/** Whether a model learned from tables of the kind that the candidate did, or from others that hold the same signals. */
export function knowsSuchTables(
  live: { readonly folder: Pick<ReadyModel['folder'], 'manifest'> },
  candidate: { readonly folder: Pick<ReadyModel['folder'], 'manifest'> },
): boolean {
  return candidate.folder.manifest.transfer.trained_on.some((kind) => mayKnow(live.folder.manifest, kind))
}
