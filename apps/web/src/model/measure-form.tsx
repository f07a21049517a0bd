import type { DatasetEntry } from '@vouch/contracts/dataset'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { LabelFields } from '../dataset/label-fields.tsx'
import { firstLabel, labelInput, type LabelWords, lackOfLabel } from '../dataset/label-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Form } from '../ui/form.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { SelectField } from '../ui/select-field.tsx'

/** A table is chosen, and of one of one's own the label; of a table of the archive it is known. */
export function MeasureForm({ id }: { id: string }) {
  const list = trpc.dataset.list.useQuery({}, { staleTime: 0 })
  const here = list.data?.datasets.filter(({ rows }) => rows !== null) ?? []
  if (list.error !== null) return <ProblemNotice problem={problemOf(list.error)} />
  if (list.isPending) return <p role="status">Fetching the tables…</p>
  if (here.length === 0)
    return (
      <p className="text-sm">
        There is no table here to measure it on.{' '}
        <Link to="/train" className="link">
          Bring one
        </Link>
        , with a column that holds the answer.
      </p>
    )
  return <TableForm id={id} tables={here} />
}

function TableForm({ id, tables }: { id: string; tables: readonly DatasetEntry[] }) {
  const [tableId, setTableId] = useState('')
  const [typed, setTyped] = useState<LabelWords | null>(null)
  const entry = tables.find((table) => table.id === tableId)
  const isOwn = entry !== undefined && entry.label === null
  const detail = trpc.dataset.get.useQuery({ id: tableId }, { enabled: isOwn })
  const utils = trpc.useUtils()
  const measure = trpc.model.measure.useMutation({ onSuccess: () => utils.model.measurements.invalidate({ id }) })
  const words = typed ?? (detail.data ? firstLabel(detail.data) : null)
  const ready = entry !== undefined && (!isOwn || (words !== null && lackOfLabel(words) === null))
  return (
    <Form
      action="Measure it"
      busyWord="Measuring…"
      busy={measure.isPending}
      ready={ready}
      problem={measure.error === null ? null : problemOf(measure.error)}
      onSubmit={() => measure.mutate({ id, dataset_id: tableId, ...(isOwn && words ? labelInput(words) : {}) })}
    >
      <SelectField
        label="Table with labels"
        value={tableId}
        options={[['', 'Choose…'], ...tables.map(({ id: key, name }) => [key, name] as const)]}
        onChange={(key: string) => {
          setTableId(key)
          setTyped(null)
          measure.reset()
        }}
      />
      {entry?.label && (
        <p className="text-sm text-muted [overflow-wrap:anywhere]">
          Its label is known: {entry.label.positive.join(', ')} in {entry.label.column} count as positive,{' '}
          {entry.label.negative.join(', ')} as negative.
        </p>
      )}
      {isOwn && detail.error !== null && <ProblemNotice problem={problemOf(detail.error)} />}
      {isOwn && detail.isPending && <p role="status">Fetching the table…</p>}
      {isOwn && detail.data && words && <LabelFields dataset={detail.data} words={words} onChange={setTyped} />}
    </Form>
  )
}
