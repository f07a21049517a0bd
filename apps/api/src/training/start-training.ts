import type { DomainId } from '@vouch/contracts/domain'
import { type ConfigCheck, FieldNote, TrainingConfig } from '@vouch/contracts/learner'
import type { TrainingAccepted } from '@vouch/contracts/training'
import { VouchError } from '@vouch/core/error'
import { leakBadge } from '@vouch/core/learn/audit-dataset'
import { defaultFeatures, defaultMade } from '@vouch/core/learn/check-columns'
import type { ConfigFacts } from '@vouch/core/learn/config-facts'
import { checkHyperparameters } from '@vouch/core/learn/hyperparameters'
import { resolveModelType } from '@vouch/core/learn/learners'
import { validateConfig } from '@vouch/core/learn/validate-config'
import { chooseLabel, openDataset, type OpenDataset, runAudit } from '../dataset/datasets.ts'
import { DOMAINS, domainOfTable } from '../domains/domains.ts'
import { OUTCOME_TABLES } from '../domains/outcome-tables.ts'
import type { Context } from '../trpc.ts'
import type { Audited } from '../worker/read-task.ts'
import { TRAIN_JOB, TrainJobInput } from './run-train-job.ts'
import { insertTraining } from './store.ts'
import { openTrained } from './trainings.ts'

const SECONDS_A_DAY = 86_400
/** The table that is meant when none is named. */
const FIRST_TABLE = 'kepler_koi'

/** A configuration held against its data set. */
interface CheckedConfig {
  readonly check: ConfigCheck
  readonly dataset: OpenDataset | null
  readonly audited: Audited | null
  readonly facts: ConfigFacts | null
}

/** Says everything that is wrong with a configuration, as far as its data set is here. */
export async function checkConfig(ctx: Context, given: unknown): Promise<ConfigCheck> {
  return (await holdConfig(ctx, given)).check
}

/**
 * Accepts a training: once this resolves neither it nor its job is lost.
 * @throws VouchError `invalid`, naming every fault; `not_found` and `conflict` for a data set that is not there
 */
export async function startTraining(ctx: Context, given: unknown): Promise<TrainingAccepted> {
  const { newId } = ctx
  const held = await holdConfig(ctx, given)
  const { check, dataset, audited, facts } = held
  if (!check.valid) throw new VouchError('invalid', faultWords(check), [...check.errors])
  if (!dataset || !audited || !facts) throw new VouchError('not_found', 'There is no such data set.')
  const config = TrainingConfig.parse(given)
  const ids = { id: newId('trn'), modelId: newId('mdl'), trainedAt: today() }
  return accept(ctx, { config, warnings: check.warnings, plan: jobInput(config, held, ids) })
}

/**
 * Does a training again on the same rows, with all that decided its model: the graph has to be the same, byte for byte.
 * @throws VouchError `conflict` for one that made nothing, or was told to stop: where it stopped was chance
 */
export async function reproduceTraining(ctx: Context, id: string): Promise<TrainingAccepted> {
  const { services, caller, newId } = ctx
  const { row, result } = await openTrained(services, caller, id)
  const before = TrainJobInput.safeParse(row.plan)
  if (!before.success) throw new VouchError('conflict', 'What this training was asked for is not known any more.')
  if (result.stopped_at !== null)
    throw new VouchError('conflict', 'This training was told to stop: where it stopped cannot be done again.')
  const plan: TrainJobInput = {
    ...before.data,
    session_id: newId('trn'),
    model_id: newId('mdl'),
    trained_at: today(),
    reproduces: { session_id: row.id, model_sha256: result.model_sha256 },
  }
  return accept(ctx, {
    config: TrainingConfig.parse(row.config),
    warnings: FieldNote.array().parse(row.warnings),
    plan,
  })
}

interface AcceptedTraining {
  readonly config: TrainingConfig
  readonly warnings: readonly FieldNote[]
  readonly plan: TrainJobInput
}

