import { inArray } from 'drizzle-orm'
import { auditAct, type Noting } from '../account/audit-act.ts'
import { appendAudits } from '../audit/audit.ts'
import type { AuditAct } from '../audit/hash-entry.ts'
import type { Sql } from '../db/client.ts'
import { prediction } from '../db/schema/predictions.ts'
import { groupBy } from '../group-by.ts'
import { isId } from '../id.ts'

/** Something of a call that is read; null: it is of no patient. */
export interface CallRead {
  readonly patientId: string | null
  readonly predictionId: string
}

/** That something of some patients was read, for the audit: one entry a patient. */
export function patientReads(
  noting: Noting,
  patientIds: Iterable<string>,
  detail: Readonly<Record<string, unknown>>,
): AuditAct[] {
  return [...new Set(patientIds)].map((subject) => auditAct(noting, { action: 'patient.read', subject, detail }))
}

/** The same of their calls, each entry with those of its patient. */
export function callReads(noting: Noting, calls: readonly CallRead[]): AuditAct[] {
  const ofPatients = calls.flatMap(({ patientId, predictionId }) =>
    patientId === null ? [] : [{ patientId, predictionId }],
  )
  return [...groupBy(ofPatients, ({ patientId }) => patientId)].map(([subject, read]) => {
    const predictions = [...new Set(read.map(({ predictionId }) => predictionId))]
    return auditAct(noting, { action: 'patient.read', subject, detail: { predictions } })
  })
}

/** Notes that calls are about to be told of, before they are. */
export async function noteCallsRead(db: Sql, noting: Noting, calls: readonly CallRead[]): Promise<void> {
  const acts = callReads(noting, calls)
  if (acts.length > 0) await db.transaction((tx) => appendAudits(tx, acts))
}

/**
 * The same of what was said of calls, or came of them. Such an event outlives its submission, and has the patient for its
 * subject then.
 */
export async function noteEventsRead(
  db: Sql,
  noting: Noting,
  events: readonly { readonly predictionId: string; readonly subject: string | null }[],
): Promise<void> {
  if (events.length === 0) return
  const there = await db
    .select({ id: prediction.id, patientId: prediction.patientId })
    .from(prediction)
    .where(inArray(prediction.id, [...new Set(events.map(({ predictionId }) => predictionId))]))
  const patientOf = new Map(there.map(({ id, patientId }) => [id, patientId]))
  const calls = events.map(({ predictionId, subject }) => {
    const known = patientOf.get(predictionId)
    const named = subject !== null && isId('pat', subject) ? subject : null
    return { predictionId, patientId: known === undefined ? named : known }
  })
  await noteCallsRead(db, noting, calls)
}
