import { CallExplanation } from '../../prediction/call-explanation.tsx'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { formatQuantity } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import type { SubjectProps } from '../subject-props.ts'
import { useCallEnds } from './use-call-ends.ts'

/** A row's values as the model takes them, and once they are asked for the reasons. */
export function OtherSubject({ id, row, model, why }: SubjectProps) {
  // the values are the same with and without reasons, which the explanation brings
  const evidence = trpc.other.evidence.useQuery({ id, row, reasons: false })
  const ends = useCallEnds(model)
  return (
    <div className="space-y-5">
      {evidence.error !== null && <ProblemNotice problem={problemOf(evidence.error)} />}
      {evidence.isPending && <p role="status">Reading the row’s values…</p>}
      {evidence.data !== undefined && (
        <section aria-labelledby="values" className="space-y-3">
          <h3 id="values" className="text-base font-semibold">
            The row’s values
          </h3>
          <dl className="divide-y divide-rule border-y border-rule text-sm">
            {evidence.data.evidence.map(({ name, value, outside_training }) => (
              <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-4 py-1.5">
                <dt>
                  <code className="font-mono text-xs">{name}</code>
                </dt>
                <dd className="ml-auto font-medium" data-numeric>
                  {value === null ? 'missing' : formatQuantity(value)}
                  {outside_training && ', outside training'}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {why && evidence.data !== undefined && !evidence.data.blind && (
        <CallExplanation id={id} row={row} ends={ends} />
      )}
    </div>
  )
}