async function accept(
  { services, caller: { accountId }, newId }: Context,
  { config, warnings, plan }: AcceptedTraining,
): Promise<TrainingAccepted> {
  const { session_id: id, name, dataset } = plan
  const keptSeconds = accountId === null ? services.settings.ANONYMOUS_RETENTION_DAYS * SECONDS_A_DAY : null
  const jobId = newId('job')
  const record = await services.jobs.start(
    { id: jobId, kind: TRAIN_JOB, name, accountId, input: plan, fileSha256: dataset.sha256 },
    (transaction) =>
      insertTraining(transaction, {
        id,
        accountId,
        jobId,
        datasetId: dataset.id,
        datasetSha256: dataset.sha256,
        name,
        config,
        warnings,
        plan,
        keptSeconds,
      }),
  )
  return { session_id: id, status: record.state, warnings: [...warnings], location: `/api/training/progress/${id}` }
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

async function holdConfig(ctx: Context, given: unknown): Promise<CheckedConfig> {
  const rough = validateConfig(given, null)
  const parsed = TrainingConfig.safeParse(given)
  if (!rough.valid || !parsed.success) return { check: rough, dataset: null, audited: null, facts: null }
  const config = parsed.data
  const dataset = await openDataset(ctx.services, ctx.caller, config.dataset_id ?? FIRST_TABLE)
  const { profile, archive } = dataset
  const domain = domainOf(dataset)
  const known = {
    columns: profile.columns,
    label: archive?.label ?? null,
    groupKey: archive?.groupKey ?? null,
    says: {
      positive: DOMAINS[domain].label(true),
      columns: new Map(OUTCOME_TABLES[domain].labels(profile.columns).map(({ column, labels }) => [column, labels])),
    },
  }
  const bare: ConfigFacts = { ...known, verdicts: new Map(), features: null, counts: null }
  const first = validateConfig(given, bare)
  // what is wrong with features alone does not keep the audit from saying what else is
  if (first.errors.some(({ field }) => field !== 'features'))
    return { check: first, dataset, audited: null, facts: null }
  const audited = await runAudit(ctx.services, dataset, { ...chooseLabel(dataset, config), takes: config.takes })
  const verdicts = new Map(audited.audit.columns.map(({ column, verdict, reason }) => [column, { verdict, reason }]))
  const facts = { ...known, verdicts, features: audited.audit.features, counts: audited.counts }
  return { check: validateConfig(given, facts), dataset, audited, facts }
}

function jobInput(
  config: TrainingConfig,
  { dataset, audited, facts }: CheckedConfig,
  { id, modelId, trainedAt }: { id: string; modelId: string; trainedAt: string },
): TrainJobInput {
  const modelType = resolveModelType(config.model_type)
  const hyperparameters =
    modelType === undefined ? null : checkHyperparameters(modelType, config.hyperparameters).values
  if (!dataset || !audited || !facts || modelType === undefined || hyperparameters === null)
    throw new Error('A configuration was taken that had not been checked.')
  const { label, groupKey } = chooseLabel(dataset, config)
  const { audit } = audited
  const { takes } = config
  const reserved = [label.column, groupKey, label.only?.column, label.weight]
  const usual = takes === 'quantities' ? defaultMade(audit.features) : defaultFeatures(facts)
  const features = config.features ?? usual.filter((name) => !reserved.includes(name))
  const columns = dataset.profile.columns.map(({ name }) => name)
  const domain = domainOf(dataset)
  return {
    session_id: id,
    model_id: modelId,
    name: `${modelType} on ${dataset.name}`,
    trained_at: trainedAt,
    domain,
    table_kind: DOMAINS[domain].plan({ columns, comments: [] }).variant,
    dataset: {
      id: dataset.id,
      name: dataset.name,
      sha256: dataset.sha256,
      licence: dataset.archive?.licence ?? 'its owner’s',
    },
    model_type: modelType,
    hyperparameters,
    given: Object.keys(config.hyperparameters),
    label,
    group_key: groupKey,
    takes,
    features: [...features],
    folds: config.folds,
    test_share: config.test_share,
    calibration: config.calibration,
    decision: config.decision,
    search: config.search,
    balanced: config.class_weight === 'balanced',
    seed: config.seed,
    badge: leakBadge(takes === 'quantities' ? audit.features : audit.columns, features),
    reproduces: null,
  }
}

/** The field that a data set is of. */
function domainOf({ archive, profile }: OpenDataset): DomainId {
  return archive?.domain ?? domainOfTable(profile.columns.map(({ name }) => name))
}

function faultWords({ errors }: ConfigCheck): string {
  const [first, ...others] = errors
  const more = others.length > 0 ? `, and ${others.length} more` : ''
  return first ? `${first.field}: ${first.message}${more}` : 'The configuration cannot be used.'
}
