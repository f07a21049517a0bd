import type { Doctor } from '@vouch/contracts/patient'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { formatMoment } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'

/** For admins: profiles whose account has not the role. */
export function AskingDoctors() {
  const list = trpc.doctor.list.useInfiniteQuery({}, { getNextPageParam: (page) => page.next_cursor, staleTime: 0 })
  const asking = list.data?.pages.flatMap(({ doctors }) => doctors.filter(({ approved }) => !approved)) ?? []
  return (
    <div className="space-y-3">
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.isPending && <p role="status">Fetching the doctors…</p>}
      {list.data !== undefined && asking.length === 0 && <p className="text-sm text-muted">Nobody asks for it.</p>}
      {asking.length > 0 && (
        <ul className="divide-y divide-rule border-y border-rule" aria-label="Doctors who ask">
          {asking.map((doctor) => (
            <AskingLine key={doctor.id} doctor={doctor} />
          ))}
        </ul>
      )}
      <MoreButton more={list.hasNextPage} loading={list.isFetching} onMore={() => void list.fetchNextPage()} />
    </div>
  )
}

function AskingLine({ doctor }: { doctor: Doctor }) {
  const utils = trpc.useUtils()
  const grant = trpc.account.grant.useMutation({ onSettled: () => utils.doctor.invalidate() })
  const { account_id: id } = doctor
  return (
    <li className="space-y-2 py-3 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="min-w-0 [overflow-wrap:anywhere]">
          <bdi className="font-medium">{doctor.name}</bdi>
          {doctor.specialization !== '' && `, ${doctor.specialization}`}
          <span className="text-muted">, since {formatMoment(doctor.created_at)}</span>
        </p>
        {id !== null && (
          <Button
            disabled={grant.isPending}
            aria-label={`Give ${doctor.name} the role of a doctor`}
            onClick={() => grant.mutate({ id, domain: 'heart', role: 'expert', give: true })}
          >
            Give the role
          </Button>
        )}
      </div>
      {grant.error !== null && <ProblemNotice problem={problemOf(grant.error)} />}
    </li>
  )
}
