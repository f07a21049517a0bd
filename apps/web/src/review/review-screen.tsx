import type { DomainId } from '@vouch/contracts/domain'
import type { LeasedItem, QueueState, Review } from '@vouch/contracts/review'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { DOMAIN_WORDS } from '../domains/domain-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { ExpertGate } from './expert-gate.tsx'
import { ItemReview } from './item-review.tsx'
import { MendVerdict } from './mend-verdict.tsx'
import { type Judged, RevealedCall } from './revealed-call.tsx'
import { saidWords } from './review-words.ts'
import { ShortcutList } from './shortcut-list.tsx'
import { useForgetAnswers } from './use-forget-answers.ts'

/** One call after the other, judged. */
export function ReviewScreen() {
  const { domain } = useParams({ from: '/review/$domain' })
  return <ExpertGate domain={domain}>{(known) => <Reviewing key={known} domain={known} />}</ExpertGate>
}

function Reviewing({ domain }: { domain: DomainId }) {
  const queue = trpc.review.queue.useQuery({ domain })
  const hand = useInHand(domain)
  const [last, setLast] = useState<Judged | null>(null)
  const [at, setAt] = useState<'item' | 'taking' | 'reveal' | 'mend'>('item')
  const [keys, setKeys] = useState(true)
  const forget = useForgetAnswers()
  const { name } = DOMAIN_WORDS[domain]

  const goOn = async () => {
    // no key that comes now is meant for the call that was judged
    setAt('taking')
    await hand.next()
    setAt('item')
  }
  const done = (item: LeasedItem, review: Review) => {
    setLast({ item, review })
    forget()
    if (item.blind) setAt('reveal')
    else void goOn()
  }
  return (
    <div className="space-y-6">
      <title>{`Review: ${name} · Vouch`}</title>
      <p className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
        <Link to="/review" className="link">
          The queues
        </Link>
        <Link to="/review/$domain/past" params={{ domain }} className="link">
          Your verdicts
        </Link>
      </p>
      {last !== null && at === 'item' && <LastSaid last={last} keys={keys} onMend={() => setAt('mend')} />}
      {queue.error !== null && <ProblemNotice problem={problemOf(queue.error)} />}
      {at === 'mend' && last !== null && queue.data !== undefined && (
        <MendVerdict
          domain={domain}
          name={last.item.id}
          review={last.review}
          threshold={last.item.threshold}
          words={queue.data}
          keys={keys}
          onLeave={() => (last.item.blind && hand.item?.item_id === last.item.item_id ? goOn() : setAt('item'))}
          onDone={(review) => {
            setLast({ ...last, review })
            void goOn()
          }}
        />
      )}
      {at === 'reveal' && last !== null && queue.data !== undefined && (
        <RevealedCall
          judged={last}
          words={queue.data}
          keys={keys}
          onMend={() => setAt('mend')}
          onNext={() => void goOn()}
        />
      )}
      {at === 'taking' && <p role="status">Taking the next call…</p>}
      {at === 'item' && queue.data !== undefined && (
        <InHand
          domain={domain}
          hand={hand}
          words={queue.data}
          keys={keys}
          onUndo={() => last !== null && setAt('mend')}
          onDone={done}
        />
      )}
      <div className="max-w-3xl space-y-4 border-t border-rule pt-4">
        <CheckBox label="Keys work on this screen" checked={keys} onChange={setKeys} />
        {keys && <ShortcutList />}
      </div>
    </div>
  )
}

/**
 * The call that one has in hand. Taking one is a promise to judge it, so that none is taken ahead; who has one already, and
 * opens the screen again, is given the same.
 */
function useInHand(domain: DomainId) {
  const { client } = trpc.useUtils()
  const taken = useQuery({
    queryKey: ['review in hand', domain],
    queryFn: () => client.review.next.mutate({ domain, count: 1 }),
    gcTime: 0,
  })
  return {
    item: taken.data?.items[0] ?? null,
    waiting: taken.data?.waiting ?? 0,
    taking: taken.isFetching,
    error: taken.error,
    next: async () => {
      await taken.refetch()
    },
  }
}

function LastSaid({ last: { item, review }, keys, onMend }: { last: Judged; keys: boolean; onMend: () => void }) {
  return (
    <p role="status" className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
      <span>
        Sent: <bdi className="font-medium">{item.id}</bdi>, {saidWords(review).toLowerCase()}.
      </span>
      <Button look="quiet" aria-keyshortcuts={keys ? 'Z' : undefined} onClick={onMend}>
        Say it anew{keys && ' (Z)'}
      </Button>
    </p>
  )
}

interface InHandProps {
  domain: DomainId
  hand: ReturnType<typeof useInHand>
  words: QueueState
  keys: boolean
  onUndo: () => void
  onDone: (item: LeasedItem, review: Review) => void
}

function InHand({ domain, hand, words, keys, onUndo, onDone }: InHandProps) {
  const { item, error, taking, waiting, next } = hand
  if (taking) return <p role="status">Taking the next call…</p>
  if (error !== null)
    return (
      <ProblemNotice problem={problemOf(error)}>
        <Button onClick={() => void next()}>Try again</Button>
      </ProblemNotice>
    )
  if (item === null)
    return (
      <div className="max-w-3xl space-y-4">
        <h1 className="text-3xl">Nothing waits for you</h1>
        <Notice title="No call is left that you can judge" role="status">
          <p>
            Others have the rest in hand, or you have judged them all. The queue is filled by who makes predictions.
          </p>
        </Notice>
        <Button onClick={() => void next()}>Look again</Button>
      </div>
    )
  return (
    <ItemReview
      key={item.item_id}
      domain={domain}
      item={item}
      waiting={waiting}
      words={words}
      keys={keys}
      onNext={next}
      onUndo={onUndo}
      onDone={(review) => onDone(item, review)}
    />
  )
}
