import { boolean, doublePrecision, index, jsonb, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { account } from './accounts.ts'
import { at, createdAt, vouch } from './columns.ts'
import { healthRecord, patient } from './patients.ts'
import { prediction } from './predictions.ts'

/** Who judges hearts, once an admin has given the role. */
export const doctor = vouch.table(
  'doctor',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    name: text('name'),
    specialization: text('specialization'),
    deletedAt: at('deleted_at'),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('doctor_account').on(t.accountId)],
)

/** Whose patient somebody is. */
export const care = vouch.table(
  'care',
  {
    doctorId: text('doctor_id')
      .notNull()
      .references(() => doctor.id, { onDelete: 'cascade' }),
    patientId: text('patient_id')
      .notNull()
      .references(() => patient.id, { onDelete: 'cascade' }),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.doctorId, t.patientId] }), index('care_patient').on(t.patientId)],
)

/** What a call of a patient was told with, as it was told. */
export const recommendation = vouch.table('recommendation', {
  predictionId: text('prediction_id')
    .primaryKey()
    .references(() => prediction.id, { onDelete: 'cascade' }),
  /** the record that it was made from; null: its values came with the request */
  recordId: text('record_id').references(() => healthRecord.id, { onDelete: 'set null' }),
  label: text('label').notNull(),
  probability: doublePrecision('probability').notNull(),
  abstained: boolean('abstained').notNull(),
  /** the values as the model's field knows them */
  features: jsonb('features').$type<unknown>().notNull(),
  /** what each of them added to it */
  reasoning: jsonb('reasoning').$type<unknown>().notNull(),
})
