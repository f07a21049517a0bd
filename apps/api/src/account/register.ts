import type { RegisterInput, RegisterOutput, SetupInput } from '@vouch/contracts/account'
import { VouchError } from '@vouch/core/error'
import { appendAudit } from '../audit/audit.ts'
import type { Acting } from './audit-act.ts'
import { auditAct } from './audit-act.ts'
import { isCommonPassword } from './common-passwords.ts'
import { takeSetupToken } from './secret-store.ts'
import { addAccount } from './store.ts'

/**
 * Makes an account, or does nothing where the address has one: the answer, and the time it takes, are the same. There is no
 * mail to tell its owner with, so who is told less than the truth is told so in words: see docs/decisions.
 */
export async function register(ctx: Acting, input: RegisterInput): Promise<RegisterOutput> {
  const { accounts, database } = ctx.services
  const { email, password, name = null, ask = [] } = input
  checkNewPassword(password, { email, name })
  await accounts.throttle.admit(ctx.caller.address)
  const passwordHash = await accounts.passwords.hash(password)
  const asked = [...new Set(ask.map(({ domain }) => domain))]
  const id = await database.sql.transaction(async (tx) => {
    const made = await addAccount(tx, {
      email,
      name,
      passwordHash,
      grants: [
        { domain: '*', role: 'member', state: 'given' },
        ...asked.map((domain) => ({ domain, role: 'expert', state: 'asked' }) as const),
      ],
    })
    const outcome = made === null ? 'denied' : 'done'
    await appendAudit(
      tx,
      auditAct(ctx, {
        actor: made ?? 'anonymous',
        action: 'account.create',
        subject: made,
        outcome,
        detail: { asked },
      }),
    )
    return made
  })
  if (id !== null) await accounts.throttle.welcome({ login: email, address: ctx.caller.address })
  return { email, asked }
}

/** Makes the first admin for who has the link that the server printed when it started. */
export async function setUp(ctx: Acting, input: SetupInput): Promise<string> {
  const { token, email, password, name = null } = input
  const { accounts, database } = ctx.services
  checkNewPassword(password, { email, name })
  await accounts.throttle.admit(ctx.caller.address)
  const passwordHash = await accounts.passwords.hash(password)
  const id = await database.sql.transaction(async (tx) => {
    if (!(await takeSetupToken(tx, token)))
      throw new VouchError('unauthorized', 'The link does not hold, or no longer. Start Vouch again for a new one.')
    const made = await addAccount(tx, {
      email,
      name,
      passwordHash,
      grants: [
        { domain: '*', role: 'admin', state: 'given' },
        { domain: '*', role: 'member', state: 'given' },
      ],
    })
    // the link still holds: all of this is undone
    if (made === null)
      throw new VouchError('conflict', 'This address has an account already; the admin needs another.', [
        { field: 'email', message: 'has an account already' },
      ])
    await appendAudit(tx, auditAct(ctx, { actor: made, action: 'account.setup', subject: made }))
    return made
  })
  await accounts.throttle.welcome({ login: email, address: ctx.caller.address })
  return id
}

/** @throws VouchError `invalid` for a password that guessers try first */
export function checkNewPassword(password: string, owner: { email: string; name: string | null }): void {
  if (!isCommonPassword(password, owner)) return
  const message = 'is one of the first that a guesser would try'
  throw new VouchError('invalid', `password: ${message}`, [{ field: 'password', message }])
}
