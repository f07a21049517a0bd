import type { ModelSummary } from '@vouch/contracts/model'
import type { PromoteOutput } from '@vouch/contracts/promotion'
import { useState } from 'react'
import { judgedDomains, useAccount } from '../account/use-account.ts'
import { trpc } from '../trpc.ts'
import { useAction } from '../use-action.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { GateReport } from './gate-report.tsx'

interface PromoteSectionProps {
  model: string
  /** the served model in whose place; undefined: the reader chooses */
  slot?: string
}

/** Where an expert has a trained model answer in the place of a served one. */
export function PromoteSection({ model, slot: fixed }: PromoteSectionProps) {
  const judged = judgedDomains(useAccount())
  const models = trpc.model.list.useQuery()
  const own = trpc.model.get.useQuery({ id: model })
  const utils = trpc.useUtils()
  const [chosen, setChosen] = useState<string | null>(null)
  const [answer, setAnswer] = useState<PromoteOutput | null>(null)
  const ready = models.data?.models.filter(({ id, status }) => status === 'ready' && (fixed ?? id) === id) ?? []
  // nothing that is trained here looks at light curves or pictures, and nothing else may stand for what does
  const open = ready.filter(({ domain, modality }) => judged.includes(domain) && modality === 'table')
  const expert = open.length > 0
  const kind = own.data?.manifest?.transfer.trained_on[0]
  const slot = chosen ?? likeliest(open, kind)?.id ?? ''
  const ask = useAction(async (dryRun: boolean) => {
    setAnswer(await utils.client.model.promote.mutate({ id: slot, model, dry_run: dryRun }))
    await utils.invalidate()
  })
  if (ready.length === 0) return null
  return (
    <Section id="promote" title={`In the place of ${fixed ?? 'a served model'}`}>
      <p className="max-w-3xl text-sm text-muted">
        A model answers under a served name once the gate lets it through: on the locked test it is not worse than the
        one that answers now by more than .01 of AUC, and in no subgroup worse beyond chance. What was decided is kept,
        a refusal too. {expert ? '' : 'That is for an expert of the domain, or an admin.'}
      </p>
      {expert && (
        <div className="flex flex-wrap items-end gap-3">
          {fixed === undefined && (
            <SelectField
              label="Served name"
              value={slot}
              options={open.map(({ id, name }) => [id, `${id} · ${name}`] as const)}
              onChange={(id) => {
                setChosen(id)
                setAnswer(null)
              }}
            />
          )}
          <Button disabled={ask.busy || slot === ''} onClick={() => void ask.run(true)}>
            {ask.busy ? 'Comparing…' : 'Ask the gate'}
          </Button>
          {answer?.gate.passed === true && !answer.promoted && (
            <ConfirmDialog
              trigger={
                <Button look="primary" disabled={ask.busy}>
                  Have it answer
                </Button>
              }
              title={`Have this model answer as ${slot}?`}
              description={<p>Everybody who asks for {slot} gets its calls from then on. It can be rolled back.</p>}
              action="Have it answer"
              onConfirm={() => void ask.run(false)}
            />
          )}
        </div>
      )}
      {ask.problem !== null && <ProblemNotice problem={ask.problem} />}
      {answer?.promoted === true && <Notice title={`It answers as ${slot} now`} role="status" />}
      {answer !== null && <GateReport gate={answer.gate} />}
    </Section>
  )
}

/** The served model that is made for the same kind of table, or else knows it. */
function likeliest(served: readonly ModelSummary[], kind: string | undefined): ModelSummary | undefined {
  if (served.length === 1) return served[0]
  if (kind === undefined) return undefined
  return (
    served.find(({ trained_on }) => trained_on[0] === kind) ??
    served.find(({ trained_on }) => trained_on.includes(kind)) ??
    served[0]
  )
}
