import type { IngestKind } from '@vouch/contracts/domains/coding'
import { VouchError } from '../../error.ts'
import { isUtf8 } from '../../table/decode-text.ts'
import { CHAT_COLUMNS } from './read-chat.ts'
import { CODEREC_COLUMNS } from './read-coderec.ts'
import { PULL_REQUEST_COLUMNS } from './read-pull-requests.ts'
import { scanKeys } from './scan-keys.ts'

/** How many bytes of a file are looked at. */
export const CODING_HEAD_BYTES = 1 << 16

/** What a file is, and how it is to be read: as a database, as one JSON value, as a line a JSON value, or as a table. */
export interface CodingFile {
  readonly kind: Exclude<IngestKind, 'github' | 'litellm_proxy'>
  readonly form: 'sqlite' | 'json' | 'json_lines' | 'csv'
}

const TAKEN =
  'Taken are the JSON lines of a LiteLLM proxy, OpenTelemetry spans as OTLP in JSON, GitHub’s pull requests or commits as JSON, ' +
  'tables (CSV) of CodeRec’s events, of RealHumanEval’s chat or of pull requests, and an old dashboard’s SQLite file; each of them in gzip, too.'

/** What other files begin with, as Latin-1. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['PK\x03\x04', 'a ZIP archive or an Excel workbook'],
  ['PAR1', 'a Parquet file'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['%PDF-', 'a PDF document'],
  ['\xff\xfe', 'text in UTF-16: send it as UTF-8'],
  ['\xfe\xff', 'text in UTF-16: send it as UTF-8'],
]
const SQLITE = 'SQLite format 3\0'

/**
 * What a file is, by its first bytes (up to `CODING_HEAD_BYTES`), never by its name; what is none of those that are taken is
 * `unsupported_media`, with a word on what it looks like.
 */
export function recogniseCodingFile(head: Uint8Array): CodingFile {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, CODING_HEAD_BYTES))
  if (bytes.length === 0) throw new VouchError('invalid', 'The file is empty.')
  const latin1 = bytes.toString('latin1')
  if (latin1.startsWith(SQLITE)) return { kind: 'cache', form: 'sqlite' }
  const other = OTHERS.find(([start]) => latin1.startsWith(start))
  if (other !== undefined) throw unsupported(other[1])
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  const found = /^\s*[[{]/.test(text) ? recogniseJson(text) : (recogniseTable(text) ?? recogniseLines(text))
  if (found !== null) return found
  // UTF-16 without its mark has one for every letter
  if (latin1.includes('\0'))
    throw unsupported(isUtf8(bytes, false) ? 'text in UTF-16: send it as UTF-8' : 'binary data')
  throw unsupported(describe(text))
}

function unsupported(looksLike: string): VouchError {
  return new VouchError('unsupported_media', `The file looks like ${looksLike}. ${TAKEN}`)
}

/** What a call of a LiteLLM proxy has at the top, of which one is enough: a long prompt may stand before the others. */
const LITELLM_KEYS = ['usage', 'timestamp', 'startTime', 'call_type', 'response_cost', 'litellm_call_id']

/** By the names of the first object: GitHub's and OpenTelemetry's are known; a proxy's line may be anything. */
function recogniseJson(text: string): CodingFile | null {
  const form = hasObjectLine(text) ? 'json_lines' : 'json'
  const keys = scanKeys(text)
  if (keys.has('resourceSpans')) return { kind: 'otlp', form }
  if (keys.has('sha') && (keys.has('commit') || keys.has('timestamp'))) return { kind: 'commits', form }
  if (keys.has('number') && keys.has('created_at')) return { kind: 'pull_requests', form }
  if (keys.has('url') && /"url"\s*:\s*"[^"]*\/pulls\/\d+"/.test(text)) return { kind: 'pull_requests', form }
  if (form === 'json_lines') return { kind: 'litellm', form }
  if (!LITELLM_KEYS.some((key) => keys.has(key))) return null
  const oneLine = text.startsWith('{') && !text.includes('\n')
  return { kind: 'litellm', form: oneLine ? 'json_lines' : 'json' }
}

/** A line of another kind, an error message say, may stand before the first record. */
function recogniseLines(text: string): CodingFile | null {
  return hasObjectLine(text) ? { kind: 'litellm', form: 'json_lines' } : null
}

/** Whether a line is a whole object, as in a file of lines; one within a value that is spread over lines is indented. */
function hasObjectLine(text: string): boolean {
  return text.split('\n').some((line) => line.startsWith('{') && isJson(line))
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

const TABLES = [
  { kind: 'coderec', columns: CODEREC_COLUMNS.needed },
  { kind: 'chat', columns: CHAT_COLUMNS.needed },
  { kind: 'pull_requests', columns: PULL_REQUEST_COLUMNS.needed },
] as const

/** By the names of the header: comments and blank lines may stand before it. */
function recogniseTable(text: string): CodingFile | null {
  const header = text.split(/\r?\n/).find((line) => line.trim() !== '' && !line.startsWith('#')) ?? ''
  const names = new Set(header.split(/[,;\t]/).map((name) => name.trim().replaceAll('"', '')))
  const table = TABLES.find(({ columns }) => columns.every((column) => names.has(column)))
  return table === undefined ? null : { kind: table.kind, form: 'csv' }
}

function describe(text: string): string {
  if (/^\s*</.test(text)) return 'HTML or XML'
  if (/^\s*[[{]/.test(text)) return 'JSON of another kind'
  if (text.trim() === '') return 'a blank text'
  const [line = ''] = text.trim().split(/\r?\n/, 1)
  return /[,;\t]/.test(line) ? `a table with the columns ${line.slice(0, 200)}` : 'a text'
}
