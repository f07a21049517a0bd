import type { CodingSight } from '@vouch/contracts/domains/coding'
import { VouchError } from '@vouch/core/error'
import { and, eq, isNull, ne } from 'drizzle-orm'
import { appendAudit } from '../../audit/audit.ts'
import { type Acting, auditAct } from '../../account/audit-act.ts'
import { isAdmin, isExpert } from '../../account/caller.ts'
import type { Sql } from '../../db/client.ts'
import { account } from '../../db/schema/accounts.ts'
import { codingDeveloper } from '../../db/schema/coding.ts'

/** Figures of fewer developers than these are told to nobody who may not see each of them. */
export const LEAST_DEVELOPERS = 5

/** What a caller may see of developers. */
export interface Visibility {
  /** every developer’s sessions */
  readonly all: boolean
  /** that he does stands in the audit: of others than himself it does */
  readonly audited: boolean
  /** the developers that he is */
  readonly own: readonly string[]
}

/**
 * An admin and an expert of coding see all, and it stands in the audit that they looked. Whoever has a machine of his own sees
 * all, where no page of another site asks behind his back. By a foreign name none does, logged in or not: such a page can make
 * the first account itself. Everybody else sees himself: the developers that his account was said to be.
 */
export async function visibilityOf(acting: Acting): Promise<Visibility> {
  const { caller, services } = acting
  if (caller.refused) throw caller.refused
  const { accountId } = caller
  if (isAdmin(caller) || isExpert(caller, 'coding')) return { all: true, audited: true, own: [] }
  if (!caller.foreignName && (await isOwner(acting))) return { all: true, audited: false, own: [] }
  if (accountId === null) return { all: false, audited: false, own: [] }
  return { all: false, audited: false, own: await developersOf(services.database.sql, accountId) }
}

/** Whether the machine is the caller’s own: nobody must log in, and there is no account, or one and that is his. */
async function isOwner({ caller: { accountId, foreignPage }, services }: Acting): Promise<boolean> {
  if (services.settings.AUTH !== 'optional' || foreignPage) return false
  const other = and(isNull(account.deletedAt), accountId === null ? undefined : ne(account.id, accountId))
  const others = await services.database.sql.select({ id: account.id }).from(account).where(other).limit(1)
  return others.length === 0
}

/** The developers that an account was said to be. */
async function developersOf(sql: Sql, accountId: string): Promise<string[]> {
  const own = await sql
    .select({ developer: codingDeveloper.developer })
    .from(codingDeveloper)
    .where(eq(codingDeveloper.accountId, accountId))
    .orderBy(codingDeveloper.developer)
  return own.map(({ developer }) => developer)
}

/** The same for the caller himself: nobody is refused it. */
export async function getSight(acting: Acting): Promise<CodingSight> {
  const { all } = await visibilityOf(acting)
  const { accountId } = acting.caller
  return {
    sees: all ? 'all' : accountId === null ? 'nobody' : 'own',
    developer_ids: accountId === null ? [] : await developersOf(acting.services.database.sql, accountId),
    foreign_name: !all && acting.caller.foreignName && (await isOwner(acting)),
  }
}

/** How many developers a figure must be of to be told. */
export function leastOf({ all }: Visibility): number {
  return all ? 1 : LEAST_DEVELOPERS
}

/**
 * Of single developers: who is nobody that is known is asked to log in, before he learns what there is.
 * @throws VouchError `unauthorized`
 */
export async function seeDevelopers(acting: Acting): Promise<Visibility> {
  const visibility = await visibilityOf(acting)
  if (!visibility.all && acting.caller.accountId === null)
    throw new VouchError('unauthorized', 'Log in to see sessions.')
  return visibility
}

/**
 * Those who take in what was measured, and say what is meant to be.
 * @throws VouchError `unauthorized`, `forbidden`
 */
export async function mustSeeAll(acting: Acting): Promise<void> {
  const { all } = await visibilityOf(acting)
  if (all) return
  if (acting.caller.accountId === null)
    throw new VouchError('unauthorized', 'Log in as an admin or an expert of coding.')
  throw new VouchError('forbidden', 'This is for an expert of coding, and for admins.')
}

/** Notes that somebody looked at single developers’ sessions: kept with the answer, or there is none. */
export async function noteLook(
  acting: Acting,
  { audited }: Visibility,
  action: CodingLook,
  subject: string | null,
): Promise<void> {
  if (!audited) return
  await appendAudit(acting.services.database.sql, auditAct(acting, { action, subject: subject ?? 'all' }))
}

export type CodingLook = 'coding.sessions' | 'coding.session' | 'coding.profile' | 'coding.export' | 'coding.measures'
