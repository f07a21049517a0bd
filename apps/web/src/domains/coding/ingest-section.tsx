import type { IngestReceipt } from '@vouch/contracts/domains/coding'
import { useState } from 'react'
import { trpc } from '../../trpc.ts'
import { FileDrop } from '../../ui/file-drop.tsx'
import { Form } from '../../ui/form.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAction } from '../../use-action.ts'
import { ingestFile } from './ingest-file.ts'
import { ReceiptDetail } from './receipt-detail.tsx'

/** Takes a file in. What was chosen stays chosen when it is refused. */
export function IngestSection() {
  const [file, setFile] = useState<File | null>(null)
  const [repo, setRepo] = useState('')
  const [startedAt, setStartedAt] = useState('')
  const [receipt, setReceipt] = useState<IngestReceipt | null>(null)
  const utils = trpc.useUtils()
  const take = useAction(async () => {
    if (file === null) return
    setReceipt(null)
    setReceipt(await ingestFile(file, { repo, startedAt }))
    setFile(null)
    await utils.coding.invalidate()
  })
  return (
    <Section id="take-in" title="Take in a file">
      <div className="max-w-3xl space-y-4">
        <p className="text-sm text-muted">
          Lines of a LiteLLM proxy, spans of OpenTelemetry (OTLP as JSON), a table of events or of chats, an old
          cache.db, or pull requests and commits as GitHub’s JSON; packed with gzip or not. What it is, its content
          says. The same file sent again adds nothing.
        </p>
        <Form
          action="Take it in"
          busyWord="Taking it in…"
          busy={take.busy}
          ready={file !== null}
          problem={take.problem}
          onSubmit={() => void take.run()}
        >
          <FileDrop
            label="File of sessions, pull requests or commits"
            accept=".jsonl,.ndjson,.json,.csv,.tsv,.txt,.gz,.db,.sqlite,.xlsx,.parquet"
            disabled={take.busy}
            onFile={setFile}
          >
            {file === null ? 'Drop a file, or choose one' : <Chosen file={file} />}
          </FileDrop>
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label="Repository (may be left out)"
              placeholder="owner/name"
              spellCheck={false}
              maxLength={400}
              value={repo}
              onChange={setRepo}
              note="Of pull requests, commits and sessions that name none."
            />
            <TextField
              label="Began at, UTC (may be left out)"
              type="datetime-local"
              value={startedAt}
              onChange={setStartedAt}
              note="Of a table that counts seconds from its beginning; such a one is refused without it."
            />
          </div>
        </Form>
        {receipt !== null && (
          <Notice title={`${receipt.name} was taken in`} role="status">
            <ReceiptDetail receipt={receipt} />
          </Notice>
        )}
      </div>
    </Section>
  )
}

function Chosen({ file }: { file: File }) {
  return (
    <span className="[overflow-wrap:anywhere]">
      <bdi className="font-medium">{file.name}</bdi>, {formatBytes(file.size)}. Drop another, or choose one, in its
      place.
    </span>
  )
}
