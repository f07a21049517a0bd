import type { Grant, Role, Scope } from '@vouch/contracts/account'
import { FIELD_WORDS } from '../domains/field-words.ts'

const ROLE_WORDS = { admin: 'Admin', expert: 'Expert', member: 'Member' } as const satisfies Record<Role, string>

export const SCOPE_WORDS = {
  read: 'Read what the account may see',
  predict: 'Submit tables and rows',
  review: 'Judge calls',
  admin: 'All that an admin may',
} as const satisfies Record<Scope, string>

/** `Expert of Exoplanets`, `Admin of everything`. */
export function grantWords({ role, domain }: Pick<Grant, 'role' | 'domain'>): string {
  return `${ROLE_WORDS[role]} of ${domain === '*' ? 'everything' : FIELD_WORDS[domain].name}`
}

/** Everybody is a member; that is not said again and again. */
export function beyondMember(grants: readonly Grant[]): Grant[] {
  return grants.filter(({ role }) => role !== 'member')
}
