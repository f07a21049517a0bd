import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { GENESIS } from '../audit/hash-entry.ts'
import type { Sql } from './client.ts'

/**
 * What the tables are guarded with that a schema of columns cannot say. The audit is only ever added to: changing a row,
 * taking one out or emptying the table is refused to everybody, retention apart, which says so in its own transaction.
 */
const GUARDS = `
create or replace function vouch.keep_audit() returns trigger language plpgsql as $body$
begin
  if tg_op = 'DELETE' and current_setting('vouch.audit_retention', true) = 'on' then return old; end if;
  raise exception 'permission denied: the audit is only ever added to' using errcode = 'insufficient_privilege';
end $body$;
create or replace trigger audit_kept before update or delete on vouch.audit
  for each row execute function vouch.keep_audit();
create or replace trigger audit_not_emptied before truncate on vouch.audit
  for each statement execute function vouch.keep_audit();

create or replace function vouch.keep_audit_head() returns trigger language plpgsql as $body$
begin
  if tg_op = 'UPDATE' and new.id = old.id and new.number >= old.number and new.pruned_number >= old.pruned_number
  then return new; end if;
  raise exception 'permission denied: the audit only ever grows' using errcode = 'insufficient_privilege';
end $body$;
create or replace trigger audit_head_kept before update or delete on vouch.audit_head
  for each row execute function vouch.keep_audit_head();
create or replace trigger audit_head_not_emptied before truncate on vouch.audit_head
  for each statement execute function vouch.keep_audit_head();

insert into vouch.audit_head (id, number, hash, pruned_number, pruned_hash)
  values (1, 0, '${GENESIS}', 0, '${GENESIS}') on conflict do nothing;
`
const VERSION = createHash('sha256').update(GUARDS).digest('hex')
const Found = z.object({ rows: z.array(z.object({ version: z.string().nullable() })) })

/** Sets the guards where they are not what this version of the program has; the tables must be there. */
export async function setGuards(
  database: Pick<Sql, 'execute'>,
  execute: (text: string) => Promise<unknown>,
): Promise<void> {
  const found: unknown = await database.execute(
    sql`select obj_description(to_regproc('vouch.keep_audit'), 'pg_proc') as version`,
  )
  if (Found.parse(found).rows[0]?.version === VERSION) return
  await execute(`begin; ${GUARDS} comment on function vouch.keep_audit() is '${VERSION}'; commit`)
}
