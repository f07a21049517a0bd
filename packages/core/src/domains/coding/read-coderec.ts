import type { CodingSession } from '@vouch/contracts/domains/coding'
import type { TableReader } from '../../table/table.ts'
import type { Entry, Sha256 } from './coding-entry.ts'
import { cellNumber, readRows, type Row, type RowColumns } from './read-rows.ts'
import {
  isRecord,
  needTime,
  readCount,
  readLatency,
  readLines,
  readShare,
  readText,
  show,
  type Faults,
} from './read-value.ts'
import { namedId } from './trace-id.ts'

type Column = 'UserId' | 'TimeGenerated' | 'StateName' | 'Measurements' | 'EditPercentage' | 'session' | 'seq'

export const CODEREC_COLUMNS: RowColumns<Column> = {
  needed: ['UserId', 'TimeGenerated', 'StateName', 'Measurements'],
  optional: ['EditPercentage', 'session', 'seq'],
}

/** A suggestion that was shown, and not yet decided: the event that showed it and the last one since. */
interface Shown {
  readonly session: string
  readonly developer: string
  readonly timestamp: string
  readonly latencyMs: number | null
  readonly seq: string | null
  last: Event
}

interface Event {
  readonly state: string
  readonly measured: Readonly<Record<string, unknown>>
  readonly edits: string | null
}

/**
 * The suggestions of GitHub Copilot in the telemetry of CodeRec (Mozannar et al., "Reading Between the Lines", CHI 2024;
 * columns: the README of microsoft/coderec_programming_states). One session is one suggestion, from `Shown` to `Accepted` or
 * `Rejected`; `Replay` (shown again) and `Browsing` (another of its choices) belong to it, and so does what is shown again at
 * the very beginning. One that another is shown after, or that the file ends in, was never decided: its verdict is null.
 * The rows of one `UserId` and `session` must stand in the order of time, as they do there.
 *
 * - The file names no model, so there is none: 'copilot' is a product that had several.
 * - Latency is from the request to the first showing. Size and confidence are those of the last event, for the developer
 *   decided on what he saw then.
 * - The prompt is counted in characters, so `tokens_in` is null, and with it the cost.
 * - `EditPercentage` holds the relative edit distance (0 to 1) at the five times, up to ten minutes, that Copilot looked
 *   whether an accepted suggestion was still in the code. What stayed is 1 less the last; of others there is nothing to stay.
 */
export async function* readCoderec(
  table: TableReader,
  sha256: Sha256,
): AsyncGenerator<Entry<CodingSession>, void, undefined> {
  const open = new Map<string, { readonly shown: Shown; readonly row: Row<Column> }>()
  for await (const row of readRows(table, CODEREC_COLUMNS)) {
    const faults: Faults = []
    const shown = readEvent(row.cells, faults)
    if (faults.length > 0) {
      yield { dead: { line: row.place, reason: faults.join('; '), text: row.text() } }
      continue
    }
    const before = open.get(shown.session)
    if (before !== undefined && shown.last.state === 'Shown') yield close(before, sha256)
    const now = before === undefined || shown.last.state === 'Shown' ? { shown, row } : before
    now.shown.last = shown.last
    open.set(shown.session, now)
    if (shown.last.state !== 'Accepted' && shown.last.state !== 'Rejected') continue
    open.delete(shown.session)
    yield close(now, sha256)
  }
  for (const last of open.values()) yield close(last, sha256)
}

const STATES = new Set(['Shown', 'Replay', 'Browsing', 'Accepted', 'Rejected'])

function readEvent(cells: Row<Column>['cells'], faults: Faults): Shown {
  const developer = readText(cells.UserId, 'UserId', faults) ?? ''
  const state = cells.StateName ?? ''
  const measured = readMeasurements(cells.Measurements, faults)
  if (developer === '' && faults.length === 0) faults.push('there is no UserId')
  if (!STATES.has(state)) faults.push(`StateName is ${show(state)}, none of ${[...STATES].join(', ')}`)
  return {
    session: cells.session === null ? developer : `${developer}:${cells.session}`,
    developer,
    timestamp: needTime(cells.TimeGenerated, 'TimeGenerated', faults),
    latencyMs: state === 'Shown' ? readLatency(measured['timeSinceIssuedMs'], 'timeSinceIssuedMs', faults) : null,
    seq: cells.seq,
    last: { state, measured, edits: cells.EditPercentage },
  }
}

function readMeasurements(cell: string | null, faults: Faults): Readonly<Record<string, unknown>> {
  if (cell === null) return {}
  try {
    const measured: unknown = JSON.parse(cell)
    if (isRecord(measured)) return measured
  } catch {
    // named below
  }
  faults.push('Measurements is no object of JSON')
  return {}
}

function close(
  { shown, row }: { readonly shown: Shown; readonly row: Row<Column> },
  sha256: Sha256,
): Entry<CodingSession> {
  const faults: Faults = []
  const { state, measured, edits } = shown.last
  const accepted = state === 'Accepted'
  const lines = readLines(measured['numLines'], 'numLines', faults)
  const session: CodingSession = {
    id: namedId('coderec-1', [shown.session, shown.timestamp, shown.seq ?? ''], sha256),
    session_id: shown.session,
    developer_id: shown.developer,
    timestamp: shown.timestamp,
    model: null,
    tokens_in: null,
    tokens_out: readCount(measured['numTokens'], 'numTokens', faults),
    tokens_cached: null,
    tokens_cache_written: null,
    tokens_reasoning: null,
    total_tokens: null,
    latency_ms: shown.latencyMs,
    status_code: null,
    accepted_flag: accepted || (state === 'Rejected' ? false : null),
    accepted_lines: accepted ? lines : null,
    diff_ratio: accepted ? readStayed(edits, faults) : null,
    confidence: readShare(measured['confidence'], 'confidence', faults),
    repo_slug: null,
    cost_usd: null,
    priced_by: null,
    source: 'coderec',
  }
  if (faults.length === 0) return { value: session }
  return { dead: { line: row.place, reason: faults.join('; '), text: row.text() } }
}

/** What stayed at the last of the times that were looked at. */
function readStayed(cell: string | null, faults: Faults): number | null {
  if (cell === null || !cell.startsWith('[') || !cell.endsWith(']')) return null
  const last = cell.slice(1, -1).split(',').at(-1)?.trim() ?? ''
  const edited = last === '' ? null : readShare(cellNumber(last), 'EditPercentage', faults)
  return edited === null ? null : 1 - edited
}
