import type { Gate, GateCheck } from '@vouch/contracts/promotion'
import { FigureTable } from '../ui/figure-table.tsx'
import { formatCount, formatMeasure } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { formatDifference, formatInterval } from './metric-words.ts'

const VERDICTS: Record<GateCheck['verdict'], string> = {
  passes: 'not worse',
  fails: 'worse, or not shown',
  too_few: 'too few rows to say',
}

/** Of the rows that the two call differently, how many each is right on. */
function changedCalls(calls: GateCheck['calls']): string {
  return calls === null ? '–' : `${formatCount(calls.first_right)} to ${formatCount(calls.second_right)}`
}

/** What the gate says of a model, question by question. */
export function GateReport({ gate }: { gate: Gate }) {
  return (
    <div className="space-y-4">
      <Notice
        tone={gate.passed ? 'plain' : 'caution'}
        title={gate.passed ? 'The gate lets it through' : 'The gate does not let it through'}
        role="status"
      >
        <ul className="list-disc space-y-1 pl-5" data-numeric>
          {gate.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </Notice>
      <FigureTable
        caption={`AUC of ${gate.candidate} and of ${gate.live} on the same rows`}
        head={[
          'On',
          'n',
          'This model',
          'The one that answers',
          'Difference',
          '95 % interval',
          'Calls put right to calls put wrong',
          'Verdict',
        ]}
        numeric={[1, 2, 3, 4, 5, 6]}
        wide
        rows={gate.checks.map(({ name, verdict, change, paired, calls }) => [
          name,
          formatCount(paired.n),
          formatMeasure(paired.first.value),
          formatMeasure(paired.second.value),
          formatDifference(paired.difference),
          formatInterval(paired.interval, 3),
          changedCalls(calls),
          change === 'better' ? 'better' : VERDICTS[verdict],
        ])}
      />
    </div>
  )
}
