import type { Sql } from '../db/client.ts'
import { appendAudit } from './audit.ts'
import type { AuditAct } from './hash-entry.ts'

/** A backup takes everything out of the house: it is in the audit, and so in the backup. */
export function noteBackup(sql: Sql): Promise<void> {
  return note(sql, { action: 'backup.create', detail: null })
}

/** What comes out of a backup may be older than what was there: that it was restored is told where it was. */
export function noteRestore(sql: Sql, madeAt: string): Promise<void> {
  return note(sql, { action: 'backup.restore', detail: { made_at: madeAt } })
}

async function note(sql: Sql, act: Required<Pick<AuditAct, 'action' | 'detail'>>): Promise<void> {
  const from = { actor: 'system', subject: null, outcome: 'done', origin: null, requestId: null } as const
  await sql.transaction((tx) => appendAudit(tx, { ...from, ...act }))
}
