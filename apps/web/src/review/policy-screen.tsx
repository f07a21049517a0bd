import type { DomainId } from '@vouch/contracts/domain'
import type { ReviewPolicy } from '@vouch/contracts/review'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { AdminGate } from '../account/account-gate.tsx'
import { DOMAIN_WORDS } from '../domains/domain-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Form } from '../ui/form.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { ExpertGate } from './expert-gate.tsx'

/** How a domain’s queue is filled and given out. */
export function PolicyScreen() {
  const { domain } = useParams({ from: '/review/$domain/policy' })
  return (
    <AdminGate>
      <ExpertGate domain={domain}>{(known) => <Policy key={known} domain={known} />}</ExpertGate>
    </AdminGate>
  )
}

function Policy({ domain }: { domain: DomainId }) {
  const policy = trpc.review.policy.useQuery({ domain }, { staleTime: 0 })
  return (
    <div className="max-w-3xl space-y-6">
      <title>The queue · Vouch</title>
      <header className="space-y-3">
        <h1 className="text-3xl">How the queue is given out: {DOMAIN_WORDS[domain].name}</h1>
        <p className="text-muted">It holds for what is offered and taken from now on.</p>
        <Link to="/review" className="link text-sm">
          The queues
        </Link>
      </header>
      {policy.error !== null && <ProblemNotice problem={problemOf(policy.error)} />}
      {policy.isPending && <p role="status">Fetching the policy…</p>}
      {policy.data !== undefined && !policy.isFetching && <PolicyForm policy={policy.data} />}
    </div>
  )
}

const SHARES = [
  [
    'blind_share',
    'Judged blind, %',
    'Of the calls given out. Without them nobody knows how far verdicts follow calls.',
    0,
  ],
  [
    'random_share',
    'Drawn by chance, %',
    'Of the calls offered. The only ones that tell how good all calls are; at least 5 %.',
    5,
  ],
  ['double_share', 'Judged by two, %', 'Of the calls offered. They tell how far experts agree with each other.', 0],
] as const

const LEASE = { least: 1, most: 24 * 60 } as const

type Share = (typeof SHARES)[number][0]

function PolicyForm({ policy }: { policy: ReviewPolicy }) {
  const utils = trpc.useUtils()
  const update = trpc.review.updatePolicy.useMutation({ onSuccess: () => utils.review.policy.invalidate() })
  const [shares, setShares] = useState<Record<Share, string>>({
    blind_share: percentOf(policy.blind_share),
    random_share: percentOf(policy.random_share),
    double_share: percentOf(policy.double_share),
  })
  const [minutes, setMinutes] = useState(String(policy.lease_minutes))
  const minutesFault =
    faultIn(minutes, LEASE.least, LEASE.most) ?? (Number.isInteger(Number(minutes)) ? null : 'Whole minutes.')
  const ready = minutesFault === null && SHARES.every(([name, , , least]) => faultIn(shares[name], least, 100) === null)
  const shareOf = (name: Share) => Number(shares[name]) / 100
  return (
    <Form
      action="Save it"
      busyWord="Saving…"
      busy={update.isPending}
      ready={ready}
      problem={update.error === null ? null : problemOf(update.error)}
      onSubmit={() =>
        update.mutate({
          domain: policy.domain,
          blind_share: shareOf('blind_share'),
          random_share: shareOf('random_share'),
          double_share: shareOf('double_share'),
          lease_minutes: Number(minutes),
        })
      }
    >
      {SHARES.map(([name, label, note, least]) => (
        <TextField
          key={name}
          label={label}
          note={note}
          inputMode="decimal"
          className="max-w-md"
          value={shares[name]}
          onChange={(value) => setShares({ ...shares, [name]: value })}
          fault={faultIn(shares[name], least, 100)}
        />
      ))}
      <TextField
        label="Minutes in hand"
        note="How long a call is an expert’s alone once it is taken."
        inputMode="numeric"
        className="max-w-md"
        value={minutes}
        onChange={setMinutes}
        fault={minutesFault}
      />
    </Form>
  )
}

/** Without the tail that a share’s hundredfold has in floating point. */
function percentOf(share: number): string {
  return String(Number((share * 100).toFixed(4)))
}

function faultIn(text: string, least: number, most: number): string | null {
  const value = Number(text)
  return text.trim() === '' || !Number.isFinite(value) || value < least || value > most
    ? `A number from ${least} to ${most}.`
    : null
}
