import type { CodingSession, Commit, PullRequest } from '@vouch/contracts/domains/coding'
import initSqlJs, { type Database } from 'sql.js'
import { VouchError } from '../../error.ts'
import type { DeadEntry, Reading, Sha256 } from './coding-entry.ts'
import { readCommit } from './read-commits.ts'
import { readPullRequest } from './read-pull-requests.ts'
import {
  needTime,
  readCost,
  readCount,
  readFlag,
  readLatency,
  readLines,
  readShare,
  readStatus,
  readText,
  type Faults,
} from './read-value.ts'
import { repoSlug } from './repo-slug.ts'
import { settleTokens } from './settle-tokens.ts'
import { traceId } from './trace-id.ts'
import { writeJson } from './write-json.ts'

/** What a cache holds, one thing at a time; a dead letter's place counts the rows of all its tables. */
export type CacheEntry =
  | { readonly kind: 'session'; readonly value: CodingSession }
  | { readonly kind: 'pull_request'; readonly value: PullRequest }
  | { readonly kind: 'commit'; readonly value: Commit }
  | { readonly kind: 'dead'; readonly dead: DeadEntry }
  /** a table or a column that is not there: what it holds is null */
  | { readonly kind: 'missing'; readonly name: string }

export interface CacheOptions {
  readonly sha256: Sha256
  /** what the file may not exceed: bytes, and rows of all its tables */
  readonly limits: { readonly bytes: number; readonly rows: number }
}

type Cells = Readonly<Record<string, unknown>>

const TABLES = {
  sessions: {
    needed: ['timestamp'],
    optional:
      'id session_id developer_id model tokens_in tokens_out latency_ms status_code accepted_flag repo_slug total_tokens cost_usd diff_ratio accepted_lines trace_hash'.split(
        ' ',
      ),
  },
  pull_requests: {
    needed: ['number', 'state', 'created_at'],
    optional: ['id', 'title', 'author', 'merged_at', 'updated_at', 'reopened'],
  },
  commits: { needed: ['sha', 'timestamp'], optional: ['author'] },
}
type TableName = keyof typeof TABLES
const NAMES: readonly TableName[] = ['sessions', 'pull_requests', 'commits']

/**
 * Reads an old dashboard's SQLite file, read-only: from a copy in memory that is closed when reading ends, however it does. A
 * table that is not there, or a column that is not needed, is named; a column without which its rows say nothing is
 * `invalid`, and so is a file that is damaged. What it wrote to a log beside the file and not yet into it is not there.
 */
export async function* readCache(
  bytes: Uint8Array,
  { sha256, limits }: CacheOptions,
): AsyncGenerator<CacheEntry, void, undefined> {
  if (bytes.length > limits.bytes) {
    throw new VouchError('too_large', `The file is larger than ${limits.bytes} bytes, the limit for a database.`)
  }
  const sql = await initSqlJs()
  const database = new sql.Database(bytes)
  try {
    checkWhole(database)
    yield* readTables(database, sha256, limits.rows)
  } catch (error) {
    throw error instanceof VouchError ? error : damaged(error)
  } finally {
    database.close()
  }
}

/** SQLite reads a page that was cut off as an empty one, without a word: it has to be asked. */
function checkWhole(database: Database): void {
  // a stranger's conditions are not worked out: one may take as long as it likes
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA ignore_check_constraints = ON')
  const [answer] = database.exec('PRAGMA quick_check(1)')
  const first = answer?.values[0]?.[0]
  if (first !== 'ok') throw damaged(new Error(String(first)))
}

function damaged(cause: unknown): VouchError {
  const why = cause instanceof Error ? cause.message : 'unknown'
  return new VouchError('invalid', `The SQLite file is damaged, or is none: ${why.trim()}.`, [], cause)
}

function* readTables(database: Database, sha256: Sha256, maxRows: number): Generator<CacheEntry, void, undefined> {
  const present = NAMES.filter((name) => isTable(database, name))
  if (present.length === 0) {
    throw new VouchError('invalid', `The SQLite file has none of the tables ${NAMES.join(', ')}.`)
  }
  const seen = new Map<string, string | null>()
  const readers: Record<TableName, (cells: Cells) => CacheEntry | string> = {
    sessions: (cells) => toEntry('session', readSession(cells, seen, sha256)),
    pull_requests: (cells) => toEntry('pull_request', readPullRequest(cells)),
    commits: (cells) => toEntry('commit', readCommit(cells)),
  }
  let place = 0
  for (const name of NAMES) {
    if (!present.includes(name)) {
      yield { kind: 'missing', name: `table ${name}` }
      continue
    }
    const columns = columnsOf(database, name)
    for (const column of columns.missing) yield { kind: 'missing', name: `column ${name}.${column}` }
    for (const cells of rowsOf(database, name, columns.found)) {
      place++
      if (place > maxRows) throw new VouchError('too_large', `The file has more than ${maxRows} rows, the limit.`)
      const entry = readers[name](cells)
      if (typeof entry !== 'string') yield entry
      else yield { kind: 'dead', dead: { line: place, reason: `${name}: ${entry}`, text: writeJson(cells) } }
    }
  }
}

