import type { OutcomeTableOutput, TableRows } from '@vouch/contracts/outcome-table'
import { FigureTable } from '../ui/figure-table.tsx'
import { counted, formatCount } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'

const SHOWN = 3
/** What came of rows that noted nothing new, in the order of how much it asks of a reader. */
const LISTS = [
  ['corrected', 'Say otherwise than what was noted, which is corrected'],
  ['ambiguous', 'The table contradicts itself about the name'],
  ['several', 'The name has several calls: each gets the outcome'],
  ['older', 'Something later is noted already'],
  ['undecided', 'Not decided: the value is no label'],
  ['undated', 'Without a day that can be read'],
  ['unmatched', 'No call has the name'],
] as const satisfies readonly (readonly [keyof OutcomeTableOutput, string])[]

/** What became of calls whose name the table decides. */
const BECAME = [
  ['made', 'new'],
  ['corrected', 'corrected'],
  ['known', 'noted already'],
  ['older', 'left as they are'],
  ['not_assessed', 'not assessed'],
] as const satisfies readonly (readonly [keyof OutcomeTableOutput['calls'], string])[]

/** What a table notes of calls, or would, and what became of its other rows. */
export function FromTableReport({ told }: { told: OutcomeTableOutput }) {
  const { dry_run: dry, calls, submissions, read } = told
  const became = BECAME.flatMap(([name, words]) => (calls[name] > 0 ? [`${formatCount(calls[name])} ${words}`] : []))
  const lists = LISTS.filter(([name]) => told[name].count > 0)
  return (
    <div className="max-w-3xl space-y-4">
      <Notice
        title={`${counted(calls.made + calls.corrected, 'outcome')} ${dry ? 'would be noted' : 'noted'}`}
        role="status"
      >
        <p data-numeric>
          {counted(calls.matched, 'call')} of {counted(submissions.read, 'submission')} have a name that the table
          decides{became.length > 0 && `: ${became.join(', ')}`}.
          {submissions.left > 0 && ` ${counted(submissions.left, 'older submission')} not looked at.`}
        </p>
        <p>
          Names from {read.id_columns.join(', ')}; answers from {read.label_column}
          {read.date_column !== null && `, days from ${read.date_column}`}
          {read.observed_on !== null && `, else of ${read.observed_on}`}.
        </p>
      </Notice>
      {lists.length > 0 && (
        <FigureTable
          caption="Rows of the table"
          head={['What of them', 'Rows', 'Such as']}
          numeric={[1]}
          rows={lists.map(([name, words]) => [words, formatCount(told[name].count), examples(told[name])])}
        />
      )}
    </div>
  )
}

function examples({ examples: some }: TableRows): string {
  return some
    .slice(0, SHOWN)
    .map(({ row, name }) => (name === '' ? `row ${row + 1}` : name))
    .join(', ')
}
