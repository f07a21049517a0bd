import { DomainId } from '@vouch/contracts/domain'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { AccountGate } from '../account/account-gate.tsx'
import { judgedDomains } from '../account/use-account.ts'
import { failure, problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'

/** What only experts of a domain may see, by the domain’s name in the address. The server decides; this spares refusals. */
export function ExpertGate({ domain, children }: { domain: string; children: (domain: DomainId) => ReactNode }) {
  return (
    <AccountGate>
      <ForExperts domain={domain}>{children}</ForExperts>
    </AccountGate>
  )
}

function ForExperts({ domain, children }: { domain: string; children: (domain: DomainId) => ReactNode }) {
  const account = trpc.account.get.useQuery()
  if (account.error !== null) return <ProblemNotice problem={problemOf(account.error)} />
  if (account.data === undefined) return <p role="status">Opening…</p>
  const judged = judgedDomains(account.data).find((one) => one === domain)
  if (judged !== undefined) return children(judged)
  return (
    <div className="max-w-3xl space-y-4">
      <title>For experts · Vouch</title>
      <h1 className="text-3xl">For experts</h1>
      <ProblemNotice
        problem={
          DomainId.safeParse(domain).success
            ? failure('forbidden', 'This needs the role of an expert of the domain. An admin gives it.')
            : failure('not_found', 'There is no such domain.')
        }
      />
      <Link to="/account" className="link">
        Your account
      </Link>
    </div>
  )
}
