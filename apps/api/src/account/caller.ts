import type { IncomingMessage } from 'node:http'
import type { GrantDomain, Role, Scope } from '@vouch/contracts/account'
import type { FieldId } from '@vouch/contracts/domain'
import type { Services } from '../services.ts'
import { isOwnName, isOwnPage } from './own-page.ts'
import { readCredential } from './read-credential.ts'

/** What a request may be asked to prove before anything else is looked at. */
export const ACCESS = {
  /** whoever asks, whatever `AUTH` says: health, documents, logging in */
  open: 'anybody',
  /** public catalogue data: anybody, unless `AUTH` is `required` */
  anyone: 'anybody, or an account where AUTH is required',
  /** what belongs to a person; which rows, the store decides */
  account: 'an account',
  /** an expert of some domain, or an admin */
  expert: 'an expert',
  admin: 'an admin',
} as const
export type Access = keyof typeof ACCESS

export interface CallerGrant {
  readonly domain: GrantDomain
  readonly role: Role
}

/** Who sends a request, as it was proven. */
export interface Caller {
  /** null: nobody that is known */
  readonly accountId: string | null
  /** the log-in an access token came from */
  readonly sessionId: string | null
  /** the API key it came with */
  readonly keyId: string | null
  readonly grants: readonly CallerGrant[]
  /** what an API key is limited to; null: all that its account may */
  readonly scopes: readonly Scope[] | null
  /** the client's address, as `TRUST_PROXY` says to find it */
  readonly address: string
  /** it proves nothing, and a page of another site sent it: whoever looks at that page need not know of it */
  readonly foreignPage: boolean
  /** it named this server as anybody may be named: it may be a page of another site that passes for one of this server’s */
  readonly foreignName: boolean
  /** why the token or key that it came with does not hold: thrown by every operation that is not open to all */
  readonly refused: Error | null
}

/** What is to be seen of a request, whatever it proves. */
export type Sent = Pick<Caller, 'address' | 'foreignPage' | 'foreignName'>

/** A request that proves nothing. */
export function nobody(sent: Sent, refused: Error | null = null): Caller {
  return { accountId: null, sessionId: null, keyId: null, grants: [], scopes: null, refused, ...sent }
}

export function isAdmin({ grants }: Pick<Caller, 'grants'>): boolean {
  return grants.some(({ role, domain }) => role === 'admin' && domain === '*')
}

/** Whether a caller judges subjects of a domain. An admin of a domain does too. */
export function isExpert({ grants }: Pick<Caller, 'grants'>, domain?: FieldId): boolean {
  return grants.some(
    (grant) =>
      (grant.role === 'expert' || grant.role === 'admin') &&
      (domain === undefined || grant.domain === '*' || grant.domain === domain),
  )
}

/** Finds out who sends a request. At once for one that brings no token: those are most, and must cost nothing. */
export function readCaller(services: Services, req: IncomingMessage): Caller | Promise<Caller> {
  const credential = readCredential(req.headers)
  const sent = lookAt(services, req)
  return credential === null ? nobody(sent) : services.accounts.callers.find(credential, sent)
}

/** Where a request comes from, and whether from a page of another site. */
export function lookAt({ findAddress, settings }: Services, req: IncomingMessage): Sent {
  return {
    address: findAddress(req),
    foreignPage: !isOwnPage(req, settings.CORS_ORIGINS),
    foreignName: !isOwnName(req, settings.CORS_ORIGINS),
  }
}
