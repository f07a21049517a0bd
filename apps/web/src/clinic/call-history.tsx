import type { Recommendation } from '@vouch/contracts/clinic'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { formatMoment } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { callInWords, STATUS_WORDS } from './call-words.ts'
import { JudgedCall } from './judged-call.tsx'
import { PlainCall } from './plain-call.tsx'
import { LABEL_WORDS } from './value-words.ts'

interface CallHistoryProps {
  patientId: string
  relation: 'self' | 'doctor' | 'admin'
}

const PAGE = 20

/** Every call of a patient, the newest first: that one open, the others in a line until they are opened. */
export function CallHistory({ patientId, relation }: CallHistoryProps) {
  const list = trpc.clinic.recommendations.useInfiniteQuery(
    { id: patientId, limit: PAGE },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const [newest, ...before] = list.data?.pages.flatMap(({ recommendations }) => recommendations) ?? []
  const show = (one: Recommendation) =>
    relation === 'self' ? (
      <PlainCall recommendation={one} />
    ) : (
      <JudgedCall key={`${one.recommendation_id} ${one.status}`} recommendation={one} judges={relation === 'doctor'} />
    )
  return (
    <>
      <Section id="call" title="The newest call">
        {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
        {list.isPending && <p role="status">Fetching the calls…</p>}
        {list.data !== undefined && newest === undefined && (
          <p className="text-sm text-muted">The model was not asked yet.</p>
        )}
        {newest !== undefined && show(newest)}
      </Section>
      {before.length > 0 && (
        <Section id="calls" title="Calls before">
          {before.map((one) => (
            <details key={one.recommendation_id} className="border-t border-rule py-3 first:border-t-0">
              <summary className="text-sm">
                <time dateTime={one.timestamp}>{formatMoment(one.timestamp)}</time>
                <span className="text-muted">: {inALine(one, relation)}</span>
              </summary>
              <div className="pt-4">{show(one)}</div>
            </details>
          ))}
          <MoreButton more={list.hasNextPage} loading={list.isFetching} onMore={() => void list.fetchNextPage()} />
        </Section>
      )}
    </>
  )
}

function inALine({ call, status }: Recommendation, relation: CallHistoryProps['relation']): string {
  if (call === null) return 'judged blind, not shown yet'
  if (relation === 'self') return callInWords(call)
  return `${LABEL_WORDS[call.label]}${call.abstained ? ', abstained' : ''}, ${STATUS_WORDS[status]}`
}
