import type { DomainId } from '@vouch/contracts/domain'
import type { Explanation } from '@vouch/contracts/explanation'
import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { ContributionBars } from '../charts/contribution-bars.tsx'
import { signed } from '../charts/signed.ts'
import { type CallEnds, DOMAIN_WORDS } from '../domains/domain-words.ts'
import { unitWords } from '../ui/unit-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { counted, formatProbability, formatQuantity } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'

/** Inputs shown before the reader asks for all of them. */
const SHOWN = 8

interface CallExplanationProps {
  domain: DomainId
  /** what its model's two calls are called; as in all its domain where left out */
  ends?: CallEnds
  id: string
  row: number
}

/** Why the model called one row so, and what it would say if a value were another. */
export function CallExplanation({ domain, ends = DOMAIN_WORDS[domain].ends, id, row }: CallExplanationProps) {
  const [changes, setChanges] = useState<Record<string, number | null>>({})
  const call = { prediction_id: id, row }
  const asIs = trpc.prediction.explain.useQuery({ call })
  const changed = Object.keys(changes).length > 0
  const other = trpc.prediction.explain.useQuery(
    { call, changes },
    { enabled: changed, placeholderData: keepPreviousData },
  )
  const shown = changed ? (other.data ?? asIs.data) : asIs.data
  if (asIs.error !== null) return <ProblemNotice problem={problemOf(asIs.error)} />
  if (asIs.data === undefined || shown === undefined)
    return (
      <p className="text-sm text-muted" role="status">
        Working out the reasons…
      </p>
    )
  return (
    <section aria-labelledby="why" className="space-y-3">
      <h3 id="why" className="text-base font-semibold">
        {changed ? 'Why the model would call it so' : 'Why the model called it so'}
      </h3>
      <SumInWords explanation={shown} before={changed ? asIs.data : null} />
      {shown.warnings.map((warning) => (
        <Notice key={warning} tone="caution" title={warning} />
      ))}
      <Contributions explanation={shown} ends={ends} />
      <WhatIf asIs={asIs.data} changes={changes} onChange={setChanges} />
      {changed && other.error !== null && <ProblemNotice problem={problemOf(other.error)} />}
    </section>
  )
}

const METHODS: Record<Explanation['method'], string> = {
  'tree-shap': 'exact TreeSHAP',
  'linear-shap': 'exact linear SHAP',
  'kernel-shap': 'sampled kernel SHAP; ± is two standard errors',
  'integrated-gradients': 'integrated gradients',
  'grad-cam': 'Grad-CAM',
}

function againstWords({ against, background }: Explanation): string {
  if (against === 'flat_curve') return 'a curve without a dip'
  return background === null ? 'the training rows of each path' : background.name
}

function SumInWords({ explanation, before }: { explanation: Explanation; before: Explanation | null }) {
  const { output, base, residual, method } = explanation
  return (
    <div className="space-y-1 text-sm" data-numeric>
      <p role="status">
        Probability {formatProbability(output.probability)}
        {before !== null && `, as the row is ${formatProbability(before.output.probability)}`}.
      </p>
      <p className="text-muted">
        In log-odds: {signed(base.log_odds)} where nothing is known of a row, and with every input{' '}
        {signed(output.log_odds)}. What each adds, by {METHODS[method]}, against {againstWords(explanation)}; the sum is
        right to {formatQuantity(Math.abs(residual.log_odds))}.
      </p>
    </div>
  )
}

function Contributions({ explanation: { contributions }, ends }: { explanation: Explanation; ends: CallEnds }) {
  const [all, setAll] = useState(false)
  const few = contributions.length > SHOWN && !all
  const shown = few ? contributions.slice(0, SHOWN) : contributions
  const rest = contributions.slice(SHOWN).reduce((sum, { log_odds }) => sum + log_odds, 0)
  return (
    <div className="space-y-2">
      <p className="flex justify-between text-xs text-muted" aria-hidden="true">
        <span>input</span>
        <span>{`← ${ends.negative} · log-odds · ${ends.positive} →`}</span>
      </p>
      <ContributionBars contributions={shown} unitWords={unitWords} />
      {few && (
        <p className="flex flex-wrap items-center justify-between gap-2 text-sm text-muted" data-numeric>
          {counted(contributions.length - SHOWN, 'more input')} together {signed(rest)}
          <Button onClick={() => setAll(true)}>Show all</Button>
        </p>
      )}
    </div>
  )
}

interface WhatIfProps {
  asIs: Explanation
  changes: Record<string, number | null>
  onChange: (changes: Record<string, number | null>) => void
}

function WhatIf({ asIs: { values }, changes, onChange }: WhatIfProps) {
  const [name, setName] = useState(values[0]?.name ?? '')
  const [text, setText] = useState('')
  const now = values.find((value) => value.name === name)
  const number = text.trim() === '' ? null : Number(text)
  const fault = number !== null && !Number.isFinite(number) ? 'This is not a number.' : null
  if (now === undefined) return null
  return (
    <form
      className="space-y-3 rounded-md border border-rule bg-surface p-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (fault === null) onChange({ ...changes, [name]: number })
      }}
    >
      <h4 className="text-sm font-semibold">What if a value were another?</h4>
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Value"
          value={name}
          options={values.map((value) => [value.name, value.name] as const)}
          onChange={setName}
        />
        <TextField
          label={`Instead of ${now.value === null ? 'missing' : `${formatQuantity(now.value)} ${unitWords(now.unit)}`.trim()}`}
          value={text}
          onChange={setText}
          inputMode="decimal"
          note="Empty: missing."
          fault={fault}
        />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" disabled={fault !== null}>
          Ask
        </Button>
        {Object.keys(changes).length > 0 && <Button onClick={() => onChange({})}>As the row is</Button>}
      </div>
      {Object.keys(changes).length > 0 && (
        <p className="text-sm" data-numeric>
          Changed:{' '}
          {Object.entries(changes)
            .map(([key, value]) => `${key} = ${value === null ? 'missing' : formatQuantity(value)}`)
            .join(', ')}
        </p>
      )}
    </form>
  )
}
