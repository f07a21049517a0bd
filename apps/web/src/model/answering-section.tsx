import type { Promotion } from '@vouch/contracts/promotion'
import { Link } from '@tanstack/react-router'
import { judgedDomains, useAccount } from '../account/use-account.ts'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Disclosure } from '../ui/disclosure.tsx'
import { formatMoment } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { GateReport } from './gate-report.tsx'

const KINDS: Record<Promotion['kind'], string> = {
  promoted: 'promoted',
  refused: 'refused by the gate',
  rolled_back: 'rolled back',
}

/**
 * Which model answers under a served name, and every decision about it; nothing where none was ever made.
 * @param below whether the model that comes with Vouch is described under it
 */
export function AnsweringSection({ id, below = false }: { id: string; below?: boolean }) {
  const judged = judgedDomains(useAccount())
  const served = trpc.model.list.useQuery().data?.models.find((one) => one.id === id)
  const expert = served !== undefined && judged.includes(served.domain)
  const promotions = trpc.model.promotions.useQuery({ id }, { staleTime: 0 })
  const utils = trpc.useUtils()
  const rollBack = trpc.model.rollBack.useMutation({ onSettled: () => utils.invalidate() })
  const problem = promotions.error ?? rollBack.error
  if (promotions.data === undefined || promotions.data.promotions.length === 0)
    return problem === null ? null : <ProblemNotice problem={problemOf(problem)} />
  const { live, promotions: made } = promotions.data
  return (
    <Section id="answering" title="Which model answers">
      <p className="text-sm [overflow-wrap:anywhere]">
        {live === null ? (
          `The model that comes with Vouch${below ? ', described below' : ''}.`
        ) : (
          <>
            <Link to="/models/$id" params={{ id: live }} className="link font-mono">
              {live}
            </Link>
            , which was promoted.{below && ' What stands below describes the model that comes with Vouch.'}
          </>
        )}
      </p>
      {expert && live !== null && (
        <ConfirmDialog
          trigger={<Button disabled={rollBack.isPending}>Roll back</Button>}
          title="Have the model before it answer again?"
          description={
            <p>New calls are made by the model that answered before. Calls that were made stay as they are.</p>
          }
          action="Roll back"
          onConfirm={() => rollBack.mutate({ id })}
        />
      )}
      {problem !== null && <ProblemNotice problem={problemOf(problem)} />}
      <div className="border-b border-rule">
        {made.map((one) => (
          <Disclosure
            key={one.promotion_id}
            title={`${formatMoment(one.created_at)}: ${one.model ?? 'the model that comes with Vouch'} ${KINDS[one.kind]}`}
          >
            {one.gate === null ? <p className="text-sm">No gate is asked.</p> : <GateReport gate={one.gate} />}
          </Disclosure>
        ))}
      </div>
    </Section>
  )
}
