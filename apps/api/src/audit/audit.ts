import { eq, sql } from 'drizzle-orm'
import { audit, auditHead } from '../db/schema/audit.ts'
import type { Sql } from '../db/client.ts'
import { type AuditAct, canonicalAct, hashEntry, keepable } from './hash-entry.ts'

const NOW = sql<string>`to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
/** Entries in one statement: each has ten values, and a statement takes 65,535. */
const AT_ONCE = 1000

/**
 * Adds an entry to the audit, in the transaction of the act itself: both are kept or neither is. The end of the chain is
 * held from here until that transaction ends, so call it last.
 */
export async function appendAudit(tx: Sql, act: AuditAct): Promise<void> {
  const kept = keepable(act)
  const text = canonicalAct(kept)
  const at = NOW
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

/** Adds entries in their order, as `appendAudit` does one, without a journey for each. */
export async function appendAudits(tx: Sql, acts: readonly AuditAct[]): Promise<void> {
  const [first] = acts
  if (first === undefined) return
  if (acts.length === 1) return appendAudit(tx, first)
  const [head] = await tx
    .select({ number: auditHead.number, hash: auditHead.hash, at: NOW })
    .from(auditHead)
    .where(eq(auditHead.id, 1))
    .for('update')
  if (!head) throw new Error('The end of the audit is not there.')
  const { at } = head
  let last = { number: head.number, hash: head.hash }
  const rows = acts.map((act) => {
    const kept = keepable(act)
    const number = last.number + 1
    last = { number, hash: hashEntry(last.hash, { number, at, act: canonicalAct(kept) }) }
    return sql`(${number}::bigint, ${kept.actor}::text, ${kept.action}::text, ${kept.subject}::text, ${kept.outcome}::text,
      ${kept.origin}::text, ${kept.requestId}::text, ${kept.detail === null ? null : JSON.stringify(kept.detail)}::jsonb,
      ${at}::text, ${last.hash}::text)`
  })
  for (let from = 0; from < rows.length; from += AT_ONCE)
    await tx.execute(sql`
      insert into ${audit} (number, actor, action, subject, outcome, origin, request_id, detail, at, hash)
      values ${sql.join(rows.slice(from, from + AT_ONCE), sql`, `)}`)
  await tx.update(auditHead).set(last).where(eq(auditHead.id, 1))
}
