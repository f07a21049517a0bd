import type { Manifest } from '@vouch/contracts/model'
import { VouchError } from '@vouch/core/error'
import { type Answer, createAnswerBuilder, INLINE_ROWS } from '../prediction/answer.ts'
import type { ScoredRows } from '../prediction/call-rows.ts'
import { createCallsWriter, finishCalls } from '../prediction/calls-file.ts'
import { openSubmitted, type SubmittedTable } from '../prediction/open-submitted.ts'
import { callRules, receiptFile, receiptJson } from '../prediction/receipt.ts'
import type { CatalogueContext, TableDomain } from '../prediction/table-domain.ts'
import { gatherContext } from './gather-context.ts'
import type { PredictTask, ReadAsk, ReaderData } from './read-task.ts'
import type { ScoreResult } from './score-task.ts'
import { type AskPool, transferable } from './serve-tasks.ts'

/** Rows that travel to a scorer at once: small enough that all scorers work on a table of a few thousand rows. */
const CHUNK_ROWS = 1024

/** Reads a table, has its rows scored, and makes the answer and its files; memory does not grow with the rows. */
export async function predictTable(
  task: PredictTask,
  tools: { domain: TableDomain; manifest: Manifest; data: ReaderData; ask: AskPool<ReadAsk> },
): Promise<Answer> {
  const { domain, manifest, data } = tools
  const rules = callRules(domain, manifest, task.submission.threshold)
  const context = await gatherContext(task, manifest, { domain, limits: data.limits })
  const table = await openSubmitted(domain, task.upload, data.limits)
  const answer = createAnswerBuilder(rules)
  const file = task.folder === null ? null : createCallsWriter(task.folder, rules)
  for await (const rows of scoredInOrder(task, table, { ...tools, context })) {
    answer.add(rows)
    file?.add(rows)
    if (task.folder === null && answer.rows > INLINE_ROWS) throw tooManyToForget()
  }
  answer.refuseWhenEmpty()
  const receipt = receiptJson({
    submission: task.submission,
    manifest,
    domain,
    count: answer.count,
    rows: answer.rows,
    context: context?.used ?? null,
    simulated: table.plan.simulated,
    mapping: table.plan.report(table.read(answer.rows), manifest),
  })
  if (file && task.folder !== null) await finishCalls(file, task.folder, receiptFile(receipt, task.submission))
  return answer.finish(receipt)
}

/** Scores chunk by chunk; as many are on their way as `lanes`, and they come back in the table's order. */
async function* scoredInOrder(
  task: PredictTask,
  table: SubmittedTable,
  tools: {
    domain: TableDomain
    manifest: Manifest
    ask: AskPool<ReadAsk>
    context: { catalogue: CatalogueContext } | null
  },
): AsyncGenerator<ScoredRows> {
  const onTheWay: Promise<ScoredRows>[] = []
  for await (const chunk of table.chunks(CHUNK_ROWS)) {
    const { ids, columns } = table.plan.convert(chunk)
    const usable = tools.domain.comparable(tools.manifest, table.plan.variant, columns)
    const catalogue = tools.context?.catalogue.features(tools.manifest, usable) ?? null
    const score: ReadAsk = {
      kind: 'score',
      task: {
        kind: 'score',
        domain: task.submission.domain,
        model: tools.manifest.id,
        variant: table.plan.variant,
        columns,
        catalogue,
        fragileAt: task.fragile ? task.submission.threshold : null,
        features: task.allFeatures,
      },
    }
    const scored = tools
      .ask(score, transferable([...Object.values(columns.values), catalogue]))
      .then((result) => toScoredRows(chunk.firstRow, ids, result))
    // one that fails while another is awaited fails when its turn comes
    scored.catch(() => undefined)
    onTheWay.push(scored)
    if (onTheWay.length >= task.lanes) yield await onTheWay.shift()!
  }
  for (const scored of onTheWay) yield await scored
}

function toScoredRows(firstRow: number, ids: readonly string[], result: unknown): ScoredRows {
  // The pool answers `score` with what a scorer made: its own type on the other side of the same message.
  const { probability, reasons, flipRate, features, shown } = result as ScoreResult
  return { firstRow, ids, probability, reasons: new Map(reasons), flipRate, features, shown }
}

function tooManyToForget(): VouchError {
  return new VouchError(
    'invalid',
    `A table of more than ${INLINE_ROWS} rows is answered in pages, so it has to be kept.`,
    [{ field: 'store', message: `must be true above ${INLINE_ROWS} rows` }],
  )
}
