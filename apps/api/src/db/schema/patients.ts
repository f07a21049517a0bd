import { index, integer, jsonb, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { account } from './accounts.ts'
import { at, createdAt, vouch } from './columns.ts'

/** Whoever is treated. What identifies them is erased when they are deleted; the id stays, as a pseudonym. */
export const patient = vouch.table(
  'patient',
  {
    id: text('id').primaryKey(),
    /** their own, with which they see themselves; null: none */
    accountId: text('account_id').references(() => account.id),
    name: text('name'),
    age: integer('age'),
    gender: text('gender', { enum: ['female', 'male', 'other'] }),
    createdBy: text('created_by')
      .notNull()
      .references(() => account.id),
    deletedAt: at('deleted_at'),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('patient_account').on(t.accountId)],
)

/** What was measured of a patient at one time. */
export const healthRecord = vouch.table(
  'health_record',
  {
    id: text('id').primaryKey(),
    patientId: text('patient_id')
      .notNull()
      .references(() => patient.id, { onDelete: 'cascade' }),
    features: jsonb('features').$type<unknown>().notNull(),
    measuredAt: at('measured_at').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('health_record_patient').on(t.patientId, t.measuredAt)],
)
