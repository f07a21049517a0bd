import type { Manifest } from '@vouch/contracts/model'
import type { TableChunk } from '@vouch/core/table/table'
import type { ScoredRows } from '../prediction/call-rows.ts'
import type { SubmittedTable } from '../prediction/open-submitted.ts'
import type { CatalogueContext, NamedColumns, TableDomain } from '../prediction/table-domain.ts'
import type { ScoreAsk } from './read-task.ts'
import type { ScoreResult, ScoreRowsTask } from './score-task.ts'
import { type AskPool, transferable } from './serve-tasks.ts'

/** Rows that travel to a scorer at once: small enough that all scorers work on a table of a few thousand rows. */
export const CHUNK_ROWS = 1024

/** Rows as a scorer takes them. */
export interface PreparedRows {
  readonly firstRow: number
  readonly ids: readonly string[]
  readonly columns: NamedColumns
  /** rows × catalogue inputs of the model; null when it has none */
  readonly catalogue: Float32Array<ArrayBuffer> | null
  /** how much of the table is read once these are, 0 to 1; 0 where that is not known */
  readonly share: number
}

/** A table's chunks with what a scorer needs of them, in the table's order. */
export async function* prepareRows(
  table: SubmittedTable,
  chunks: AsyncIterable<TableChunk> | Iterable<TableChunk>,
  tools: {
    readonly domain: TableDomain
    readonly manifest: Manifest
    readonly context: { readonly catalogue: CatalogueContext } | null
  },
): AsyncGenerator<PreparedRows> {
  for await (const chunk of chunks) {
    const { ids, columns } = table.plan.convert(chunk)
    const usable = tools.domain.comparable(tools.manifest, table.plan.variant, columns)
    const catalogue = tools.context?.catalogue.features(tools.manifest, usable) ?? null
    yield { firstRow: chunk.firstRow, ids, columns, catalogue, share: table.share() }
  }
}

/** Has rows scored, which are gone then; as many chunks are on their way as `lanes`, and they come back in order. */
export async function* scoreInOrder(
  prepared: AsyncIterable<PreparedRows> | Iterable<PreparedRows>,
  how: Omit<ScoreRowsTask, 'kind' | 'columns' | 'catalogue'>,
  { ask, lanes }: { readonly ask: AskPool<ScoreAsk>; readonly lanes: number },
): AsyncGenerator<ScoredRows> {
  const onTheWay: Promise<ScoredRows>[] = []
  for await (const { firstRow, ids, columns, catalogue, share } of prepared) {
    const score: ScoreAsk = { kind: 'score', share, task: { ...how, kind: 'score', columns, catalogue } }
    const scored = ask(score, transferable([...Object.values(columns.values), catalogue])).then((result) =>
      toScoredRows(firstRow, ids, result),
    )
    // one that fails while another is awaited fails when its turn comes
    scored.catch(() => undefined)
    onTheWay.push(scored)
    if (onTheWay.length >= lanes) yield await onTheWay.shift()!
  }
  for (const scored of onTheWay) yield await scored
}

function toScoredRows(firstRow: number, ids: readonly string[], result: unknown): ScoredRows {
  // The pool answers `score` with what a scorer made: its own type on the other side of the same message.
  const { probability, reasons, flipRate, features, shown } = result as ScoreResult
  return { firstRow, ids, probability, reasons: new Map(reasons), flipRate, features, shown }
}
