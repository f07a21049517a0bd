import type { DatasetDetail } from '@vouch/contracts/dataset'
import type { DomainId } from '@vouch/contracts/domain'
import { useState } from 'react'
import { judgedDomains, useAccount } from '../account/use-account.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { Form } from '../ui/form.tsx'
import { counted } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { FromTableReport } from './from-table-report.tsx'
import { type TableChoice, tableInput } from './table-choice.ts'
import { TableFields } from './table-fields.tsx'

/** Where an expert notes what a table says of calls, after reading what that would be. */
export function FromTableSection({ dataset }: { dataset: DatasetDetail }) {
  const domains = judgedDomains(useAccount())
  const first = domains.find((domain) => domain === dataset.domain) ?? domains[0]
  return first === undefined ? null : <NoteTable dataset={dataset} domains={domains} first={first} />
}

interface NoteTableProps {
  dataset: DatasetDetail
  domains: readonly DomainId[]
  first: DomainId
}

function NoteTable({ dataset, domains, first }: NoteTableProps) {
  const utils = trpc.useUtils()
  const look = trpc.outcome.fromTable.useMutation()
  const note = trpc.outcome.fromTable.useMutation({
    onSuccess: () => Promise.all([utils.outcome.invalidate(), utils.measure.invalidate()]),
  })
  const [choice, setChoice] = useState<TableChoice>({ ...AS_USUAL, domain: first })
  const change = (more: Partial<TableChoice>) => {
    look.reset()
    note.reset()
    setChoice({ ...choice, ...more })
  }
  const input = tableInput(dataset.id, choice)
  const told = note.data ?? look.data
  const toNote = look.data === undefined ? 0 : look.data.calls.made + look.data.calls.corrected
  return (
    <Section id="outcomes" title="Outcomes from this table">
      <p className="max-w-3xl text-sm text-muted">
        What the table says of objects that were called is noted as what those calls came to, matched by the objects’
        names. What it leaves open stays open, and what is noted already is not noted twice.
      </p>
      <div className="max-w-3xl">
        <Form
          action="Say what it would note"
          busyWord="Matching the names…"
          look="plain"
          busy={look.isPending}
          problem={look.error === null ? null : problemOf(look.error)}
          onSubmit={() => {
            note.reset()
            look.mutate({ ...input, dry_run: true })
          }}
        >
          <Disclosure title="Which columns, and what their values mean">
            <TableFields dataset={dataset} domains={domains} choice={choice} onChange={change} />
          </Disclosure>
        </Form>
      </div>
      {told !== undefined && <FromTableReport told={told} />}
      {toNote > 0 && note.data === undefined && (
        <ConfirmDialog
          trigger={
            <Button look="primary" disabled={note.isPending}>
              {note.isPending ? 'Noting…' : `Note ${counted(toNote, 'outcome')}`}
            </Button>
          }
          title={`Note ${counted(toNote, 'outcome')}?`}
          description={<p>They stay in the record under your name. A later table can correct them.</p>}
          action="Note them"
          onConfirm={() => note.mutate(input)}
        />
      )}
      {note.error !== null && <ProblemNotice problem={problemOf(note.error)} />}
    </Section>
  )
}

const AS_USUAL: Omit<TableChoice, 'domain'> = {
  idColumn: '',
  labelColumn: '',
  labels: {},
  dateColumn: '',
  observedOn: '',
  source: '',
}
