import type { Review } from '@vouch/contracts/review'
import { formatMoment, formatPercent } from '../ui/format.ts'

const SHOWN_WORDS = {
  nothing: 'before the call was shown to you',
  call: 'with the call in sight',
  reasons: 'with the call and its reasons in sight',
} as const satisfies Record<Review['shown'], string>

/** What a doctor said of a call himself, and what had been shown to him. */
export function OwnWord({ review: { said, shown, note, confidence, created_at } }: { review: Review }) {
  return (
    <div className="space-y-1 text-sm">
      <p>
        <span className="font-medium">You said: {said === null ? 'unsure' : said.toLowerCase()}</span>
        <span className="text-muted">
          , {formatMoment(created_at)}, {SHOWN_WORDS[shown]}
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
