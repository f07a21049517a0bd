import { MOST_POLICY_MODELS, type Policy } from '@vouch/contracts/domains/coding-metrics'
import { useIsFetching } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { Form } from '../../ui/form.tsx'
import { counted, formatMoment } from '../../ui/format.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { TextArea } from '../../ui/text-area.tsx'

const ID = 'policy'

/** The models that are meant to be used. */
export function PolicySection() {
  const policy = trpc.coding.policy.useQuery(undefined, { staleTime: 0 })
  const others = useIsFetching() > 0
  useScrollOnArrival(!policy.isFetching && !others)
  return (
    <Section id={ID} title="Models that are meant to be used">
      {policy.error !== null && <ProblemNotice problem={problemOf(policy.error)} />}
      {policy.isPending && <p role="status">Fetching the policy…</p>}
      {policy.data !== undefined && <PolicyForm key={policy.data.created_at} policy={policy.data} />}
    </Section>
  )
}

/**
 * Whoever comes by a link to this section is taken to it once all above it is there, and once: the browser looked for it before there
 * was any.
 */
function useScrollOnArrival(isThere: boolean) {
  const here = useLocation({ select: ({ hash }) => hash }) === ID
  const arrived = useRef(false)
  useEffect(() => {
    if (!here || !isThere || arrived.current) return undefined
    // what was fetched at the same time is drawn first
    const frame = requestAnimationFrame(() => {
      arrived.current = true
      document.getElementById(ID)?.scrollIntoView()
    })
    return () => cancelAnimationFrame(frame)
  }, [here, isThere])
}

function PolicyForm({ policy }: { policy: Policy }) {
  const utils = trpc.useUtils()
  const set = trpc.coding.setPolicy.useMutation({ onSuccess: () => utils.coding.invalidate() })
  const [text, setText] = useState(policy.models.join('\n'))
  const models = [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
  return (
    <div className="max-w-3xl space-y-3">
      <p className="text-sm text-muted">
        {policy.created_at === null
          ? 'Nobody has said yet, so model selection accuracy has no value.'
          : `Said ${formatMoment(policy.created_at)}: ${counted(policy.models.length, 'model')}.`}
      </p>
      <Form
        action="Keep the policy"
        busyWord="Keeping it…"
        busy={set.isPending}
        ready={models.length <= MOST_POLICY_MODELS}
        look="plain"
        problem={set.error === null ? null : problemOf(set.error)}
        onSubmit={() => set.mutate({ models })}
      >
        <TextArea
          label="Models, one a line"
          value={text}
          onChange={setText}
          note={`As sessions name them; a family covers its versions. No line: no policy. At most ${MOST_POLICY_MODELS}.`}
        />
      </Form>
    </div>
  )
}
