import { sql } from 'drizzle-orm'
import { audit, auditHead } from '../db/schema/audit.ts'
import type { Sql } from '../db/client.ts'
import { type AuditAct, canonicalAct, keepable } from './hash-entry.ts'

/**
 * Adds an entry to the audit, in the transaction of the act itself: both are kept or neither is. The end of the chain is
 * held from here until that transaction ends, so call it last.
 */
export async function appendAudit(tx: Sql, act: AuditAct): Promise<void> {
  const kept = keepable(act)
  const text = canonicalAct(kept)
  const at = sql`to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const detail = kept.detail === null ? null : JSON.stringify(kept.detail)
  // one statement, so that the row is held for as short as can be
  await tx.execute(sql`
    with head as (
      update ${auditHead} set
        number = number + 1,
        hash = encode(sha256(convert_to(
          hash || E'\n' || (number + 1)::text || E'\n' || ${at} || E'\n' || ${text}::text, 'UTF8')), 'hex')
      where id = 1
      returning number, hash
    )
    insert into ${audit} (number, actor, action, subject, outcome, origin, request_id, detail, at, hash)
    select head.number, ${kept.actor}, ${kept.action}, ${kept.subject}, ${kept.outcome}, ${kept.origin},
      ${kept.requestId}, ${detail}::jsonb, ${at}, head.hash
    from head`)
}
