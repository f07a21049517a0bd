import { VouchError } from '@vouch/core/error'
import type { ScoreResult, ScoreRowsTask } from '../worker/score-task.ts'
import type { NamedColumns } from './table-domain.ts'

export type PlainRows = Pick<ScoreRowsTask, 'model' | 'variant' | 'columns'>

export interface RowBatcher {
  /** Scores a few rows, together with whatever else has come in the meantime. */
  score(rows: PlainRows): Promise<ScoreResult>
}

interface Caller {
  readonly rows: PlainRows
  resolve(result: ScoreResult): void
  reject(error: unknown): void
}

/** Rows that may wait; more are refused, so that those who wait are answered in time. */
const WAITING_ROWS = 100_000

/**
 * Gathers the rows that arrive together into one message to a scorer: at most `lanes` are on their way at once, and what
 * comes meanwhile goes with the next. Every caller gets the results of his own rows; when a batch fails, each caller's
 * rows are scored alone, so that nobody fails with another.
 */
export function createRowBatcher(
  send: (task: ScoreRowsTask) => Promise<ScoreResult>,
  { lanes }: { lanes: number },
): RowBatcher {
  let waiting: Caller[] = []
  let waitingRows = 0
  let onTheWay = 0
  let scheduled = false

  const schedule = () => {
    if (scheduled || onTheWay >= lanes || waiting.length === 0) return
    scheduled = true
    // after this turn of the event loop, so that all requests it brought are in the batch
    setImmediate(() => {
      scheduled = false
      flush()
    })
  }

  const flush = () => {
    const groups = new Map<string, Caller[]>()
    for (const caller of waiting) {
      const kind = `${caller.rows.model} ${caller.rows.variant}`
      const group = groups.get(kind)
      if (group) group.push(caller)
      else groups.set(kind, [caller])
    }
    waiting = []
    waitingRows = 0
    for (const callers of groups.values()) {
      onTheWay++
      void settle(callers, send).finally(() => {
        onTheWay--
        schedule()
      })
    }
  }

  return {
    score: (rows) =>
      new Promise((resolve, reject) => {
        if (waitingRows + rows.columns.rows > WAITING_ROWS)
          return reject(new VouchError('unavailable', 'Too many rows are waiting; try again in a moment.'))
        waiting.push({ rows, resolve, reject })
        waitingRows += rows.columns.rows
        schedule()
      }),
  }
}

async function settle(callers: readonly Caller[], send: (task: ScoreRowsTask) => Promise<ScoreResult>): Promise<void> {
  const [first] = callers
  if (!first) return
  try {
    const columns = joinRows(callers.map(({ rows }) => rows.columns))
    const result = await send(plainTask(first.rows, columns))
    let from = 0
    for (const { rows, resolve } of callers) {
      resolve(cutResult(result, from, from + rows.columns.rows))
      from += rows.columns.rows
    }
  } catch (error) {
    if (callers.length === 1) return first.reject(error)
    await Promise.all(callers.map((caller) => settle([caller], send)))
  }
}

function plainTask({ model, variant }: PlainRows, columns: NamedColumns): ScoreRowsTask {
  return { kind: 'score', model, variant, columns, catalogue: null, fragileAt: null, features: false }
}

/** Rows of several callers one after the other; all columns share one piece of memory, which travels as one. */
export function joinRows(parts: readonly NamedColumns[]): NamedColumns {
  const names = new Set(parts.flatMap(({ values }) => Object.keys(values)))
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const memory = new Float64Array(names.size * rows).fill(Number.NaN)
  const values: Record<string, Float64Array> = Object.create(null)
  let start = 0
  for (const name of names) {
    const column = memory.subarray(start, start + rows)
    let at = 0
    for (const part of parts) {
      const own = part.values[name]
      if (own) column.set(own, at)
      at += part.rows
    }
    values[name] = column
    start += rows
  }
  return { rows, values }
}

function cutResult(result: ScoreResult, from: number, to: number): ScoreResult {
  return {
    probability: result.probability.slice(from, to),
    reasons: result.reasons.filter(([row]) => row >= from && row < to).map(([row, reason]) => [row - from, reason]),
    flipRate: null,
    features: null,
    shown: result.shown.map((column) => column?.slice(from, to) ?? null),
  }
}
