import type { Account } from '@vouch/contracts/account'
import { useState } from 'react'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Badge } from '../ui/badge.tsx'
import { Form } from '../ui/form.tsx'
import { formatMoment } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { AccountGate } from './account-gate.tsx'
import { DeleteSection } from './delete-section.tsx'
import { beyondMember, grantWords } from './grant-words.ts'
import { KeySection } from './key-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { SessionSection } from './session-section.tsx'

/** One's own account: who one is here, and what one may do. */
export function AccountScreen() {
  return (
    <AccountGate>
      <MyAccount />
    </AccountGate>
  )
}

function MyAccount() {
  const account = trpc.account.get.useQuery(undefined, { staleTime: 0 })
  return (
    <div className="max-w-3xl space-y-12">
      <title>Account · Vouch</title>
      <h1 className="text-3xl">Your account</h1>
      {account.error !== null && <ProblemNotice problem={problemOf(account.error)} />}
      {account.isPending && <p role="status">Fetching your account…</p>}
      {account.data !== undefined && (
        <>
          <WhoSection account={account.data} />
          <GrantSection account={account.data} />
          <KeySection />
          <SessionSection />
          <PasswordSection email={account.data.email ?? ''} />
          <DeleteSection />
        </>
      )}
    </div>
  )
}

function WhoSection({ account }: { account: Account }) {
  const utils = trpc.useUtils()
  const [name, setName] = useState(account.name ?? '')
  const update = trpc.account.update.useMutation({
    onSuccess: (changed) => {
      utils.account.get.setData(undefined, changed)
      setName(changed.name ?? '')
    },
  })
  const wanted = name.trim() === '' ? null : name.trim()
  return (
    <Section id="who" title="Who you are">
      <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[8rem_minmax(0,1fr)]">
        <dt className="text-muted">E-mail</dt>
        <dd className="[overflow-wrap:anywhere]">
          <bdi>{account.email}</bdi>
        </dd>
        <dt className="text-muted">Registered</dt>
        <dd>
          <time dateTime={account.created_at}>{formatMoment(account.created_at)}</time>
        </dd>
        <dt className="text-muted">Account</dt>
        <dd className="font-mono [overflow-wrap:anywhere]">{account.id}</dd>
      </dl>
      <Form
        action="Save the name"
        busyWord="Saving…"
        look="plain"
        busy={update.isPending}
        ready={wanted !== account.name}
        problem={update.error === null ? null : problemOf(update.error)}
        onSubmit={() => update.mutate({ name: wanted })}
      >
        <TextField label="Name" autoComplete="name" maxLength={100} value={name} onChange={setName} />
      </Form>
    </Section>
  )
}

function GrantSection({ account }: { account: Account }) {
  return (
    <Section id="grants" title="Your roles">
      <ul className="space-y-2 text-sm">
        <li>Member: you may submit tables and see your own predictions and jobs.</li>
        {beyondMember(account.grants).map((grant) => (
          <li key={`${grant.role} ${grant.domain}`} className="flex flex-wrap items-center gap-2">
            {grantWords(grant)}
            {grant.state === 'asked' && <Badge tone="caution">asked for, not yet given</Badge>}
          </li>
        ))}
      </ul>
    </Section>
  )
}
