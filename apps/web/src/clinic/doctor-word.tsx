import type { Review } from '@vouch/contracts/review'
import { formatMoment, formatPercent } from '../ui/format.ts'

const SHOWN_WORDS = {
  nothing: 'before the call was shown',
  call: 'with the call in sight',
  reasons: 'with the call and its reasons in sight',
} as const satisfies Record<Review['shown'], string>

interface DoctorWordProps {
  /** `You`, a doctor’s name, or that it was another one */
  who: string
  review: Review
}

/** What a doctor said of a call, with the notes, and what had been shown before. */
export function DoctorWord({ who, review: { kind, said, shown, note, confidence, created_at } }: DoctorWordProps) {
  return (
    <div className="space-y-1 text-sm">
      <p>
        <span className="font-medium">
          {who} said: {said === null ? 'unsure' : said.toLowerCase()}
        </span>
        <span className="text-muted">
          {kind === 'adjudication' && ', the last word'}, {formatMoment(created_at)}, {SHOWN_WORDS[shown]}
          {who === 'You' && shown === 'nothing' && ' to you'}
          {confidence !== null && `, ${formatPercent(confidence)} sure`}
        </span>
      </p>
      {note !== '' && (
        <p className="text-muted [overflow-wrap:anywhere]">
          <bdi>{note}</bdi>
        </p>
      )}
    </div>
  )
}
