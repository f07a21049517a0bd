import { workerData } from 'node:worker_threads'
import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { DOMAINS } from '../domains/domains.ts'
import { openModels } from './open-models.ts'
import { scoreRows } from './score-rows.ts'
import type { ScoreResult, ScorerData, ScoreTask } from './score-task.ts'
import { serveTasks, transferable } from './serve-tasks.ts'

// What the pool of this entry passes is the pool's own type.
const data: ScorerData = workerData
const models = openModels(data.models)

serveTasks<ScoreTask, ScoreResult | null>(async (task) => {
  if (task.kind === 'self-test') {
    await models.selfTest(task.model)
    checkInputs((await models.get(task.model)).manifest)
    return { result: null }
  }
  const result = await scoreRows(DOMAINS[task.domain], await models.get(task.model), task)
  return { result, transfer: transferable([result.probability, result.flipRate, result.features, ...result.shown]) }
})

/** @throws VouchError `unavailable` when the model takes an input that its domain cannot make */
function checkInputs(manifest: Manifest): void {
  try {
    DOMAINS[manifest.domain].rowFeatures(manifest, { rows: 0, values: {} })
  } catch (cause) {
    throw new VouchError('unavailable', `Model ${manifest.id} takes an input that this version cannot make.`, [], cause)
  }
}
