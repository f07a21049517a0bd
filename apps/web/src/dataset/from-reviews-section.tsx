import type { DomainId } from '@vouch/contracts/domain'
import { LabelSource } from '@vouch/contracts/feedback'
import { useState } from 'react'
import { judgedDomains, useAccount } from '../account/use-account.ts'
import { DOMAIN_WORDS } from '../domains/domain-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { CheckBox } from '../ui/check-box.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { Form } from '../ui/form.tsx'
import { Section } from '../ui/section.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { type FromReviewsChoice, readChoice } from './from-reviews-choice.ts'
import { FromReviewsReport } from './from-reviews-report.tsx'
import { LABEL_SOURCE_WORDS } from './from-reviews-words.ts'

/** Where an expert has a table made of the calls whose label became known. */
export function FromReviewsSection() {
  const domains = judgedDomains(useAccount()).filter((domain) => DOMAIN_WORDS[domain].learnedFromCalls)
  const [first] = domains
  return first === undefined ? null : <MakeTable domains={domains} first={first} />
}

function MakeTable({ domains, first }: { domains: readonly DomainId[]; first: DomainId }) {
  const utils = trpc.useUtils()
  const make = trpc.dataset.fromReviews.useMutation({ onSuccess: () => utils.dataset.list.invalidate() })
  const [choice, setChoice] = useState<FromReviewsChoice>({ ...USUAL, domain: first })
  const change = (more: Partial<FromReviewsChoice>) => {
    make.reset()
    setChoice({ ...choice, ...more })
  }
  const { input, faultOf } = readChoice(choice)
  return (
    <Section id="from-reviews" title="From verdicts and outcomes">
      <p className="max-w-3xl text-sm text-muted">
        A table of the calls whose label became known, with the values they were called by: by what they came to, or by
        the last word where experts differed. Who only saw a call and agreed gives no label: a model would learn what it
        had told its experts. The surer a label, the more its row counts.
      </p>
      <div className="max-w-xl">
        <Form
          action="Make the table"
          busyWord="Making it…"
          look="plain"
          busy={make.isPending}
          ready={input !== null}
          problem={make.error === null ? null : problemOf(make.error)}
          onSubmit={() => input !== null && make.mutate(input)}
        >
          {domains.length > 1 && (
            <SelectField
              label="Calls of"
              value={choice.domain}
              options={domains.map((domain) => [domain, DOMAIN_WORDS[domain].name] as const)}
              onChange={(domain) => change({ domain })}
            />
          )}
          <CheckBox
            label="Also calls that two or more experts agree on who had not seen them"
            note="They count for less than an outcome: by how often such labels were right, or as two good experts are."
            checked={choice.agreed}
            onChange={(agreed) => change({ agreed })}
          />
          <CheckBox
            label="Count rows by the chance with which they were chosen, too"
            note="So that they stand for all that was called, not for what was hard or asked for."
            checked={choice.weighted}
            onChange={(weighted) => change({ weighted })}
          />
          <Disclosure title="How far back, and what a row counts">
            <FineFields choice={choice} faultOf={faultOf} onChange={change} />
          </Disclosure>
        </Form>
      </div>
      {make.data !== undefined && <FromReviewsReport made={make.data} />}
    </Section>
  )
}

const USUAL: Omit<FromReviewsChoice, 'domain'> = {
  daysBack: '',
  minRows: '',
  agreed: false,
  weighted: false,
  weights: { outcome: '', adjudicated: '', agreed: '' },
}

interface FineFieldsProps {
  choice: FromReviewsChoice
  faultOf: (field: string) => string | null
  onChange: (more: Partial<FromReviewsChoice>) => void
}

function FineFields({ choice, faultOf, onChange }: FineFieldsProps) {
  const { agreed, weights } = choice
  const sources = LabelSource.options.filter((source) => source !== 'agreed' || agreed)
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Days back"
        inputMode="numeric"
        placeholder="365"
        value={choice.daysBack}
        fault={faultOf('days_back')}
        onChange={(daysBack) => onChange({ daysBack })}
      />
      <TextField
        label="Rows at least"
        inputMode="numeric"
        placeholder="50"
        value={choice.minRows}
        fault={faultOf('min_rows')}
        onChange={(minRows) => onChange({ minRows })}
      />
      {sources.map((source) => (
        <TextField
          key={source}
          label={`Counts: ${LABEL_SOURCE_WORDS[source].toLowerCase()}`}
          inputMode="decimal"
          placeholder={source === 'outcome' ? '1' : 'as measured'}
          value={weights[source]}
          fault={faultOf(`weights.${source}`)}
          onChange={(weight) => onChange({ weights: { ...weights, [source]: weight } })}
        />
      ))}
    </div>
  )
}
