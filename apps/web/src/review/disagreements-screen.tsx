import type { DomainId } from '@vouch/contracts/domain'
import type { Disagreement, QueueState } from '@vouch/contracts/review'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { DOMAIN_WORDS } from '../domains/domain-words.ts'
import { NoticeOf } from '../domains/notice-of.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { counted } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { ExpertGate } from './expert-gate.tsx'
import { ShortcutList } from './shortcut-list.tsx'
import { SettleDisagreement } from './settle-disagreement.tsx'
import { saidWords } from './review-words.ts'
import { useForgetAnswers } from './use-forget-answers.ts'

/** Calls that other experts judged differently, one after the other, for the last word. */
export function DisagreementsScreen() {
  const { domain } = useParams({ from: '/review/$domain/disagreements' })
  return <ExpertGate domain={domain}>{(known) => <Disagreements key={known} domain={known} />}</ExpertGate>
}

function Disagreements({ domain }: { domain: DomainId }) {
  const queue = trpc.review.queue.useQuery({ domain })
  const list = trpc.review.disagreements.useInfiniteQuery(
    { domain },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [settled, setSettled] = useState<string | null>(null)
  const [keys, setKeys] = useState(true)
  const forget = useForgetAnswers()
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const open = items.filter(({ item_id: id }) => !left.has(id))
  const [first] = open
  const problem = queue.error ?? list.error
  const leave = (item: Disagreement) => setLeft((before) => new Set([...before, item.item_id]))
  return (
    <div className="space-y-6">
      <title>Disagreements · Vouch</title>
      <p className="flex flex-wrap gap-x-6 text-sm">
        <Link to="/review" className="link">
          The queues
        </Link>
        <span className="text-muted">Disagreements: {DOMAIN_WORDS[domain].name}</span>
      </p>
      {/* an open one brings its own */}
      {first === undefined && <NoticeOf domain={domain} />}
      {settled !== null && (
        <p role="status" className="text-sm">
          {settled}
        </p>
      )}
      {problem !== null && <ProblemNotice problem={problemOf(problem)} />}
      {list.isPending && <p role="status">Looking for disagreements…</p>}
      {first !== undefined && queue.data !== undefined && (
        <SettleDisagreement
          key={first.item_id}
          item={first}
          words={queue.data}
          keys={keys}
          others={open.length - 1}
          onLeave={() => leave(first)}
          onDone={(review) => {
            setSettled(`Settled: ${first.id}, ${saidWords(review).toLowerCase()}.`)
            leave(first)
            forget()
          }}
        />
      )}
      {list.data !== undefined && first === undefined && (
        <NoneLeft
          left={left.size}
          more={list.hasNextPage}
          queue={queue.data}
          onMore={() => void list.fetchNextPage()}
        />
      )}
      {first !== undefined && (
        <div className="max-w-3xl space-y-4 border-t border-rule pt-4">
          <CheckBox label="Keys work on this screen" checked={keys} onChange={setKeys} />
          {keys && <ShortcutList />}
        </div>
      )}
    </div>
  )
}

interface NoneLeftProps {
  left: number
  more: boolean
  queue: QueueState | undefined
  onMore: () => void
}

function NoneLeft({ left, more, queue, onMore }: NoneLeftProps) {
  const unsettled = queue?.to_adjudicate ?? 0
  return (
    <div className="max-w-3xl space-y-4">
      <h1 className="text-3xl">Nothing to settle</h1>
      <p className="text-muted">
        {left > 0 ? 'You have been through what was here. ' : ''}
        Experts who judged a call do not settle it: another one has the last word.
        {unsettled > 0 && ` In the whole domain ${counted(unsettled, 'call')} ${unsettled === 1 ? 'is' : 'are'} open.`}
      </p>
      {more && <Button onClick={onMore}>Bring more</Button>}
    </div>
  )
}
