import { NOT_A_MEDICAL_DEVICE } from '@vouch/contracts/domains/heart'
import { CallExplanation } from '../../prediction/call-explanation.tsx'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { Notice } from '../../ui/notice.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import type { SubjectProps } from '../subject-props.ts'

/** A patient’s thirteen values in words, and once they are asked for the reasons. */
export function HeartSubject({ id, row, why }: SubjectProps) {
  // the values are the same with and without reasons, which the explanation brings
  const evidence = trpc.heart.evidence.useQuery({ id, row, reasons: false })
  return (
    <div className="space-y-5">
      <Notice tone="caution" title="Not a medical device">
        <p>{NOT_A_MEDICAL_DEVICE.replace('Not a medical device. ', '')}</p>
      </Notice>
      {evidence.error !== null && <ProblemNotice problem={problemOf(evidence.error)} />}
      {evidence.isPending && <p role="status">Reading the patient’s values…</p>}
      {evidence.data !== undefined && (
        <section aria-labelledby="values" className="space-y-3">
          <h3 id="values" className="text-base font-semibold">
            The patient’s values
          </h3>
          <dl className="divide-y divide-rule border-y border-rule text-sm">
            {evidence.data.values.map(({ name, description, words }) => (
              <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-4 py-1.5">
                <dt>
                  {description} <code className="font-mono text-xs text-muted">{name}</code>
                </dt>
                <dd className="ml-auto font-medium" data-numeric>
                  {words}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {why && evidence.data !== undefined && !evidence.data.blind && (
        <CallExplanation id={id} row={row} ends={{ negative: 'no disease', positive: 'disease' }} />
      )}
    </div>
  )
}
