import type { InjectionReport } from '@vouch/contracts/domains/injection'
import { FinalJobError } from '../../../job/job-errors.ts'
import type { JobHandlers, JobOutcome, JobWork } from '../../../job/job-runner.ts'
import { leaveFile } from '../../../job/store.ts'
import { findReadyModel } from '../../../model/own-models.ts'
import { answerReader, type Services } from '../../../services.ts'
import { isInjected } from './curve-tasks.ts'
import { InjectionPlan } from './injection-plan.ts'

export const INJECT_JOB = 'inject'
/** As many injections as are taken, on a slow machine. */
const JOB_MS = 4 * 3_600_000

/** What a worker does for accepted injections: an attempt that broke off begins anew, and comes to the same. */
export function injectJobs(services: Services): JobHandlers {
  return {
    [INJECT_JOB]: { deadlineMs: JOB_MS, run: (work) => inject(services, work, InjectionPlan.parse(work.input)) },
  }
}

async function inject(services: Services, work: JobWork, plan: InjectionPlan): Promise<JobOutcome> {
  const model = await findReadyModel(services, plan.model, null)
  const { manifest } = model.folder
  if (manifest.graph.sha256 !== plan.model_sha256)
    throw new FinalJobError(`Model ${model.id} is not the one that was asked for any more; ask again.`)
  work.note(0, 'injecting')
  const made = await services.jobReaders.run(
    {
      kind: 'inject',
      model: model.id,
      curve: plan.curve_sha256 === null ? null : await services.files.open(plan.curve_sha256),
      threshold: plan.threshold,
      options: plan.options,
    },
    {
      deadlineMs: JOB_MS,
      signal: work.signal,
      onNote: (note) => typeof note === 'number' && work.note(Math.min(99, 100 * note), 'injecting'),
      answer: (question) => {
        work.note(99, 'scoring')
        return answerReader(services.scorers, question, work.signal)
      },
    },
  )
  if (!isInjected(made)) throw new Error('A reader injected nothing.')
  const report: InjectionReport = {
    id: work.id,
    created_at: plan.created_at,
    model_used: model.id,
    model_version: manifest.version,
    model_sha256: plan.model_sha256,
    threshold: plan.threshold,
    options: plan.options,
    ...made,
  }
  const file = await services.files.prepareBytes(Buffer.from(JSON.stringify(report)))
  return {
    result: { prediction_id: null, model_id: null, injection_id: work.id },
    async keep(transaction) {
      await services.files.note(transaction, [file])
      await leaveFile(transaction, work.id, file.sha256)
    },
  }
}
