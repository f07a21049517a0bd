import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import type { CodingSession, Commit, PullRequest } from '@vouch/contracts/domains/coding'
import type { DeadEntry, Entry, Reading } from '@vouch/core/domains/coding/coding-entry'
import { entryTexts } from '@vouch/core/domains/coding/entry-texts'
import { jsonFault } from '@vouch/core/domains/coding/json-fault'
import { readCache } from '@vouch/core/domains/coding/read-cache'
import { readChat } from '@vouch/core/domains/coding/read-chat'
import { readCoderec } from '@vouch/core/domains/coding/read-coderec'
import { readCommit } from '@vouch/core/domains/coding/read-commits'
import { type JsonLine, readJsonLines } from '@vouch/core/domains/coding/read-json-lines'
import { readLitellm } from '@vouch/core/domains/coding/read-litellm'
import { readOtlp } from '@vouch/core/domains/coding/read-otlp'
import { readPullRequest, readPullRequestTable } from '@vouch/core/domains/coding/read-pull-requests'
import {
  CODING_HEAD_BYTES,
  type CodingFile,
  recogniseCodingFile,
} from '@vouch/core/domains/coding/recognise-coding-file'
import { VouchError } from '@vouch/core/error'
import { openTable } from '@vouch/core/table/open-table'
import type { TableLimits } from '@vouch/core/table/table'
import { openFileSource } from '../../prediction/file-source.ts'
import type { CodingTask } from './coding-task.ts'

/** One thing that a file holds; `ignored` is a span of something else. */
export type CodingItem =
  | { readonly session: CodingSession }
  | { readonly pullRequest: PullRequest }
  | { readonly commit: Commit }
  | { readonly dead: DeadEntry }
  | { readonly ignored: number }

/** A value that is read as a whole is no larger: it is held in memory many times over. */
const WHOLE_BYTES = 64 << 20
/** Rows of an old dashboard. */
const CACHE_ROWS = 5_000_000

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** What a file is, by what it begins with. */
export async function recognise(path: string): Promise<CodingFile> {
  const file = await open(path)
  try {
    const head = new Uint8Array(CODING_HEAD_BYTES)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    return recogniseCodingFile(head.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** All that a file holds, in its order. */
export function readItems(task: CodingTask, file: CodingFile, limits: TableLimits): AsyncGenerator<CodingItem> {
  if (file.form === 'csv') return tableItems(task, file, limits)
  if (file.form === 'sqlite') return cacheItems(task)
  return file.form === 'json_lines' ? lineItems(task, file) : jsonItems(task, file)
}

async function* tableItems(task: CodingTask, { kind }: CodingFile, limits: TableLimits): AsyncGenerator<CodingItem> {
  const table = await openTable(await openFileSource(task.path), { limits })
  if (kind === 'pull_requests') yield* pullItems(readPullRequestTable(table))
  else if (kind === 'coderec') yield* sessionItems(readCoderec(table, sha256))
  else if (task.startedAt === null)
    throw new VouchError('invalid', 'This table says only how many seconds a session had lasted: say when it began.', [
      { field: 'started_at', message: 'must be a date with a time: the file has none' },
    ])
  else yield* sessionItems(readChat(table, { startedAt: task.startedAt, sha256 }))
}

async function* cacheItems({ path }: CodingTask): AsyncGenerator<CodingItem> {
  const limits = { bytes: WHOLE_BYTES, rows: CACHE_ROWS }
  for await (const entry of readCache(await readWhole(path), { sha256, limits })) {
    if (entry.kind === 'session') yield { session: entry.value }
    else if (entry.kind === 'pull_request') yield { pullRequest: entry.value }
    else if (entry.kind === 'commit') yield { commit: entry.value }
    else if (entry.kind === 'dead') yield { dead: entry.dead }
  }
}

async function* lineItems({ path }: CodingTask, { kind }: CodingFile): AsyncGenerator<CodingItem> {
  for await (const entry of readJsonLines(createReadStream(path))) {
    if (entry.dead) yield { dead: entry.dead }
    else if (kind === 'otlp') yield* spanItems(entry.value.json, entry.value)
    else yield recordItem(entry.value, kind)
  }
}

type Line = Pick<JsonLine, 'line' | 'text' | 'json'>

function recordItem({ json, line, text }: Line, kind: CodingFile['kind']): CodingItem {
  const { value, reason = '' } = readRecord(json, kind)
  return value ?? { dead: { line, text, reason } }
}

function readRecord(json: unknown, kind: CodingFile['kind']): Reading<CodingItem> {
  if (kind === 'pull_requests') {
    const { value, reason } = readPullRequest(json)
    return value ? { value: { pullRequest: value } } : { reason }
  }
  if (kind === 'commits') {
    const { value, reason } = readCommit(json)
    return value ? { value: { commit: value } } : { reason }
  }
  const { value, reason } = readLitellm(json, sha256)
  return value ? { value: { session: value } } : { reason }
}

async function* jsonItems({ path }: CodingTask, { kind }: CodingFile): AsyncGenerator<CodingItem> {
  const whole = (await readWhole(path)).toString('utf8').replace(/^\uFEFF/, '')
  const json = parseWhole(whole)
  if (kind === 'otlp') return yield* spanItems(json, null)
  const texts = entryTexts(whole)
  for (const [at, record] of (Array.isArray(json) ? json : [json]).entries())
    yield recordItem({ json: record, line: at + 1, text: texts[at] ?? '' }, kind)
}

/** Of a request of OTLP; one that stands in a line of a file has its place there. */
function* spanItems(
  json: unknown,
  line: { readonly line: number; readonly text: string } | null,
): Generator<CodingItem> {
  let read: ReturnType<typeof readOtlp>
  try {
    read = readOtlp(json, sha256)
  } catch (error) {
    if (line === null || !(error instanceof VouchError)) throw error
    yield { dead: { line: line.line, text: line.text, reason: error.message } }
    return
  }
  for (const session of read.sessions) yield { session }
  for (const entry of read.dead) yield { dead: { ...entry, line: line?.line ?? entry.line } }
  if (read.ignored > 0) yield { ignored: read.ignored }
}

async function* sessionItems(entries: AsyncIterable<Entry<CodingSession>>): AsyncGenerator<CodingItem> {
  for await (const entry of entries) yield entry.value ? { session: entry.value } : dead(entry)
}

async function* pullItems(
  entries: AsyncIterable<Entry<PullRequest>> | Iterable<Entry<PullRequest>>,
): AsyncGenerator<CodingItem> {
  for await (const entry of entries) yield entry.value ? { pullRequest: entry.value } : dead(entry)
}

function dead(entry: Entry<unknown>): CodingItem {
  if (!entry.dead) throw new Error('An entry was neither read nor refused.')
  return { dead: entry.dead }
}

async function readWhole(path: string): Promise<Buffer> {
  const bytes = await readFile(path)
  if (bytes.length > WHOLE_BYTES)
    throw new VouchError('too_large', `A file of this kind may hold ${WHOLE_BYTES >> 20} MB; send lines instead.`)
  return bytes
}

function parseWhole(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const fault = jsonFault(error, { around: true })
    throw new VouchError('bad_request', `The file is not JSON, or it was cut off: ${fault}.`, [], error)
  }
}
