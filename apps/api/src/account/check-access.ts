import type { Scope } from '@vouch/contracts/account'
import { VouchError } from '@vouch/core/error'
import type { Settings } from '../env.ts'
import { type Access, type Caller, isAdmin, isExpert } from './caller.ts'

/** Who may use an operation, and what an API key needs for it; `none`: an account's own affairs, which no key may touch. */
export interface Needs {
  readonly access: Access
  readonly scope: Scope | 'none'
}

/** What an operation needs that does not say its scope. */
export function scopeOf(access: Access, reads: boolean): Scope {
  if (access === 'admin') return 'admin'
  return reads ? 'read' : 'predict'
}

/**
 * Refuses a caller who may not use an operation, before anything of the request is looked at.
 * @throws VouchError `unauthorized` for nobody where somebody is needed, and for a token that does not hold; `forbidden` for
 * an account without the role, or a key without the scope
 */
export function checkAccess({ access, scope }: Needs, caller: Caller, { AUTH }: Pick<Settings, 'AUTH'>): void {
  if (access === 'open') return
  if (caller.refused) throw caller.refused
  if (caller.accountId === null) {
    if (access === 'anyone' && AUTH === 'optional') return
    throw new VouchError('unauthorized', 'This needs an account: log in first.')
  }
  if (caller.scopes !== null) checkScope(scope, caller.scopes)
  if (access === 'expert' && !isExpert(caller)) throw new VouchError('forbidden', 'This needs the role of an expert.')
  if (access === 'admin' && !isAdmin(caller)) throw new VouchError('forbidden', 'This needs the role of an admin.')
}

function checkScope(scope: Needs['scope'], scopes: readonly Scope[]): void {
  if (scope === 'none') throw new VouchError('forbidden', 'This is for who is logged in, and not for an API key.')
  if (!scopes.includes(scope)) throw new VouchError('forbidden', `This needs an API key with the scope “${scope}”.`)
}
