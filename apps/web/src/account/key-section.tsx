import { Scope, type ApiKey } from '@vouch/contracts/account'
import { useState } from 'react'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Form } from '../ui/form.tsx'
import { formatMoment } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { SCOPE_WORDS } from './grant-words.ts'
import { isAdmin, useAccount } from './use-account.ts'

const DAY_MS = 86_400_000
const LIFETIMES = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'A year'],
  ['never', 'Until it is revoked'],
] as const
type Lifetime = (typeof LIFETIMES)[number][0]

/** Keys for programs: made here, shown once, taken back at any time. */
export function KeySection() {
  const keys = trpc.account.key.list.useQuery()
  return (
    <Section id="keys" title="API keys">
      <p className="text-sm text-muted">
        A program that works for you sends a key in the header <code className="font-mono">X-API-Key</code>. It can do
        no more than its scopes say, and never touches this account itself.
      </p>
      {keys.error !== null && <ProblemNotice problem={problemOf(keys.error)} />}
      {keys.data?.keys.length === 0 && <p className="text-sm">There are none yet.</p>}
      {keys.data !== undefined && keys.data.keys.length > 0 && (
        <ul className="divide-y divide-rule border-y border-rule" aria-label="API keys">
          {keys.data.keys.map((key) => (
            <KeyLine key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      <NewKey />
    </Section>
  )
}

function KeyLine({ apiKey }: { apiKey: ApiKey }) {
  const utils = trpc.useUtils()
  const revoke = trpc.account.key.delete.useMutation({ onSettled: () => utils.account.key.list.invalidate() })
  const { name, scopes, created_at, expires_at, last_used_at } = apiKey
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3 text-sm">
      <div className="min-w-0">
        <p className="font-medium [overflow-wrap:anywhere]">
          <bdi>{name}</bdi>
        </p>
        <p className="text-muted">
          {scopes.join(', ')}; made {formatMoment(created_at)};{' '}
          {expires_at === null ? 'does not expire' : `expires ${formatMoment(expires_at)}`};{' '}
          {last_used_at === null ? 'never used' : `last used ${formatMoment(last_used_at)}`}
        </p>
        {revoke.error !== null && <ProblemNotice problem={problemOf(revoke.error)} />}
      </div>
      <ConfirmDialog
        trigger={
          <Button look="danger" disabled={revoke.isPending} aria-label={`Revoke ${name}`}>
            Revoke
          </Button>
        }
        title="Revoke this key?"
        description={
          <p>
            Programs that use <bdi className="font-medium">{name}</bdi> are refused from this moment on.
          </p>
        }
        action="Revoke it"
        onConfirm={() => revoke.mutate({ id: apiKey.id })}
      />
    </li>
  )
}

function NewKey() {
  const utils = trpc.useUtils()
  const admin = isAdmin(useAccount())
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Scope[]>(['read', 'predict'])
  const [lifetime, setLifetime] = useState<Lifetime>('90')
  const create = trpc.account.key.create.useMutation({
    onSuccess: async () => {
      setName('')
      await utils.account.key.list.invalidate()
    },
  })
  const toggle = (scope: Scope, on: boolean) =>
    setScopes((before) => (on ? [...before, scope] : before.filter((other) => other !== scope)))
  const expiry = () => (lifetime === 'never' ? null : new Date(Date.now() + Number(lifetime) * DAY_MS).toISOString())
  return (
    <div className="space-y-4 rounded-lg border border-rule bg-surface p-4 sm:p-5">
      <h3 className="text-lg">A new key</h3>
      <Form
        action="Make the key"
        busyWord="Making the key…"
        look="plain"
        busy={create.isPending}
        ready={name.trim() !== '' && scopes.length > 0}
        problem={create.error === null ? null : problemOf(create.error)}
        onSubmit={() => create.mutate({ name, scopes: [...scopes], expires_at: expiry() })}
      >
        <TextField label="What it is for" autoComplete="off" maxLength={100} required value={name} onChange={setName} />
        <fieldset className="space-y-2">
          <legend className="pb-1 text-sm font-medium">What it may do</legend>
          {Scope.options
            .filter((scope) => scope !== 'admin' || admin)
            .map((scope) => (
              <CheckBox
                key={scope}
                label={SCOPE_WORDS[scope]}
                checked={scopes.includes(scope)}
                onChange={(on) => toggle(scope, on)}
              />
            ))}
        </fieldset>
        <SelectField label="How long it holds" value={lifetime} options={LIFETIMES} onChange={setLifetime} />
      </Form>
      {create.data !== undefined && (
        <Notice title="Copy it now: it is shown this once" role="status">
          <CopyField key={create.data.id} label="The new key" value={create.data.key} />
          <Button onClick={() => create.reset()}>I have it</Button>
        </Notice>
      )}
    </div>
  )
}
