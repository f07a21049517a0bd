import type { DomainId } from '@vouch/contracts/domain'
import { Link } from '@tanstack/react-router'
import { AccountGate } from '../account/account-gate.tsx'
import { isAdmin, judgedDomains } from '../account/use-account.ts'
import { DOMAIN_WORDS } from '../domains/domain-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { QueueFigures, QueueSlices } from './queue-state.tsx'

/** The queues of the domains that one judges. */
export function ReviewHomeScreen() {
  return (
    <AccountGate>
      <Home />
    </AccountGate>
  )
}

function Home() {
  const account = trpc.account.get.useQuery()
  if (account.error !== null) return <ProblemNotice problem={problemOf(account.error)} />
  if (account.data === undefined) return <p role="status">Opening…</p>
  const domains = judgedDomains(account.data)
  return (
    <div className="space-y-10">
      <title>Review · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl">Review</h1>
        <p className="text-muted">
          A model made a call; you say what it is. Some calls you judge before you see what the model said: without them
          nobody knows how far a verdict follows the call.
        </p>
      </header>
      {domains.length === 0 && (
        <p className="max-w-3xl rounded-md border border-rule bg-surface px-4 py-8 text-center text-sm text-muted">
          You judge no domain yet. An admin gives the role of an expert.
        </p>
      )}
      {domains.map((domain) => (
        <DomainQueue key={domain} domain={domain} admin={isAdmin(account.data)} />
      ))}
    </div>
  )
}

function DomainQueue({ domain, admin }: { domain: DomainId; admin: boolean }) {
  const queue = trpc.review.queue.useQuery({ domain }, { staleTime: 0 })
  const { name } = DOMAIN_WORDS[domain]
  return (
    <Section id={domain} title={name}>
      {queue.error !== null && <ProblemNotice problem={problemOf(queue.error)} />}
      {queue.isPending && <p role="status">Looking at the queue…</p>}
      {queue.data !== undefined && (
        <div className="space-y-6">
          <QueueFigures queue={queue.data} />
          <div className="flex flex-wrap items-center gap-x-6 gap-y-3 text-sm">
            <Link
              to="/review/$domain"
              params={{ domain }}
              className="inline-flex min-h-10 items-center rounded-md bg-accent px-4 py-2 font-medium text-on-accent hover:brightness-110"
            >
              Begin to judge: {name}
            </Link>
            <DomainLinks domain={domain} admin={admin} disputed={queue.data.to_adjudicate} />
          </div>
          {queue.data.waiting + queue.data.leased + queue.data.settled + queue.data.to_adjudicate === 0 ? (
            <p className="max-w-3xl text-sm text-muted">
              Nobody has offered a call yet. Whoever made a prediction offers calls of it at the end of its page.
            </p>
          ) : (
            <QueueSlices queue={queue.data} name={name} />
          )}
        </div>
      )}
    </Section>
  )
}

function DomainLinks({ domain, admin, disputed }: { domain: DomainId; admin: boolean; disputed: number }) {
  const { name } = DOMAIN_WORDS[domain]
  const params = { domain }
  return (
    <>
      <Link to="/review/$domain/disagreements" params={params} className="link">
        Settle disagreements ({disputed})<span className="sr-only"> of {name}</span>
      </Link>
      <Link to="/review/$domain/past" params={params} className="link">
        Your verdicts<span className="sr-only"> of {name}</span>
      </Link>
      <Link to="/review/$domain/figures" params={params} className="link">
        Figures<span className="sr-only"> of {name}</span>
      </Link>
      {admin && (
        <Link to="/review/$domain/policy" params={params} className="link">
          How the queue is given out<span className="sr-only">: {name}</span>
        </Link>
      )}
    </>
  )
}
