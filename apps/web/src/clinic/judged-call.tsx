import type { Recommendation } from '@vouch/contracts/clinic'
import { useState } from 'react'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { formatMoment } from '../ui/format.ts'
import { STATUS_WORDS } from './call-words.ts'
import { ClinicalCall } from './clinical-call.tsx'
import { OutcomeSection } from './outcome-section.tsx'
import { DoctorWord } from './doctor-word.tsx'
import { OtherWords } from './other-words.tsx'
import { VerdictForm } from './verdict-form.tsx'

interface JudgedCallProps {
  recommendation: Recommendation
  /** the reader treats the patient */
  judges: boolean
}

/** A call with a doctor's verdict and the diagnosis beside it: three things that are never one. */
export function JudgedCall({ recommendation, judges }: JudgedCallProps) {
  const { status, timestamp, recommendation_id: id, blind } = recommendation
  return (
    <article className="space-y-6" aria-label={`Call of ${formatMoment(timestamp)}`}>
      <p className="text-sm text-muted">
        <time dateTime={timestamp}>{formatMoment(timestamp)}</time>
        {!blind && `, ${STATUS_WORDS[status]}`}
      </p>
      {judges ? <Judging recommendation={recommendation} /> : <ClinicalCall recommendation={recommendation} />}
      {!judges && !blind && status !== 'pending' && <OtherWords predictionId={id} />}
      {judges && !blind && <OutcomeSection predictionId={id} />}
    </article>
  )
}

function Judging({ recommendation }: { recommendation: Recommendation }) {
  const { recommendation_id: id, call } = recommendation
  const utils = trpc.useUtils()
  const said = trpc.review.list.useQuery({ prediction_id: id, expert: 'me' }, { staleTime: 0 })
  const [again, setAgain] = useState(false)
  const give = trpc.clinic.giveFeedback.useMutation({
    onSuccess: async () => {
      await Promise.all([utils.clinic.invalidate(), utils.review.invalidate()])
      setAgain(false)
    },
  })
  const own = said.data?.reviews[0]
  if (said.data === undefined) return <ClinicalCall recommendation={recommendation} />
  if (own !== undefined && !again)
    return (
      <>
        <ClinicalCall recommendation={recommendation} />
        <div className="space-y-3">
          <DoctorWord who="You" review={own} />
          <OtherWords predictionId={id} />
          <Button onClick={() => setAgain(true)}>Correct your verdict</Button>
        </div>
      </>
    )
  return (
    <VerdictForm
      name="Judge this call"
      label={call?.label ?? null}
      action="Give this verdict"
      busy={give.isPending}
      problem={give.error === null ? null : problemOf(give.error)}
      onGive={(verdict) => give.mutate({ recommendation_id: id, ...verdict })}
    >
      <ClinicalCall recommendation={recommendation} />
    </VerdictForm>
  )
}
