import type { IngestReceipt } from '@vouch/contracts/domains/coding'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { formatMoment } from '../../ui/format.ts'
import { MoreButton } from '../../ui/more-button.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { ReceiptDetail } from './receipt-detail.tsx'

const PAGE = 10

/** What was taken in, and the way to take it back. */
export function IngestsSection() {
  const list = trpc.coding.ingests.useInfiniteQuery(
    { limit: PAGE },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const ingests = list.data?.pages.flatMap((page) => page.ingests) ?? []
  return (
    <Section id="taken-in" title="What was taken in">
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.isPending && <p role="status">Fetching the list…</p>}
      {list.data !== undefined && ingests.length === 0 && <p className="text-sm text-muted">Nothing yet.</p>}
      {ingests.length > 0 && (
        <ul className="divide-y divide-rule border-b border-rule" aria-label="What was taken in">
          {ingests.map((receipt) => (
            <IngestLine key={receipt.ingest_id} receipt={receipt} />
          ))}
        </ul>
      )}
      <MoreButton more={list.hasNextPage} loading={list.isFetching} onMore={() => void list.fetchNextPage()} />
    </Section>
  )
}

function IngestLine({ receipt }: { receipt: IngestReceipt }) {
  const utils = trpc.useUtils()
  const back = trpc.coding.takeBack.useMutation({ onSuccess: () => utils.coding.invalidate() })
  const { ingest_id: id, name, created_at: at } = receipt
  return (
    <li className="grid gap-x-8 gap-y-2 py-4 text-sm md:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0 space-y-1 [overflow-wrap:anywhere]">
        <h3 className="text-base">
          <bdi>{name}</bdi>
        </h3>
        <p className="text-muted">
          <time dateTime={at}>{formatMoment(at)}</time>
        </p>
        <ReceiptDetail receipt={receipt} />
        {back.error !== null && <ProblemNotice problem={problemOf(back.error)} />}
      </div>
      <div>
        <ConfirmDialog
          trigger={
            <Button look="danger" disabled={back.isPending} aria-label={`Take back ${name}`}>
              {back.isPending ? 'Taking it back…' : 'Take back'}
            </Button>
          }
          title={`Take back ${name}?`}
          description={
            <p>
              Its sessions go, and the figures of their days are added up anew. Pull requests and commits stay, for
              another file may have said the same of them since; those that are made up go. The file can be taken in
              again.
            </p>
          }
          action="Take it back"
          onConfirm={() => back.mutate({ id })}
        />
      </div>
    </li>
  )
}
