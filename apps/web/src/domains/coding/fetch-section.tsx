import type { IngestReceipt } from '@vouch/contracts/domains/coding'
import { useState } from 'react'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ReceiptDetail } from './receipt-detail.tsx'

/** What is fetched from where it is kept; a proxy that no setting names is not offered. */
export function FetchSection() {
  const [receipt, setReceipt] = useState<IngestReceipt | null>(null)
  const sources = trpc.coding.ingests.useQuery({ limit: 1 })
  const utils = trpc.useUtils()
  const shown = async (fetched: IngestReceipt | null) => {
    setReceipt(fetched)
    await utils.coding.invalidate()
  }
  return (
    <Section id="fetch" title="Fetch what is kept elsewhere">
      <div className="max-w-3xl space-y-8">
        <GithubForm onDone={shown} />
        {sources.data?.fetches.includes('litellm_proxy') && <LitellmForm onDone={shown} />}
        {receipt !== null && (
          <Notice title={`${receipt.name} was fetched`} role="status">
            <ReceiptDetail receipt={receipt} />
          </Notice>
        )}
      </div>
    </Section>
  )
}

interface FetchFormProps {
  /** null: it broke off, and what came before that stays */
  onDone: (receipt: IngestReceipt | null) => Promise<void>
}

function GithubForm({ onDone }: FetchFormProps) {
  const [repo, setRepo] = useState('')
  const [since, setSince] = useState('')
  const fetched = trpc.coding.fetchGithub.useMutation({ onSuccess: onDone, onError: () => onDone(null) })
  return (
    <Form
      action="Fetch from GitHub"
      busyWord="Fetching from GitHub…"
      busy={fetched.isPending}
      ready={repo.trim() !== ''}
      look="plain"
      problem={fetched.error === null ? null : problemOf(fetched.error)}
      onSubmit={() => fetched.mutate({ repo_slug: repo.trim(), ...(since === '' ? {} : { since }) })}
    >
      <p className="text-sm text-muted">
        A repository’s pull requests and commits: what has changed since the last time. A large one takes minutes.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Repository on GitHub"
          placeholder="owner/name"
          spellCheck={false}
          maxLength={200}
          value={repo}
          onChange={setRepo}
        />
        <TextField label="Since (may be left out)" type="date" value={since} onChange={setSince} />
      </div>
    </Form>
  )
}

function LitellmForm({ onDone }: FetchFormProps) {
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const fetched = trpc.coding.fetchLitellm.useMutation({ onSuccess: onDone, onError: () => onDone(null) })
  return (
    <Form
      action="Fetch from the proxy"
      busyWord="Fetching from the proxy…"
      busy={fetched.isPending}
      look="plain"
      problem={fetched.error === null ? null : problemOf(fetched.error)}
      onSubmit={() => fetched.mutate({ ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) })}
    >
      <p className="text-sm text-muted">
        The calls that the LiteLLM proxy keeps, by days in UTC; without them the last seven. Those that are here already
        are not added again.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="First day (may be left out)" type="date" value={from} onChange={setFrom} />
        <TextField label="Last day (may be left out)" type="date" value={to} onChange={setTo} />
      </div>
    </Form>
  )
}