function toEntry<Kind, T>(kind: Kind, reading: Reading<T>): { readonly kind: Kind; readonly value: T } | string {
  return reading.reason === undefined ? { kind, value: reading.value } : reading.reason
}

/** A view of that name could go on for ever, and a virtual table could be anything. */
function isTable(database: Database, name: string): boolean {
  const [found] = database.exec(
    "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ? AND sql NOT LIKE 'CREATE VIRTUAL%'",
    [name],
  )
  return found !== undefined
}

function columnsOf(database: Database, name: TableName): { found: string[]; missing: string[] } {
  const [info] = database.exec(`PRAGMA table_info(${name})`)
  const there = new Set(info?.values.map((row) => String(row[1])))
  const { needed, optional } = TABLES[name]
  for (const column of needed) {
    if (!there.has(column)) throw new VouchError('invalid', `The table ${name} has no column ${column}.`)
  }
  const all = [...needed, ...optional]
  return {
    // all of them: a row that cannot be read is kept whole
    found: [...there],
    missing: all.filter((column) => !there.has(column) && column !== 'id'),
  }
}

function* rowsOf(database: Database, name: TableName, columns: readonly string[]): Generator<Cells, void, undefined> {
  const statement = database.prepare(`SELECT ${columns.map(quoted).join(', ')} FROM ${name} NOT INDEXED`)
  try {
    while (statement.step()) {
      const values = statement.get()
      yield Object.fromEntries(columns.map((column, at) => [column, values[at]]))
    }
  } finally {
    statement.free()
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * The id is made of what the row says, not of its `trace_hash`, so that it is that of the line which the row was made of.
 * Where two rows say the same and only the hash tells them apart, it does.
 */
function readSession(cells: Cells, seen: Map<string, string | null>, sha256: Sha256): Reading<CodingSession> {
  const faults: Faults = []
  const call = readText(cells['trace_hash'], 'trace_hash', faults)
  const session = readCells(cells, faults)
  if (faults.length > 0) return { reason: faults.join('; ') }
  const plain = traceId(session, null, sha256)
  const before = seen.get(plain)
  if (before === undefined) seen.set(plain, call)
  session.id = before === undefined || before === call ? plain : traceId(session, call, sha256)
  if (session.session_id === '') session.session_id = session.id
  return { value: session }
}

/** A session but for its id, and the conversation’s where none is named. */
function readCells(cells: Cells, faults: Faults): CodingSession {
  const cost = readCost(cells['cost_usd'], 'cost_usd', faults)
  const repo = readText(cells['repo_slug'], 'repo_slug', faults)
  const tokens = {
    input: readCount(cells['tokens_in'], 'tokens_in', faults),
    output: readCount(cells['tokens_out'], 'tokens_out', faults),
    total: readCount(cells['total_tokens'], 'total_tokens', faults),
    cached: null,
    written: null,
    reasoning: null,
    beside: false,
  }
  return {
    id: '',
    session_id: readText(cells['session_id'], 'session_id', faults) ?? '',
    developer_id: readText(cells['developer_id'], 'developer_id', faults),
    timestamp: needTime(cells['timestamp'], 'timestamp', faults),
    model: readText(cells['model'], 'model', faults),
    ...settleTokens(tokens, faults),
    latency_ms: readLatency(cells['latency_ms'], 'latency_ms', faults),
    status_code: readStatus(cells['status_code'], 'status_code', faults),
    accepted_flag: readFlag(cells['accepted_flag'], 'accepted_flag', faults),
    accepted_lines: readLines(cells['accepted_lines'], 'accepted_lines', faults),
    diff_ratio: readShare(cells['diff_ratio'], 'diff_ratio', faults),
    confidence: null,
    repo_slug: repo === null ? null : repoSlug(repo),
    cost_usd: cost,
    priced_by: cost === null ? null : 'source',
    source: 'cache',
  }
}
