import { LabelSource } from '@vouch/contracts/feedback'
import type { ModelTypeName } from '@vouch/contracts/learner'
import { useState } from 'react'
import { LABEL_SOURCE_WORDS } from '../dataset/from-reviews-words.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { Form } from '../ui/form.tsx'
import { counted, formatCount } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { SelectField } from '../ui/select-field.tsx'

interface RetrainSectionProps {
  /** calls whose label became known, by where it is known from */
  labelled: Readonly<Record<string, number>> | null
  underWay: boolean
}

/** What could be learned of the clinic’s calls, and a training on it. */
export function RetrainSection({ labelled, underWay }: RetrainSectionProps) {
  const utils = trpc.useUtils()
  const models = trpc.model.list.useQuery()
  const settled = { onSettled: () => utils.clinic.modelState.invalidate() }
  const train = trpc.clinic.train.useMutation(settled)
  const retrain = trpc.clinic.retrain.useMutation(settled)
  const [kind, setKind] = useState<ModelTypeName>('random_forest')
  const [agreed, setAgreed] = useState(false)
  const input = { model_type: kind, include_agreed: agreed }
  const busy = train.isPending || retrain.isPending
  const begun = retrain.data ?? train.data
  return (
    <Section id="learn" title="What could be learned">
      {labelled !== null && <Labelled labelled={labelled} />}
      <div className="max-w-xl space-y-4">
        <Form
          action={underWay ? 'A training is under way' : 'Train a model on them'}
          busyWord="Putting the table together…"
          busy={busy}
          ready={!underWay}
          problem={train.error === null ? null : problemOf(train.error)}
          onSubmit={() => {
            retrain.reset()
            train.mutate(input)
          }}
        >
          <SelectField
            label="Kind of model"
            value={kind}
            options={(models.data?.learners ?? []).map(({ model_type, name }) => [model_type, name] as const)}
            onChange={setKind}
          />
          <CheckBox
            label="Also calls that two or more doctors agree on who had not seen them"
            note="They count for less than a diagnosis."
            checked={agreed}
            onChange={setAgreed}
          />
        </Form>
        {begun?.status === 'up_to_date' && (
          <Notice title="Nothing became known since the last training" role="status">
            <p>It would learn from the same calls. Another kind of model may be worth it all the same.</p>
            <Button disabled={busy || underWay} onClick={() => retrain.mutate(input)}>
              Train all the same
            </Button>
          </Notice>
        )}
        {begun?.status === 'started' && begun.labels !== null && (
          <p className="text-sm" role="status" data-numeric>
            It was begun, on{' '}
            {counted(
              Object.values(begun.labels).reduce((sum, n) => sum + n, 0),
              'call',
            )}
            .
          </p>
        )}
        {retrain.error !== null && <ProblemNotice problem={problemOf(retrain.error)} />}
      </div>
    </Section>
  )
}

function Labelled({ labelled }: { labelled: Readonly<Record<string, number>> }) {
  return (
    <div className="max-w-3xl space-y-3">
      <p className="text-sm text-muted">
        Calls you may see whose label became known. Fifty are needed, ten of each label at least.
      </p>
      <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-3">
        {LabelSource.options.map((source) => (
          <div key={source} className="flex flex-col-reverse justify-end">
            <dt className="text-sm text-muted">{LABEL_SOURCE_WORDS[source]}</dt>
            <dd className="font-serif text-3xl" data-numeric>
              {formatCount(labelled[source] ?? 0)}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
