import type { CodingSession } from '@vouch/contracts/domains/coding'
import { VouchError } from '../../error.ts'
import type { TableReader } from '../../table/table.ts'
import type { Entry, Reading, Sha256 } from './coding-entry.ts'
import { readMoment } from './read-moment.ts'
import { cellNumber, readRows, type Row, type RowColumns } from './read-rows.ts'
import { readText, show, type Faults } from './read-value.ts'
import { namedId } from './trace-id.ts'

type Column = 'programmer_id' | 'timestamp' | 'copy_events' | 'model' | 'task_name' | 'response'

export const CHAT_COLUMNS: RowColumns<Column> = {
  needed: ['programmer_id', 'timestamp', 'copy_events'],
  optional: ['model', 'task_name', 'response'],
}

/** A study's programmer worked for less than a day. Seconds. */
const MAX_SECONDS = 86_400

export interface ChatOptions {
  /** When every programmer began, ISO 8601: the file has no date, only the seconds since. Whoever sends it must say. */
  readonly startedAt: string
  readonly sha256: Sha256
}

/**
 * The turns of RealHumanEval's chat (Mozannar et al., "The RealHumanEval", 2024): one session is one answer. Copying from it
 * stands for accepting it, and an answer that nobody copied from is not accepted: a proxy, the only one that there is. A
 * conversation is a programmer's on one task. Tokens, lines and latency are not given, so they are null, and with them the
 * cost. The id does not hang on `startedAt`: the same file with another date is the same sessions.
 */
export async function* readChat(
  table: TableReader,
  { startedAt, sha256 }: ChatOptions,
): AsyncGenerator<Entry<CodingSession>, void, undefined> {
  const start = readMoment(startedAt)
  if (start === null) {
    const message = 'startedAt must say when the sessions began, as a date with a time: the file does not.'
    throw new VouchError('invalid', message, [{ field: 'startedAt', message }])
  }
  for await (const row of readRows(table, CHAT_COLUMNS)) {
    const reading = readTurn(row.cells, Date.parse(start), sha256)
    if (reading.value !== undefined) yield { value: reading.value }
    else yield { dead: { line: row.place, reason: reading.reason, text: row.text() } }
  }
}

function readTurn(cells: Row<Column>['cells'], startMs: number, sha256: Sha256): Reading<CodingSession> {
  const faults: Faults = []
  const developer = readText(cells.programmer_id, 'programmer_id', faults)
  const task = readText(cells.task_name, 'task_name', faults)
  const model = readText(cells.model, 'model', faults)
  const seconds = cellNumber(cells.timestamp)
  const copied = readCopies(cells.copy_events, faults)
  if (developer === null) return { reason: faults[0] ?? 'there is no programmer_id' }
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= MAX_SECONDS)) {
    return { reason: `timestamp is ${show(seconds)}, no number of seconds since the beginning` }
  }
  if (faults.length > 0) return { reason: faults.join('; ') }
  const value: CodingSession = {
    id: namedId('chat-1', [developer, task ?? '', seconds, model ?? '', cells.response ?? ''], sha256),
    session_id: task === null ? developer : `${developer}:${task}`,
    developer_id: developer,
    timestamp: new Date(startMs + Math.round(seconds * 1000)).toISOString(),
    model,
    tokens_in: null,
    tokens_out: null,
    tokens_cached: null,
    tokens_cache_written: null,
    tokens_reasoning: null,
    total_tokens: null,
    latency_ms: null,
    status_code: null,
    accepted_flag: copied,
    accepted_lines: null,
    diff_ratio: null,
    confidence: null,
    repo_slug: null,
    cost_usd: null,
    priced_by: null,
    source: 'chat',
  }
  return { value }
}

/** A list in Python's writing, of which only matters whether something is in it. */
function readCopies(cell: string | null, faults: Faults): boolean | null {
  if (cell === null) return null
  if (/^\[\s*\]$/.test(cell)) return false
  if (cell.startsWith('[') && cell.endsWith(']')) return true
  faults.push(`copy_events is ${show(cell)}, not a list`)
  return null
}
