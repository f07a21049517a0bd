import type { DatasetEntry } from '@vouch/contracts/dataset'
import { Link, useNavigate } from '@tanstack/react-router'
import { useSession } from '../account/browser-session.ts'
import { problemOf } from '../problem.ts'
import { TrainingList } from '../training/training-list.tsx'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { FileDrop } from '../ui/file-drop.tsx'
import { counted, formatMoment } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { useAction } from '../use-action.ts'
import { FromReviewsSection } from './from-reviews-section.tsx'
import { uploadDataset } from './upload-dataset.ts'

/** Where a training begins: with a table. */
export function DatasetsScreen() {
  const list = trpc.dataset.list.useQuery({}, { staleTime: 0 })
  const known = useSession().kind === 'known'
  return (
    <div className="space-y-10">
      <title>Train · Vouch</title>
      <header className="max-w-3xl space-y-3">
        <h1 className="text-3xl">Train a model</h1>
        <p className="text-lg text-muted">
          Choose a table. Every column is held against the label before anything is learned from it, rows that belong
          together, as those of one star do, are never on both sides of a split, and a test is locked away until the
          end.
        </p>
      </header>
      <Upload />
      <Section id="tables" title="Tables">
        {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
        {list.isPending && <p role="status">Fetching the tables…</p>}
        <ul className="divide-y divide-rule border-b border-rule" aria-label="Tables">
          {list.data?.datasets.map((entry) => (
            <DatasetLine key={entry.id} entry={entry} />
          ))}
        </ul>
      </Section>
      {known && <FromReviewsSection />}
      {known && <TrainingList />}
    </div>
  )
}

function Upload() {
  const navigate = useNavigate()
  const upload = useAction(async (file: File) => {
    const { dataset_id } = await uploadDataset(file)
    await navigate({ to: '/train/$id', params: { id: dataset_id } })
  })
  return (
    <div className="max-w-3xl space-y-4">
      <FileDrop
        label="Table to train on"
        accept=".csv,.tsv,.txt,.gz,.xlsx,.parquet"
        disabled={upload.busy}
        onFile={(file) => void upload.run(file)}
      >
        {upload.busy ? (
          <span role="status">Reading the table…</span>
        ) : (
          'Drop a CSV, Excel or Parquet table, or choose one'
        )}
      </FileDrop>
      {upload.problem !== null && <ProblemNotice problem={upload.problem} />}
    </div>
  )
}

function DatasetLine({ entry }: { entry: DatasetEntry }) {
  const utils = trpc.useUtils()
  const bring = trpc.dataset.fetch.useMutation({ onSettled: () => utils.dataset.list.invalidate() })
  const { id, name, rows, columns, description, note } = entry
  return (
    <li className="grid gap-x-8 gap-y-2 py-4 md:grid-cols-[minmax(0,3fr)_minmax(0,1fr)]">
      <div className="min-w-0 space-y-1 text-sm">
        <h3 className="text-lg [overflow-wrap:anywhere]">
          {rows === null ? (
            <bdi>{name}</bdi>
          ) : (
            <Link to="/train/$id" params={{ id }} className="link">
              <bdi>{name}</bdi>
            </Link>
          )}
        </h3>
        {description !== '' && <p>{description}</p>}
        {note !== null && <p className="text-muted">{note}</p>}
      </div>
      <div className="min-w-0 space-y-2 text-sm text-muted" data-numeric>
        {rows === null ? (
          <>
            <p>Not here yet.</p>
            <Button disabled={bring.isPending} aria-label={`Fetch ${name}`} onClick={() => bring.mutate({ id })}>
              {bring.isPending ? 'Fetching…' : 'Fetch it'}
            </Button>
            {bring.error !== null && <ProblemNotice problem={problemOf(bring.error)} />}
          </>
        ) : (
          <>
            <p>
              {counted(rows, 'row')}, {counted(columns.length, 'column')}
            </p>
            {entry.created_at !== null && <p>{formatMoment(entry.created_at)}</p>}
          </>
        )}
      </div>
    </li>
  )
}
