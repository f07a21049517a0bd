import { z } from 'zod'
import { PageQuery } from './page.ts'

export const AuditOutcome = z.enum(['done', 'denied', 'failed'])
export type AuditOutcome = z.infer<typeof AuditOutcome>

/** Who did or read what. Ids and pseudonyms only; never a name. */
export const AuditEntry = z.object({
  /** counts from 1 without a gap */
  number: z.int().min(1),
  at: z.iso.datetime(),
  /** an account's id, `anonymous` or `system` */
  actor: z.string(),
  /** `session.create`: a noun and a verb */
  action: z.string(),
  /** the id of what it was done to */
  subject: z.string().nullable(),
  outcome: AuditOutcome,
  /** where the request came from: the same address has the same word, which does not give it away */
  origin: z.string().nullable(),
  request_id: z.string().nullable(),
  detail: z.record(z.string(), z.json()).nullable(),
  /** sha256 of the entry and of the hash before it, hexadecimal */
  hash: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

const Moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .describe('a time such as 2026-11-22T04:00:00Z, or a day, which begins at midnight UTC')

/** Which entries; `from` is included, `to` is not. */
export const AuditQuery = PageQuery.extend({
  actor: z.string().max(64).optional(),
  action: z.string().max(64).optional(),
  subject: z.string().max(200).optional(),
  from: Moment.optional(),
  to: Moment.optional(),
})
export type AuditQuery = z.infer<typeof AuditQuery>

/** The newest first. */
export const AuditPage = z.object({
  entries: z.array(AuditEntry),
  next_cursor: z.string().nullable(),
})
export type AuditPage = z.infer<typeof AuditPage>
