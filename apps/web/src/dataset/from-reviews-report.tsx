import type { FromReviewsOutput } from '@vouch/contracts/feedback'
import { Link } from '@tanstack/react-router'
import { labelWords } from '../review/review-words.ts'
import { FigureTable } from '../ui/figure-table.tsx'
import { counted, formatCount, formatQuantity } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { basisWords, LABEL_SOURCE_WORDS, leftOutWords } from './from-reviews-words.ts'

/** What went into a table of judged calls, how much it counts and why, and what did not get into it. */
export function FromReviewsReport({ made }: { made: FromReviewsOutput }) {
  const { dataset_id: id, rows, labels, sources, inclusion, effective_rows: effective } = made
  const leftOut = leftOutWords(made.left_out)
  const each = Object.entries(labels).map(
    ([label, count]) => `${formatCount(count)} ${labelWords(label).toLowerCase()}`,
  )
  return (
    <div className="max-w-3xl space-y-4">
      <Notice title={`A table of ${counted(rows, 'call')} was made`} role="status">
        <p data-numeric>
          {each.join(', ')}. By their weights they tell as much as {formatCount(Math.round(effective))} of one weight.
        </p>
        <p>
          <Link to="/train/$id" params={{ id }} className="link">
            See what it holds, and train on it
          </Link>
        </p>
      </Notice>
      <FigureTable
        caption="Where the labels are known from"
        head={['Known from', 'Rows', 'Each counts', 'Why as much']}
        numeric={[1, 2]}
        rows={sources
          .filter(({ rows: count }) => count > 0)
          .map(({ source, rows: count, weight, ...why }) => [
            LABEL_SOURCE_WORDS[source],
            formatCount(count),
            weight.toFixed(2),
            basisWords(why),
          ])}
      />
      {inclusion !== null && (
        <p className="text-sm" data-numeric>
          Weighted by the chance of being chosen, too: of {counted(inclusion.unknown, 'row')} it is not known, and{' '}
          {counted(inclusion.capped, 'row')} would have counted more than {formatQuantity(inclusion.cap)} times.
        </p>
      )}
      <div className="space-y-1 text-sm">
        <h3 className="text-base font-semibold">Left out</h3>
        {leftOut.length === 0 && <p className="text-muted">Nothing: every call whose label is known is in it.</p>}
        <ul className="list-disc space-y-1 pl-5" data-numeric>
          {leftOut.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}
