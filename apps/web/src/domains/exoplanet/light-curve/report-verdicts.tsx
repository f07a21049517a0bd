import { judgedDomains, useAccount } from '../../../account/use-account.ts'
import { expertWords } from '../../../review/expert-words.ts'
import { saidWords, SHOWN_WORDS } from '../../../review/review-words.ts'
import { trpc } from '../../../trpc.ts'
import { formatMoment } from '../../../ui/format.ts'

/** As many verdicts as have room. */
const SHOWN = 4

/** What experts said of a call, for those who may read it. */
export function ReportVerdicts({ id, row, hidden }: { id: string; row: number; hidden: boolean }) {
  const account = useAccount()
  const isExpert = judgedDomains(account).includes('exoplanet')
  const reviews = trpc.review.list.useQuery({ prediction_id: id, row }, { enabled: isExpert && !hidden })
  const said = reviews.data?.reviews ?? []
  const who = expertWords(said, account?.id ?? null)
  return (
    <div data-numeric>
      <h2 className="font-sans text-[11px] font-semibold">Verdicts</h2>
      {said.length === 0 && <p>{isExpert && !hidden ? 'None yet.' : 'Shown to experts of the field.'}</p>}
      <ul>
        {said.slice(0, SHOWN).map((review) => (
          <li key={review.review_id} className="[overflow-wrap:anywhere]">
            {who.get(review.expert)}: {saidWords(review).toLowerCase()}, {SHOWN_WORDS[review.shown]},{' '}
            {formatMoment(review.created_at)}
          </li>
        ))}
      </ul>
      {said.length > SHOWN && <p className="text-muted">{said.length - SHOWN} more.</p>}
    </div>
  )
}
