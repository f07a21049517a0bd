import type { LoginSession } from '@vouch/contracts/account'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { formatMoment } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'

const PAGE = 20

/** Where one is logged in: each may be ended from here, and this one by logging out. */
export function SessionSection() {
  const list = trpc.account.session.list.useInfiniteQuery(
    { limit: PAGE },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const sessions = list.data?.pages.flatMap((page) => page.sessions) ?? []
  return (
    <Section id="sessions" title="Where you are logged in">
      <p className="text-sm text-muted">
        Each log-in of a browser or a program, the newest first. End one that you do not know, and change your password.
      </p>
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {sessions.length > 0 && (
        <ul className="divide-y divide-rule border-y border-rule" aria-label="Log-ins">
          {sessions.map((one) => (
            <SessionLine key={one.id} session={one} />
          ))}
        </ul>
      )}
      <MoreButton more={list.hasNextPage} loading={list.isFetching} onMore={() => void list.fetchNextPage()} />
    </Section>
  )
}

function SessionLine({ session: { id, created_at, last_used_at, current } }: { session: LoginSession }) {
  const utils = trpc.useUtils()
  const end = trpc.account.session.delete.useMutation({ onSettled: () => utils.account.session.list.invalidate() })
  const began = formatMoment(created_at)
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3 text-sm">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          Since <time dateTime={created_at}>{began}</time>
          {current && <Badge>this one</Badge>}
        </p>
        <p className="text-muted">
          Last used <time dateTime={last_used_at}>{formatMoment(last_used_at)}</time>
        </p>
        {end.error !== null && <ProblemNotice problem={problemOf(end.error)} />}
      </div>
      {!current && (
        <ConfirmDialog
          trigger={
            <Button look="danger" disabled={end.isPending} aria-label={`End the log-in since ${began}`}>
              End
            </Button>
          }
          title="End this log-in?"
          description={<p>Whoever uses it is logged out from this moment on.</p>}
          action="End it"
          onConfirm={() => end.mutate({ id })}
        />
      )}
    </li>
  )
}
