import { useQueryClient } from '@tanstack/react-query'
import { createRootRoute, Link, Outlet, useLocation } from '@tanstack/react-router'
import { Suspense, useEffect, useRef } from 'react'
import { useSession } from './account/browser-session.ts'
import { LoginPanel } from './account/login-panel.tsx'
import { SessionMenu } from './account/session-menu.tsx'
import { isAdmin, isExpert, useAccount } from './account/use-account.ts'
import { PageShell } from './ui/page-shell.tsx'
import { ThemeToggle } from './ui/theme-toggle.tsx'

/** Where one comes to be known: open to all, whatever the server asks for elsewhere. */
const WAYS_IN = new Set(['/login', '/register', '/setup'])

const NAV =
  'text-muted hover:text-ink [&.active]:text-ink [&.active]:underline [&.active]:underline-offset-8 [&.active]:decoration-2'

/** After a change of screen the focus begins at its content, as it does when a page is loaded. */
function useFocusOnArrival() {
  const path = useLocation({ select: (location) => location.pathname })
  const left = useRef(path)
  useEffect(() => {
    if (left.current === path) return
    left.current = path
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [path])
}

/** What was shown to one reader is not shown to the next. */
function useForgetOnChange() {
  const { change } = useSession()
  const queries = useQueryClient()
  const before = useRef(change)
  useEffect(() => {
    if (before.current === change) return
    before.current = change
    void queries.resetQueries()
  }, [change, queries])
}

function Root() {
  useFocusOnArrival()
  useForgetOnChange()
  const session = useSession()
  const path = useLocation({ select: (location) => location.pathname })
  const closed = session.kind === 'anonymous' && session.needed && !WAYS_IN.has(path)
  return (
    <PageShell
      brand={
        <Link to="/" className="font-serif text-xl font-semibold">
          Vouch
        </Link>
      }
      nav={<Nav />}
      session={<SessionMenu />}
      tools={<ThemeToggle />}
    >
      <Suspense fallback={<p role="status">Opening…</p>}>
        {closed ? <LoginPanel why="This Vouch works for those it knows." /> : <Outlet />}
      </Suspense>
    </PageShell>
  )
}

function Nav() {
  const known = useSession().kind !== 'anonymous'
  const account = useAccount()
  const admin = isAdmin(account)
  return (
    <>
      <Link to="/" activeOptions={{ exact: true }} className={NAV}>
        Score
      </Link>
      <Link to="/light-curve" className={NAV}>
        Light curve
      </Link>
      <Link to="/skin" className={NAV}>
        Skin
      </Link>
      <Link to="/coding" activeOptions={{ includeSearch: false }} className={NAV}>
        Coding
      </Link>
      {known && (
        <>
          <Link to="/predictions" activeOptions={{ exact: true }} className={NAV}>
            Predictions
          </Link>
          <Link to="/jobs" className={NAV}>
            Jobs
          </Link>
          <Link to="/clinic" className={NAV}>
            Clinic
          </Link>
        </>
      )}
      {isExpert(account) && (
        <Link to="/review" className={NAV}>
          Review
        </Link>
      )}
      <Link to="/models" className={NAV}>
        Models
      </Link>
      <Link to="/train" className={NAV}>
        Train
      </Link>
      {admin && (
        <>
          <Link to="/accounts" className={NAV}>
            Accounts
          </Link>
          <Link to="/audit" className={NAV}>
            Audit
          </Link>
        </>
      )}
      <a href="/docs" className={NAV}>
        API
      </a>
    </>
  )
}

function NoSuchPage() {
  return (
    <div className="space-y-4">
      <title>No such page · Vouch</title>
      <h1 className="text-3xl">There is no such page</h1>
      <Link to="/" className="link">
        Score a table
      </Link>
    </div>
  )
}

/** Every screen stands in it. */
export const rootRoute = createRootRoute({ component: Root, notFoundComponent: NoSuchPage })
