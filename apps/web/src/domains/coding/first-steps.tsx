import { Link } from '@tanstack/react-router'
import { Notice } from '../../ui/notice.tsx'
import { useNewestSessions } from './known-names.tsx'
import { ForeignName } from './sight-gate.tsx'
import { useSight } from './use-sight.ts'

const DAY_MS = 86_400_000
/** Days up to the newest session that are offered. */
const OFFERED_DAYS = 30

/** What to do where there is nothing to see. */
export function FirstSteps() {
  const sight = useSight()
  const sees = sight?.sees
  const newest = useNewestSessions()
  const last = newest?.[0]
  if (sees === undefined || (sees !== 'nobody' && newest === null)) return null
  if (sight?.foreign_name) return <ForeignName />
  if (last !== undefined) return <OtherTime timestamp={last.timestamp} />
  if (sees === 'all')
    return (
      <Notice title="Nothing has been taken in yet">
        <p>
          Begin with a file: the lines that a LiteLLM proxy writes, spans of OpenTelemetry, a table of events or of
          chats, or an old cache.db; then pull requests and commits.{' '}
          <Link to="/coding/data" className="link">
            Take in a file
          </Link>
        </p>
      </Notice>
    )
  return (
    <Notice title="There is nothing to show of this time">
      {sees === 'own' ? (
        <p>
          An expert of coding takes sessions in, and says which are yours. Then your own are here, and figures of five
          developers and more.
        </p>
      ) : (
        <p>
          Figures of five developers and more are shown to everybody.{' '}
          <Link to="/login" search={{ to: '/coding' }} className="link">
            Log in
          </Link>{' '}
          to take in a file, or to see your own sessions.
        </p>
      )}
    </Notice>
  )
}

function OtherTime({ timestamp }: { timestamp: string }) {
  const end = Date.parse(timestamp)
  const [from, to] = [end - (OFFERED_DAYS - 1) * DAY_MS, end].map((at) => new Date(at).toISOString().slice(0, 10))
  return (
    <Notice title="There is nothing of this time">
      <p>
        The newest session is of {to}.{' '}
        <Link to="/coding" search={{ from, to }} className="link">
          Look at the {OFFERED_DAYS} days up to it
        </Link>
      </p>
    </Notice>
  )
}
