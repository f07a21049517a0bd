import { sql } from 'drizzle-orm'
import { doublePrecision, index, integer, jsonb, text } from 'drizzle-orm/pg-core'
import { account } from './accounts.ts'
import { patient } from './patients.ts'
import { file, upload } from './files.ts'
import { at, createdAt, vouch } from './columns.ts'

/** One submission: its calls are in one file, by its hash. */
export const prediction = vouch.table(
  'prediction',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').references(() => account.id),
    /** whom it is of, and who may read it: they themselves and who treats them, and nobody for knowing its id */
    patientId: text('patient_id').references(() => patient.id),
    domain: text('domain').notNull(),
    modelId: text('model_id').notNull(),
    modelVersion: text('model_version').notNull(),
    modelSha256: text('model_sha256').notNull(),
    threshold: doublePrecision('threshold').notNull(),
    rows: integer('rows').notNull(),
    uploadId: text('upload_id')
      .notNull()
      .references(() => upload.id),
    /** of upload, model and context: the same one gives the same calls */
    inputSha256: text('input_sha256').notNull(),
    contextSha256: text('context_sha256'),
    callsSha256: text('calls_sha256')
      .notNull()
      .references(() => file.sha256),
    /** everything the answer said but the calls */
    receipt: jsonb('receipt').$type<Record<string, unknown>>().notNull(),
    /** when it goes; null: when its owner deletes it */
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (t) => [
    index('prediction_account').on(t.accountId, t.id),
    index('prediction_patient')
      .on(t.patientId, t.id)
      .where(sql`patient_id is not null`),
    index('prediction_expiry').on(t.expiresAt),
    index('prediction_input').on(t.inputSha256),
    index('prediction_upload').on(t.uploadId),
    index('prediction_calls').on(t.callsSha256),
    index('prediction_context').on(t.contextSha256),
  ],
)
