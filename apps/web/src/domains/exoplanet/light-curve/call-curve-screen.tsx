import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useCalls } from '../../../prediction/use-prediction.ts'
import { problemOf } from '../../../problem.ts'
import { ProblemNotice } from '../../../ui/problem-notice.tsx'
import { CallCurve } from './call-curve.tsx'
import { CalledSignals } from './called-signals.tsx'

/** As many signals as are chosen among by looking; those of a long table are chosen in it. */
const MOST_LISTED = 24

/** A stored call at its own address, in its star's light. */
export function CallCurveScreen() {
  const { id, row: text } = useParams({ from: '/light-curve/calls/$id/$row' })
  const navigate = useNavigate()
  const row = Number(text)
  const stored = useCalls(id)
  const call = stored.calls.find((one) => one.row === row) ?? null
  const blind = stored.blind.find((one) => one.row === row) ?? null
  const name = call?.id ?? blind?.id ?? `Row ${row + 1}`
  const listed = stored.calls.length + stored.blind.length
  return (
    <div className="space-y-8">
      <title>{`${name} · Vouch`}</title>
      <header className="space-y-2">
        <h1 className="text-3xl [overflow-wrap:anywhere]">{name}</h1>
        <p className="text-sm">
          <Link to="/predictions/$id" params={{ id }} className="link">
            All calls of this submission
          </Link>
        </p>
      </header>
      {stored.error !== null && stored.error !== undefined && <ProblemNotice problem={problemOf(stored.error)} />}
      {stored.complete && listed > 1 && listed <= MOST_LISTED && (
        <CalledSignals
          calls={stored.calls}
          blind={stored.blind}
          chosen={row}
          onChoose={(next) =>
            void navigate({
              to: '/light-curve/calls/$id/$row',
              params: { id, row: String(next) },
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
      {call === null && blind === null && !stored.complete ? (
        <p role="status">Fetching the call…</p>
      ) : (
        <CallCurve id={id} row={row} call={call} blind={blind !== null} />
      )}
    </div>
  )
}
