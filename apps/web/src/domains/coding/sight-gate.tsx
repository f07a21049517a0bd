import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Notice } from '../../ui/notice.tsx'
import { useSight } from './use-sight.ts'

/** Single sessions and developers are for those who are known: others are told so, and how to become one. */
export function SightGate({ children }: { children: ReactNode }) {
  const sight = useSight()
  const here = useLocation({ select: ({ href }) => href })
  if (sight === null) return <p role="status">Opening…</p>
  if (sight.sees !== 'nobody') return children
  if (sight.foreign_name) return <ForeignName />
  return (
    <Notice title="Sessions are shown to those who are logged in">
      <p>
        Each developer sees his own, and whoever leads them sees all. What is told of five developers and more is on the
        dashboard for everybody.
      </p>
      <p>
        <Link to="/login" search={{ to: here }} className="link">
          Log in to see sessions
        </Link>
      </p>
    </Notice>
  )
}

/** What is taken in and what is meant to be: for those who see all. */
export function AllSightGate({ children }: { children: ReactNode }) {
  const sight = useSight()
  return (
    <SightGate>
      {sight?.sees === 'all' ? (
        children
      ) : sight?.foreign_name ? (
        <ForeignName />
      ) : (
        <Notice title="This is for an expert of coding, and for admins">
          <p>
            An admin gives the role. What you did yourself is under{' '}
            <Link to="/coding/sessions" className="link">
              your sessions
            </Link>
            .
          </p>
        </Notice>
      )}
    </SightGate>
  )
}

/** Why whoever has the machine to himself sees nothing by the name that he came by. */
export function ForeignName() {
  return (
    <Notice title="Sessions are not shown under this name">
      <p>
        A machine of your own shows all under its address and as localhost. By another name a page of somebody else’s
        could ask for them: one that is yours is named in the setting <code>CORS_ORIGINS</code>, as the origin that the
        address bar has.
      </p>
    </Notice>
  )
}
