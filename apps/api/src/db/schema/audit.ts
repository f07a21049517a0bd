import { bigint, index, integer, jsonb, text } from 'drizzle-orm/pg-core'
import { vouch } from './columns.ts'

/** Who did or read what. Each entry's hash takes in the one before, so that none can be changed or taken out unseen. */
export const audit = vouch.table(
  'audit',
  {
    number: bigint('number', { mode: 'number' }).primaryKey(),
    /** an account's id, `anonymous` or `system`; never a name */
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    /** the id of what it was done to */
    subject: text('subject'),
    outcome: text('outcome', { enum: ['done', 'denied', 'failed'] }).notNull(),
    /** where the request came from, hashed with a secret */
    origin: text('origin'),
    requestId: text('request_id'),
    detail: jsonb('detail').$type<Record<string, unknown>>(),
    /** ISO 8601, as it was hashed */
    at: text('at').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [index('audit_actor').on(t.actor, t.number), index('audit_subject').on(t.subject, t.number)],
)

/**
 * Where the chain of the audit ends: one row, which whoever adds an entry changes and thereby holds until he commits, so
 * that no two entries follow the same one. What was taken out by age ends at `pruned_number`.
 */
export const auditHead = vouch.table('audit_head', {
  /** always 1 */
  id: integer('id').primaryKey(),
  number: bigint('number', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
  prunedNumber: bigint('pruned_number', { mode: 'number' }).notNull(),
  prunedHash: text('pruned_hash').notNull(),
})
