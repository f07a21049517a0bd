import { workerData } from 'node:worker_threads'
import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { domainOf } from '../domains/domains.ts'
import { judgePicture } from './judge-picture.ts'
import { openFolders } from './model-folders.ts'
import { openModels } from './open-models.ts'
import { explainRow } from './explain-row.ts'
import { lookAtRow } from './look-at-row.ts'
import { rowInputs, scoreRows } from './score-rows.ts'
import type { ScorerData, ScorerResult, ScoreTask } from './score-task.ts'
import { serveTasks, transferable } from './serve-tasks.ts'

// What the pool of this entry passes is the pool's own type.
const data: ScorerData = workerData
const folders = openFolders(data)
const models = openModels(folders)

serveTasks<ScoreTask, ScorerResult>(async (task) => {
  if (task.kind === 'self-test') {
    await models.selfTest(task.model)
    checkInputs((await folders.find(task.model)).manifest)
    return { result: null }
  }
  if (task.kind === 'picture') {
    const result = await judgePicture(await models.picture(task.model), task)
    return { result, transfer: transferable([result.overlay]) }
  }
  const model = await models.get(task.model)
  if (task.kind === 'explain')
    return {
      result: await explainRow(domainOf(model.manifest), { model, graph: () => models.graph(task.model) }, task),
    }
  if (task.kind === 'look')
    return {
      result: await lookAtRow(domainOf(model.manifest), { model, graph: () => models.graph(task.model) }, task),
    }
  const result = await scoreRows(domainOf(model.manifest), model, task)
  return { result, transfer: transferable([result.probability, result.flipRate, result.features, ...result.shown]) }
})

/** @throws VouchError `unavailable` when the model takes an input that its domain cannot make */
function checkInputs(manifest: Manifest): void {
  try {
    domainOf(manifest).rowFeatures(rowInputs(manifest), { rows: 0, values: {} })
  } catch (cause) {
    throw new VouchError('unavailable', `Model ${manifest.id} takes an input that this version cannot make.`, [], cause)
  }
}
