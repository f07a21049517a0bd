import { boolean, index, jsonb, primaryKey, text } from 'drizzle-orm/pg-core'
import { account } from './accounts.ts'
import { file } from './files.ts'
import { at, createdAt, vouch } from './columns.ts'

/** A version of a model that this database has seen. One version is one graph: another hash under it is refused. */
export const model = vouch.table(
  'model',
  {
    id: text('id').notNull(),
    version: text('version').notNull(),
    domain: text('domain').notNull(),
    sha256: text('sha256').notNull(),
    source: text('source', { enum: ['built-in', 'trained', 'imported'] }).notNull(),
    accountId: text('account_id').references(() => account.id),
    /** of one that was trained or imported here; those that come with Vouch have theirs in their folder */
    manifest: jsonb('manifest').$type<unknown>(),
    /** its graph, of the same ones */
    fileSha256: text('file_sha256').references(() => file.sha256),
    /** rows that an imported one is explained against, of those that came with it */
    backgroundSha256: text('background_sha256').references(() => file.sha256),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.version] }),
    index('model_account').on(t.accountId, t.id),
    index('model_file').on(t.fileSha256),
    index('model_background').on(t.backgroundSha256),
  ],
)

/** Which version of a model answers. */
export const liveModel = vouch.table('live_model', {
  id: text('id').primaryKey(),
  version: text('version').notNull(),
  /** a model that was trained or imported here and answers in its place; null: none */
  modelId: text('model_id'),
  /** who promoted it; null: it came with Vouch */
  promotedBy: text('promoted_by'),
  promotedAt: at('promoted_at').notNull().defaultNow(),
})

/** Every decision about which model answers under a name; none is ever changed. */
export const promotion = vouch.table(
  'promotion',
  {
    id: text('id').primaryKey(),
    /** the id of a model that comes with Vouch */
    slot: text('slot').notNull(),
    kind: text('kind', { enum: ['promoted', 'refused', 'rolled_back'] }).notNull(),
    /** null: the one that comes with Vouch */
    modelId: text('model_id'),
    beforeId: text('before_id'),
    /** an account's id, which stays when the account is deleted */
    decidedBy: text('decided_by').notNull(),
    gate: jsonb('gate').$type<unknown>(),
    createdAt: createdAt(),
  },
  (t) => [index('promotion_slot').on(t.slot, t.id)],
)

/** A training: what was asked for, and what was found. Its job says how far it is. */
export const training = vouch.table(
  'training',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').references(() => account.id),
    jobId: text('job_id').notNull(),
    /** `kepler_koi`, or the id of an upload */
    datasetId: text('dataset_id').notNull(),
    /** the table as it was then; it stays as long as the training does */
    datasetSha256: text('dataset_sha256')
      .notNull()
      .references(() => file.sha256),
    name: text('name').notNull(),
    config: jsonb('config').$type<unknown>().notNull(),
    warnings: jsonb('warnings').$type<unknown>().notNull(),
    /** all that decided its model, as its job took it; null for those of the first version that trained */
    plan: jsonb('plan').$type<unknown>(),
    /** somebody wants the best so far */
    stopAskedAt: at('stop_asked_at'),
    modelId: text('model_id'),
    result: jsonb('result').$type<unknown>(),
    /** data for plots */
    figures: jsonb('figures').$type<unknown>(),
    /** every row's out-of-fold or test call, as a file */
    callsSha256: text('calls_sha256').references(() => file.sha256),
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('training_account').on(t.accountId, t.id),
    index('training_job').on(t.jobId),
    index('training_dataset').on(t.datasetSha256),
    index('training_calls').on(t.callsSha256),
    index('training_expiry').on(t.expiresAt),
  ],
)

/** A model measured on a labelled table, by whoever asked; it goes with the model and with the table. */
export const measurement = vouch.table(
  'measurement',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    /** a slug, or the id of one that was trained or imported here */
    modelId: text('model_id').notNull(),
    /** `kepler_koi`, or the id of an upload */
    datasetId: text('dataset_id').notNull(),
    datasetSource: text('dataset_source', { enum: ['nasa', 'upload'] }).notNull(),
    /** the kind of table, among those that the domain knows */
    kind: text('kind').notNull(),
    seen: text('seen', { enum: ['unseen', 'rows', 'kind', 'unknown'] }).notNull(),
    simulated: boolean('simulated').notNull(),
    /** all that was found */
    result: jsonb('result').$type<unknown>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('measurement_account').on(t.accountId),
    index('measurement_model').on(t.modelId, t.id),
    index('measurement_dataset').on(t.datasetId),
  ],
)
