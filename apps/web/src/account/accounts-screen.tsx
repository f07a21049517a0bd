import type { Account, Grant } from '@vouch/contracts/account'
import { useState } from 'react'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { formatMoment } from '../ui/format.ts'
import { MoreButton } from '../ui/more-button.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { AdminGate } from './account-gate.tsx'
import { GrantForm } from './grant-form.tsx'
import { beyondMember, grantWords } from './grant-words.ts'
import { useAccount } from './use-account.ts'

const PAGE = 50

/** Every account, what it may do, and what it asks for. */
export function AccountsScreen() {
  return (
    <AdminGate>
      <Accounts />
    </AdminGate>
  )
}

function Accounts() {
  const [asking, setAsking] = useState(false)
  const [search, setSearch] = useState('')
  const list = trpc.account.list.useInfiniteQuery(
    { limit: PAGE, asking, search },
    { getNextPageParam: (page) => page.next_cursor, staleTime: 0 },
  )
  const accounts = list.data?.pages.flatMap((page) => page.accounts) ?? []
  return (
    <div className="space-y-6">
      <title>Accounts · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl">Accounts</h1>
        <p className="text-muted">The newest first. Whoever looks at this list stands in the audit trail.</p>
      </header>
      <SearchForm busy={list.isFetching} onSearch={setSearch} />
      <CheckBox label="Only those who ask for a role" checked={asking} onChange={setAsking} />
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {list.isPending && <p role="status">Fetching the accounts…</p>}
      {list.data !== undefined && accounts.length === 0 && (
        <p className="rounded-md border border-rule bg-surface px-4 py-8 text-center text-sm text-muted">
          {search !== '' ? 'No account is called that.' : asking ? 'Nobody asks for a role.' : 'There are no accounts.'}
        </p>
      )}
      {accounts.length > 0 && (
        <ul className="divide-y divide-rule border-y border-rule" aria-label="Accounts">
          {accounts.map((account) => (
            <AccountLine key={account.id} account={account} />
          ))}
        </ul>
      )}
      <MoreButton more={list.hasNextPage} loading={list.isFetching} onMore={() => void list.fetchNextPage()} />
    </div>
  )
}

/** Asked when it is sent, and not at every key: each look at the list is an entry of the audit trail. */
function SearchForm({ busy, onSearch }: { busy: boolean; onSearch: (search: string) => void }) {
  const [text, setText] = useState('')
  return (
    <form
      role="search"
      className="flex max-w-xl flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        onSearch(text)
      }}
    >
      <TextField
        label="Name, address or id"
        type="search"
        className="grow"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={text}
        onChange={setText}
      />
      <Button type="submit" disabled={busy}>
        Find
      </Button>
    </form>
  )
}

function AccountLine({ account }: { account: Account }) {
  const utils = trpc.useUtils()
  const me = useAccount()
  const settled = { onSettled: () => utils.account.list.invalidate() }
  const disable = trpc.account.disable.useMutation(settled)
  const grant = trpc.account.grant.useMutation(settled)
  const problem = disable.error ?? grant.error
  const who = account.name ?? account.email ?? 'A deleted account'
  const own = account.id === me?.id
  const grants = beyondMember(account.grants)
  return (
    <li className="grid gap-x-8 gap-y-3 py-5 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <div className="min-w-0 space-y-1 text-sm">
        <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg [overflow-wrap:anywhere]">
          <bdi>{who}</bdi>
          {own && <Badge>you</Badge>}
          {account.disabled && <Badge tone="danger">disabled</Badge>}
        </h2>
        {account.name !== null && account.email !== null && (
          <p className="[overflow-wrap:anywhere]">
            <bdi>{account.email}</bdi>
          </p>
        )}
        <p className="text-xs text-muted">
          <span className="font-mono [overflow-wrap:anywhere]">{account.id}</span>, registered{' '}
          {formatMoment(account.created_at)}
        </p>
      </div>
      <div className="min-w-0 space-y-3">
        <ul className="space-y-2 text-sm" aria-label={`Roles of ${who}`}>
          {grants.length === 0 && <li className="text-muted">Member, and nothing else asked for.</li>}
          {grants.map((held) => (
            <GrantLine
              key={`${held.role} ${held.domain}`}
              grant={held}
              who={who}
              busy={grant.isPending}
              kept={own && held.role === 'admin'}
              onDecide={(give) => grant.mutate({ id: account.id, domain: held.domain, role: held.role, give })}
            />
          ))}
        </ul>
        <div className="flex flex-wrap items-end gap-3">
          <GrantForm
            who={who}
            busy={grant.isPending}
            onGive={({ role, domain }) => grant.mutate({ id: account.id, domain, role, give: true })}
          />
          {!own && (
            <Disabling
              who={who}
              disabled={account.disabled}
              busy={disable.isPending}
              onChange={(disabled) => disable.mutate({ id: account.id, disabled })}
            />
          )}
        </div>
        {problem !== null && <ProblemNotice problem={problemOf(problem)} />}
      </div>
    </li>
  )
}

interface GrantLineProps {
  grant: Grant
  who: string
  busy: boolean
  /** nobody shuts himself out */
  kept: boolean
  onDecide: (give: boolean) => void
}

function GrantLine({ grant, who, busy, kept, onDecide }: GrantLineProps) {
  const words = grantWords(grant)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <span>{words}</span>
      {grant.state === 'asked' && (
        <>
          <Badge tone="caution">asked for</Badge>
          <Button disabled={busy} aria-label={`Give ${who}: ${words}`} onClick={() => onDecide(true)}>
            Give
          </Button>
          <Button disabled={busy} aria-label={`Refuse ${who}: ${words}`} onClick={() => onDecide(false)}>
            Refuse
          </Button>
        </>
      )}
      {grant.state === 'given' && !kept && (
        <Button look="quiet" disabled={busy} aria-label={`Take from ${who}: ${words}`} onClick={() => onDecide(false)}>
          Take away
        </Button>
      )}
    </li>
  )
}

interface DisablingProps {
  who: string
  disabled: boolean
  busy: boolean
  onChange: (disabled: boolean) => void
}

function Disabling({ who, disabled, busy, onChange }: DisablingProps) {
  if (disabled)
    return (
      <Button disabled={busy} aria-label={`Enable ${who}`} onClick={() => onChange(false)}>
        Enable
      </Button>
    )
  return (
    <ConfirmDialog
      trigger={
        <Button look="danger" disabled={busy} aria-label={`Disable ${who}`}>
          Disable
        </Button>
      }
      title="Disable this account?"
      description={
        <p>
          <bdi className="font-medium">{who}</bdi> is logged out everywhere and cannot log in until the account is
          enabled again. Its predictions stay.
        </p>
      }
      action="Disable it"
      onConfirm={() => onChange(true)}
    />
  )
}
