import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { useAction } from '../use-action.ts'
import { session, useSession } from './browser-session.ts'
import { useAccount } from './use-account.ts'

/** Who is logged in, and the way out; or the way in. */
export function SessionMenu() {
  const state = useSession()
  const account = useAccount()
  const navigate = useNavigate()
  const here = useLocation({ select: ({ pathname, href }) => (pathname === '/login' ? '/' : href) })
  const leave = useAction(async () => {
    await session.logOut()
    await navigate({ to: '/' })
  })
  if (state.kind === 'opening') return null
  if (state.kind === 'anonymous')
    return (
      <Link to="/login" search={here === '/' ? {} : { to: here }} className="link">
        Log in
      </Link>
    )
  return (
    <>
      <Link to="/account" className="link max-w-40 truncate" aria-label="Your account">
        <bdi>{account?.name ?? account?.email ?? 'Account'}</bdi>
      </Link>
      <Button look="quiet" disabled={leave.busy} onClick={() => void leave.run()}>
        Log out
      </Button>
      {leave.problem !== null && (
        <div className="w-full">
          <ProblemNotice problem={leave.problem}>
            <p>You are still logged in.</p>
          </ProblemNotice>
        </div>
      )}
    </>
  )
}
