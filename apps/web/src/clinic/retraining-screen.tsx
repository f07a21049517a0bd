import type { ModelState } from '@vouch/contracts/clinic'
import { isAdmin, useAccount } from '../account/use-account.ts'
import { AnsweringSection } from '../model/answering-section.tsx'
import { PromoteSection } from '../model/promote-section.tsx'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Notice } from '../ui/notice.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { AnsweringModel } from './answering-model.tsx'
import { ClinicPage } from './clinic-page.tsx'
import { LastTraining } from './last-training.tsx'
import { RetrainSection } from './retrain-section.tsx'
import { isDoctor } from './use-clinic.ts'

const LOOK_MS = 1500

/** What answers in the clinic, what the next model would learn from, and what would change before it is let answer. */
export function RetrainingScreen() {
  return (
    <ClinicPage
      title="The clinic’s model"
      lead={
        <p>
          What becomes known of calls can be learned. A model that was trained on it answers nobody until it was
          compared with the one that answers now, on patients that neither has learned from, and somebody has decided
          so.
        </p>
      }
    >
      <ForDoctors />
    </ClinicPage>
  )
}

function ForDoctors() {
  const account = useAccount()
  if (account === null) return <p role="status">Opening…</p>
  if (isDoctor(account) || isAdmin(account)) return <Retraining />
  return (
    <Notice title="This is for doctors">
      <p>Ask for the role in the clinic; an admin gives it.</p>
    </Notice>
  )
}

function Retraining() {
  const state = trpc.clinic.modelState.useQuery(undefined, {
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (isUnderWay(data) ? LOOK_MS : false),
  })
  if (state.error !== null) return <ProblemNotice problem={problemOf(state.error)} />
  if (state.data === undefined) return <p role="status">Asking what answers…</p>
  const { model, answered_by: live, training } = state.data
  const candidate = training?.model_id ?? null
  return (
    <>
      <AnsweringModel state={state.data} />
      <RetrainSection labelled={state.data.labelled_calls} underWay={isUnderWay(state.data)} />
      {training !== null && <LastTraining training={training} live={live} />}
      {candidate !== null && candidate !== live && <PromoteSection key={candidate} model={candidate} slot={model} />}
      <AnsweringSection id={model} />
    </>
  )
}

function isUnderWay(state: ModelState | undefined): boolean {
  const status = state?.training?.status
  return status === 'queued' || status === 'running'
}
