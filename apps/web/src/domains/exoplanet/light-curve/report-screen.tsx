import type { BlindCall, Call } from '@vouch/contracts/domains/exoplanet'
import { Link, useParams } from '@tanstack/react-router'
import { PRINT_PALETTE } from '../../../charts/print-palette.ts'
import { useCalls } from '../../../prediction/use-prediction.ts'
import { problemOf } from '../../../problem.ts'
import { trpc } from '../../../trpc.ts'
import { Button } from '../../../ui/button.tsx'
import { ProblemNotice } from '../../../ui/problem-notice.tsx'
import { ReportPage } from './report-page.tsx'
import { useCandidate, useExplanation } from './use-light-curve.ts'

/** As many points of the curve as a printed line can show apart. */
const POINTS = 3000

/** A signal on one page of paper. */
export function ReportScreen() {
  const { id, row: text } = useParams({ from: '/light-curve/report/$id/$row' })
  const row = Number(text)
  const stored = useCalls(id)
  const call = stored.calls.find((one) => one.row === row) ?? null
  const blind = stored.blind.find((one) => one.row === row) ?? null
  const isHere = call !== null || blind !== null || stored.complete
  return (
    <div className="space-y-4">
      <title>{`${call?.id ?? blind?.id ?? `Row ${row + 1}`}, report · Vouch`}</title>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 print:hidden">
        <Link to="/light-curve/calls/$id/$row" params={{ id, row: text }} className="link text-sm">
          Back to the signal
        </Link>
        <Button look="primary" onClick={() => window.print()}>
          Print it, or save it as PDF
        </Button>
      </div>
      {stored.error !== null && stored.error !== undefined && <ProblemNotice problem={problemOf(stored.error)} />}
      {isHere ? <Report id={id} row={row} call={call} blind={blind} /> : <p role="status">Fetching the call…</p>}
    </div>
  )
}

/** The palette under the names that drawings use, and under those of the style sheet, which has resolved its own before. */
const ON_PAPER = Object.fromEntries(
  Object.entries(PRINT_PALETTE).flatMap(([name, colour]) => [
    [name, colour],
    [`--color-${name.slice(2)}`, colour],
  ]),
)

function Report({ id, row, call, blind }: { id: string; row: number; call: Call | null; blind: BlindCall | null }) {
  const candidate = useCandidate(id, row, POINTS)
  const explanation = useExplanation(id, row, null, call !== null)
  const receipt = trpc.prediction.get.useQuery({ id })
  const error = candidate.error ?? receipt.error
  if (error !== null) return <ProblemNotice problem={problemOf(error)} />
  const isWaiting = call !== null && explanation.data === undefined && explanation.error === null
  if (candidate.data === undefined || receipt.data === undefined || isWaiting)
    return <p role="status">Drawing the page…</p>
  return (
    // on white whatever the page's colours are: it is for paper
    <div
      className="relative overflow-x-auto print:overflow-visible"
      tabIndex={0}
      role="region"
      aria-label="The page"
      style={ON_PAPER}
    >
      <ReportPage
        candidate={candidate.data}
        call={call}
        isBlind={blind !== null}
        explanation={explanation.data ?? null}
        receipt={receipt.data}
      />
    </div>
  )
}
