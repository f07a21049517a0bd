import { createHmac, randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Logger } from 'pino'
import type { Caller } from '../account/caller.ts'
import type { Database, Sql } from '../db/client.ts'
import { secret } from '../db/schema/accounts.ts'
import { appendAudits } from './audit.ts'
import type { AuditAct } from './hash-entry.ts'
import { createNotes } from './notes.ts'

export interface Auditor {
  /** What every entry says of the request that it comes from. */
  by(caller: Pick<Caller, 'accountId' | 'address'>, requestId: string | null): AuditedRequest
  /**
   * Notes what changed nothing, such as a refusal: it is written soon, many at once, and nobody waits for it. Of one
   * origin so many are kept a minute; of the rest, how many there were.
   */
  note(act: AuditAct): void
  /** Writes what is still to be written. */
  close(): Promise<void>
}

export type AuditedRequest = Pick<AuditAct, 'actor' | 'origin' | 'requestId'>

/** Enough to tell origins apart, too few to be sure of one. */
const ORIGIN_DIGITS = 16
/** Notes in one transaction: the end of the chain is held for some milliseconds. */
const AT_ONCE = 50

/** The audit as the server uses it for requests. */
export async function createAuditor(database: Pick<Database, 'sql'>, log: Pick<Logger, 'error'>): Promise<Auditor> {
  const key = await originKey(database.sql)
  const write = (acts: readonly AuditAct[]) => database.sql.transaction((tx) => appendAudits(tx, acts))
  const notes = createNotes(write, {
    atOnce: AT_ONCE,
    onError: (error) => log.error({ err: error }, 'no audit is kept'),
  })
  return {
    by({ accountId, address }, requestId) {
      const origin = createHmac('sha256', key).update(address).digest('hex').slice(0, ORIGIN_DIGITS)
      return { actor: accountId ?? 'anonymous', origin, requestId }
    },
    note: (act) => notes.add(act),
    close: () => notes.close(),
  }
}

/** What addresses are hashed with; made once and shared by every process, so that an address is not found by trying all. */
async function originKey(database: Sql): Promise<string> {
  const name = 'audit_origin'
  await database
    .insert(secret)
    .values({ name, value: randomBytes(32).toString('hex') })
    .onConflictDoNothing()
  const [row] = await database.select({ value: secret.value }).from(secret).where(eq(secret.name, name))
  if (!row) throw new Error('The secret that was just stored is not there.')
  return row.value
}
