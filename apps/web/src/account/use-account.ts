import type { Account } from '@vouch/contracts/account'
import { DomainId } from '@vouch/contracts/domain'
import { trpc } from '../trpc.ts'
import { useSession } from './browser-session.ts'

/** The account that is logged in; null while it is not known, and where there is none. */
export function useAccount(): Account | null {
  const session = useSession()
  const account = trpc.account.get.useQuery(undefined, { enabled: session.kind === 'known' })
  return session.kind === 'known' ? (account.data ?? null) : null
}

export function isAdmin(account: Account | null): boolean {
  return (
    account?.grants.some(({ role, domain, state }) => role === 'admin' && domain === '*' && state === 'given') ?? false
  )
}

/** Whether an account judges subjects of some domain. */
export function isExpert(account: Account | null): boolean {
  return judgedDomains(account).length > 0
}

/** The domains whose calls an account judges. */
export function judgedDomains(account: Account | null): DomainId[] {
  const roles = account?.grants.filter(({ role, state }) => role !== 'member' && state === 'given') ?? []
  return DomainId.options.filter((domain) => roles.some((grant) => grant.domain === domain || grant.domain === '*'))
}
