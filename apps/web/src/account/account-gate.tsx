import type { ReactNode } from 'react'
import { trpc } from '../trpc.ts'
import { failure, problemOf } from '../problem.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { useSession } from './browser-session.ts'
import { LoginPanel } from './login-panel.tsx'
import { isAdmin } from './use-account.ts'

/** What belongs to an account is shown once it is known whose it is. */
export function AccountGate({ children }: { children: ReactNode }) {
  const session = useSession()
  if (session.kind === 'opening') return <p role="status">Opening…</p>
  if (session.kind === 'anonymous') return <LoginPanel why="This needs an account." />
  return children
}

/** What only admins may see. The server decides; this spares the others a screen full of refusals. */
export function AdminGate({ children }: { children: ReactNode }) {
  return (
    <AccountGate>
      <ForAdmins>{children}</ForAdmins>
    </AccountGate>
  )
}

function ForAdmins({ children }: { children: ReactNode }) {
  const account = trpc.account.get.useQuery()
  if (account.error !== null) return <ProblemNotice problem={problemOf(account.error)} />
  if (account.data === undefined) return <p role="status">Opening…</p>
  if (isAdmin(account.data)) return children
  return (
    <div className="max-w-3xl space-y-4">
      <title>For admins · Vouch</title>
      <h1 className="text-3xl">For admins</h1>
      <ProblemNotice problem={failure('forbidden', 'This needs the role of an admin.')} />
    </div>
  )
}
