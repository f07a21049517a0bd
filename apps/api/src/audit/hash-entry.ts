import { createHash } from 'node:crypto'
import type { AuditOutcome } from '@vouch/contracts/audit'

/** What is told of an act. */
export interface AuditAct {
  /** an account's id, `anonymous` or `system`; never a name */
  readonly actor: string
  /** a noun and a verb: `session.create` */
  readonly action: `${string}.${string}`
  /** the id of what it was done to */
  readonly subject: string | null
  readonly outcome: AuditOutcome
  /** where the request came from, as `Auditor.by` says it */
  readonly origin: string | null
  readonly requestId: string | null
  /** what else must be known; ids, numbers and words of ours, never what a person wrote */
  readonly detail?: Readonly<Record<string, unknown>> | null
}

/** What the first entry follows. */
export const GENESIS = '0'.repeat(64)

/** What no database keeps in a text: NUL, and halves of characters. */
const UNKEPT = /\0|\p{Surrogate}/gu

/**
 * An act as the one text that is hashed: JSON with its keys in order and nothing between. What comes back from the
 * database gives the same text as what went in.
 */
export function canonicalAct(act: Readonly<Record<keyof AuditAct, unknown>>): string {
  const { actor, action, subject, outcome, origin, requestId, detail } = act
  return JSON.stringify(ordered({ actor, action, subject, outcome, origin, request_id: requestId, detail }))
}

/** The hash of an entry, which takes in the one before. The statement of `appendAudit` computes the same in the database. */
export function hashEntry(previous: string, { number, at, act }: { number: number; at: string; act: string }): string {
  return createHash('sha256').update(`${previous}\n${number}\n${at}\n${act}`).digest('hex')
}

/** An act with nothing in it that could not be read back as it was written. */
export function keepable(act: AuditAct): Readonly<Record<keyof AuditAct, unknown>> {
  const clean = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null, cleanText))
  return {
    actor: clean(act.actor),
    action: clean(act.action),
    subject: clean(act.subject),
    outcome: act.outcome,
    origin: clean(act.origin),
    requestId: clean(act.requestId),
    detail: clean(act.detail),
  }
}

function cleanText(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return value.replace(UNKEPT, '\uFFFD')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name.replace(UNKEPT, '\uFFFD'), field]))
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, field]) => [name, ordered(field)]))
}
