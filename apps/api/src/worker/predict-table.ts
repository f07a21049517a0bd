import type { Manifest } from '@vouch/contracts/model'
import type { TableChunk } from '@vouch/core/table/table'
import { hashFile } from '../file/hash-file.ts'
import { createAnswerBuilder, INLINE_ROWS } from '../prediction/answer.ts'
import { createCallsWriter } from '../prediction/calls-file.ts'
import { openSubmitted, type SubmittedTable } from '../prediction/open-submitted.ts'
import { callRules, makeReceipt } from '../prediction/receipt.ts'
import type { TableDomain } from '../prediction/table-domain.ts'
import { gatherContext } from './gather-context.ts'
import type { PredictResult, PredictTask, ScoreAsk, ReaderData } from './read-task.ts'
import { CHUNK_ROWS, prepareRows, scoreInOrder } from './score-in-order.ts'
import type { AskPool } from './serve-tasks.ts'

/**
 * Reads a table, has its rows scored, and makes the answer and its file; memory does not grow with the rows. Null for a
 * table of more rows than an answer holds, where an answer is wanted: of such a table not one row is scored.
 */
export async function predictTable(
  task: PredictTask,
  tools: { domain: TableDomain; manifest: Manifest; data: ReaderData; ask: AskPool<ScoreAsk> },
): Promise<PredictResult | null> {
  const { domain, manifest, data } = tools
  const { submission } = task
  const table = await openSubmitted(domain, task.upload, data.limits)
  const chunks = task.answer ? await chunksOfFew(table) : table.chunks(CHUNK_ROWS)
  if (!chunks) return null
  const context = await gatherContext(task, manifest, { domain, limits: data.limits })
  const rules = callRules(domain, manifest, submission.threshold)
  const answer = createAnswerBuilder(rules, { lists: task.answer })
  const file = task.callsPath === null ? null : createCallsWriter(task.callsPath, rules)
  const how = {
    model: manifest.id,
    variant: table.plan.variant,
    fragileAt: task.fragile ? submission.threshold : null,
    features: task.allFeatures,
  }
  for await (const rows of scoreInOrder(prepareRows(table, chunks, { domain, manifest, context }), how, {
    ...tools,
    ...task,
  })) {
    answer.add(rows)
    file?.add(rows)
  }
  answer.refuseWhenEmpty()
  const receipt = makeReceipt({
    submission,
    manifest,
    domain,
    count: answer.count,
    rows: answer.rows,
    context: context?.used ?? null,
    simulated: table.plan.simulated,
    mapping: table.plan.report(table.read(answer.rows), manifest, submission.measured),
  })
  file?.finish()
  const callsSha256 = task.callsPath === null ? null : await hashFile(task.callsPath)
  return { answer: answer.finish(receipt.json), receipt, callsSha256 }
}

/**
 * The chunks of a table that one answer holds; null for a larger one. Where its size does not tell, it is read that far
 * before the first row is scored, so that none is scored for nothing.
 */
async function chunksOfFew(table: SubmittedTable): Promise<AsyncIterable<TableChunk> | Iterable<TableChunk> | null> {
  const most = await table.mostRows(INLINE_ROWS)
  const chunks = table.chunks(CHUNK_ROWS)
  if (most !== null && most <= INLINE_ROWS) return chunks
  const held: TableChunk[] = []
  let rows = 0
  for await (const chunk of chunks) {
    held.push(chunk)
    rows += chunk.rows
    if (rows > INLINE_ROWS) return null
  }
  return held
}
