import { type TransferListItem, workerData } from 'node:worker_threads'
import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { DOMAINS, domainOf } from '../domains/domains.ts'
import { makeFigures } from '../domains/coding/figures-task.ts'
import { readCodingFile } from '../domains/coding/read-coding-file.ts'
import { showCandidate } from '../domains/exoplanet/light-curve/show-candidate.ts'
import { takeCurves } from '../domains/exoplanet/light-curve/take-curves.ts'
import { throwGone } from '../file/check-file.ts'
import { hashFile } from '../file/hash-file.ts'
import { blindCalls } from '../prediction/blind-calls.ts'
import { openCalls } from '../prediction/calls-file.ts'
import { exportCalls } from '../prediction/export-calls.ts'
import { readTrainingCalls } from '../training/calls-file.ts'
import { openSubmitted } from '../prediction/open-submitted.ts'
import type { TableDomain } from '../prediction/table-domain.ts'
import { auditUpload, profileUpload } from './audit-upload.ts'
import { chooseCalls, pickRows } from './choose-calls.ts'
import { compareModels } from './compare-models.ts'
import { drawBackground } from './draw-background.ts'
import { gatherContext } from './gather-context.ts'
import { importUpload } from './import-upload.ts'
import { measureJudged } from '../measure/measure-judged.ts'
import { matchOutcomes } from './match-outcomes.ts'
import { measureTable } from './measure-table.ts'
import { openFolders } from './model-folders.ts'
import { pairEach, pairModels } from './pair-models.ts'
import { predictTable } from './predict-table.ts'
import { isTakenPicture } from './picture-tasks.ts'
import { readQuantityRows } from './quantity-rows.ts'
import { takePicture } from './read-picture.ts'
import { cutTable, joinShards, scoreShard } from './shards.ts'
import { runInjections } from './run-injections.ts'
import {
  type CallsTask,
  isPredictResult,
  type ReadAsk,
  type ReaderData,
  type ReadResults,
  type ReadTask,
  type RowResult,
  type RowTask,
} from './read-task.ts'
import { type AskPool, type NotePool, serveTasks, transferable } from './serve-tasks.ts'

// What the pool of this entry passes is the pool's own type.
const data: ReaderData = workerData
const folders = openFolders(data)
const COUNT_ROWS = 8192

serveTasks<ReadTask, ReadResults[keyof ReadResults], ReadAsk>(async (task, ask, note) => {
  const result = await run(task, ask, note)
  return { result, transfer: bytesOf(result) }
})

/** What of a result is handed over instead of copied. */
function bytesOf(result: ReadResults[keyof ReadResults]): TransferListItem[] {
  if (result instanceof Uint8Array || result instanceof Float32Array) return transferable([result])
  if (isTakenPicture(result)) return transferable([result.fitted.pixels, result.shown.pixels, result.png])
  return isPredictResult(result) ? transferable([result.answer.predictions, result.answer.notAssessed]) : []
}

async function run(task: ReadTask, ask: AskPool<ReadAsk>, note: NotePool): Promise<ReadResults[keyof ReadResults]> {
  switch (task.kind) {
    case 'predict':
      return predictTable(task, { ...(await judgeOf(task.submission.model)), data, ask })
    case 'cut':
      return cutTable(task, { ...(await judgeOf(task.submission.model)), data })
    case 'shard':
      return scoreShard(task, ask)
    case 'join':
      return joinShards(task, await judgeOf(task.submission.model))
    case 'row':
      return readRow(task)
    case 'quantities':
      return readQuantityRows(task, data.limits)
    case 'match':
      return matchOutcomes(task, data.limits)
    case 'calls':
      return readCalls(task)
    case 'pick':
      return pickRows(task)
    case 'choose':
      return chooseCalls(task)
    case 'blind':
      return blindCalls(task, DOMAINS[task.domain].shown)
    case 'export':
      return exportCalls(task, DOMAINS[task.domain].shown)
    case 'profile':
      return profileUpload(task, data.limits)
    case 'audit':
      return auditUpload(task, data.limits)
    case 'pair':
      return pairModels(task, data.limits)
    case 'pair-each':
      return pairEach(task, data.limits)
    case 'import':
      return importUpload(task, data.limits)
    case 'compare':
      return compareModels(task, data.limits)
    case 'measure':
      return measureTable(task, data.limits)
    case 'figures':
      return measureJudged(task.window)
    case 'judged':
      return readTrainingCalls(task.file, task.from, task.to)
    case 'background':
      return drawBackground(task, data.limits)
    case 'curves':
      return takeCurves(task, data.limits, note)
    case 'inject':
      return runInjections(task, { ...(await judgeOf(task.model)), limits: data.limits, ask, note })
    case 'candidate':
      return showCandidate(task)
    case 'picture':
      return takePicture(task, (await folders.find(task.model)).manifest)
    case 'hash':
      return hashFile(task.path).catch(throwGone)
    case 'coding':
      return readCodingFile(task, { ask, limits: data.limits })
    case 'coding-figures':
      return makeFigures(task)
    case 'sample':
    default:
      return DOMAINS[task.domain].sample?.csv() ?? null
  }
}

/** A model, and its domain as that model sees it. */
async function judgeOf(id: string): Promise<{ readonly domain: TableDomain; readonly manifest: Manifest }> {
  const { manifest } = await folders.find(id)
  return { domain: domainOf(manifest), manifest }
}

async function readCalls({ domain, file, from, to }: CallsTask): Promise<ReadResults['calls']> {
  const calls = await openCalls(file, DOMAINS[domain].shown)
  try {
    return await calls.read(from, Math.min(to, calls.rows))
  } finally {
    await calls.close()
  }
}

/** Reads an upload up to one row of it. */
async function readRow(task: RowTask): Promise<RowResult> {
  const { domain, manifest } = await judgeOf(task.model)
  const context = await gatherContext(task, manifest, { domain, limits: data.limits })
  const table = await openSubmitted(domain, task.upload, data.limits)
  for await (const chunk of table.chunks(COUNT_ROWS)) {
    const place = task.row - chunk.firstRow
    if (place >= chunk.rows) continue
    const { ids, columns } = table.plan.convert(chunk)
    const values = Object.fromEntries(
      Object.entries(columns.values).map(([name, column]) => [name, column.slice(place, place + 1)]),
    )
    const row = { ...columns, rows: 1, values }
    const { variant } = table.plan
    const catalogue = context?.catalogue.features(manifest, domain.comparable(manifest, variant, row)) ?? null
    return { id: ids[place] ?? String(task.row), variant, columns: row, catalogue }
  }
  throw new VouchError('not_found', `The upload has no row ${task.row}.`)
}
