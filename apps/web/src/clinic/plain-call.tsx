import type { ClinicReason, Recommendation } from '@vouch/contracts/clinic'
import { trpc } from '../trpc.ts'
import { formatMoment } from '../ui/format.ts'
import { callInWords, reasonSides, rightBefore, statusForPatient, WHO_THEY_WERE } from './call-words.ts'

/** A call for whom it is about: a sentence, what spoke for it and against it, and whether a doctor has looked. */
export function PlainCall({ recommendation }: { recommendation: Recommendation }) {
  const { call, contributions, status, timestamp, model } = recommendation
  const known = trpc.model.get.useQuery({ id: model })
  if (call === null) return null
  const before = rightBefore(call, known.data?.manifest?.evaluation ?? [])
  return (
    <article className="max-w-3xl space-y-4" aria-label={`Call of ${formatMoment(timestamp)}`}>
      <p className="text-sm text-muted">
        <time dateTime={timestamp}>{formatMoment(timestamp)}</time>
      </p>
      <p className="text-lg">{callInWords(call)}</p>
      <p className="rounded-md border border-rule bg-surface px-4 py-3 font-medium">
        {statusForPatient(status, call.label)}
      </p>
      <div className="space-y-1.5 text-sm text-muted">
        <p>{WHO_THEY_WERE}</p>
        {before !== null && <p>{before}</p>}
      </div>
      {contributions !== null && <Sides reasons={contributions} />}
    </article>
  )
}

function Sides({ reasons }: { reasons: readonly ClinicReason[] }) {
  const { towards, against } = reasonSides(reasons)
  return (
    <div className="grid gap-6 text-sm sm:grid-cols-2">
      <Side title="What spoke for disease" none="Nothing weighed for it." reasons={towards} />
      <Side title="What spoke against it" none="Nothing weighed against it." reasons={against} />
    </div>
  )
}

function Side({ title, none, reasons }: { title: string; none: string; reasons: readonly ClinicReason[] }) {
  return (
    <div className="space-y-2">
      <h3 className="text-base font-semibold">{title}</h3>
      {reasons.length === 0 ? (
        <p className="text-muted">{none}</p>
      ) : (
        <ul className="list-disc space-y-1 pl-5">
          {reasons.map(({ name, text }) => (
            <li key={name}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
