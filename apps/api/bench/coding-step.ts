import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, openAsBlob, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { CodingSession } from '@vouch/contracts/domains/coding'
import { SIMULATION, simulateCoding } from '@vouch/core/domains/coding/simulate-coding'
import { WebSocket } from 'ws'
import type { Step } from './step.ts'
import { median, peakMemory, sleep, type Target } from './target.ts'

/** Sessions of a file: two of them are taken in at a time by nobody. */
const FILE_LINES = 100_000
const FLOOR_LINES = 20_000
/** As many as the product keeps in a statement. */
const FLOOR_BATCH = 1000
const SOCKETS = 500
const OF_ONE_ADDRESS = 10
/** On a busy machine the last that was sent is heard late. */
const PATIENCE_S = 30
/** A year of two hundred developers. */
const MANY = { ...SIMULATION, from: '2025-01-01', days: 365, developers: 200, sessionsPerDay: 3600 }
const TICKS_A_SECOND = 100

/**
 * Traces taken in beside the bare parse of their lines and the bare insert of their rows, per second; then the nine figures of all that is there, asked
 * again and again; then sockets that listen while more comes. `DATABASE_URL` counts.
 */
export async function codingStep(
  target: Target,
  { repeats, folder, files, say }: Pick<Step, 'repeats' | 'say'> & { readonly folder: string; readonly files: number },
): Promise<void> {
  const paths = await writeFiles(folder, files)
  const [first] = paths
  if (first === undefined) return
  const taken: { wallS: number; cpuS: number }[] = []
  for (const path of paths) taken.push(await ingest(target, path))
  const parse = parseSeconds(first)
  const insert = await insertSeconds(first, join(folder, 'floor'))
  say('coding', {
    what: 'traces taken in',
    n: paths.length,
    traces: FILE_LINES,
    a_second: FILE_LINES / median(taken.map(({ wallS }) => wallS)),
    a_cpu_second: FILE_LINES / median(taken.map(({ cpuS }) => cpuS)),
    first_a_second: FILE_LINES / (taken[0]?.wallS ?? 1),
    last_a_second: FILE_LINES / (taken.at(-1)?.wallS ?? 1),
    bare_parse_a_second: FILE_LINES / parse,
    bare_insert_a_second: FLOOR_LINES / insert,
    rss_mb: peakMemory(target.pid),
  })
  const query = `/api/metrics?from=${MANY.from}&to=2025-12-31`
  await ask(target, query)
  const times: number[] = []
  for (let i = 0; i < repeats; i++) times.push(await ask(target, query))
  say('coding', { what: 'nine figures of a year', sessions: FILE_LINES * paths.length, n: repeats, ms: median(times) })
  await listen(target, first, say)
}

/** Sockets that hear of every session while more comes: what they cost, and what is left of it. */
async function listen(target: Target, path: string, say: Step['say']): Promise<void> {
  const before = residentMb(target.pid)
  let heard = 0
  const url = `${target.url.replace('http', 'ws')}/ws/sessions`
  // an address of this machine’s for each few: one may hold no more
  const sockets = Array.from(
    { length: SOCKETS },
    (_, i) => new WebSocket(url, { localAddress: `127.0.0.${1 + Math.floor(i / OF_ONE_ADDRESS)}` }),
  )
  for (const socket of sockets) socket.on('message', () => heard++)
  await Promise.all(sockets.map((socket) => once(socket, 'open')))
  await sleep(2000)
  const opened = residentMb(target.pid)
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, 200)
  const rounds: number[] = []
  for (let round = 0; round < 10; round++) {
    const more = lines.map((line) => line.replace('"session_id":"', `"session_id":"r${round}-`)).join('\n')
    await post(target, new Blob([more]))
    await sleep(1500)
    rounds.push(residentMb(target.pid))
  }
  const sent = SOCKETS * lines.length * rounds.length
  for (let waited = 0; heard < sent && waited < PATIENCE_S; waited++) await sleep(1000)
  for (const socket of sockets) socket.terminate()
  say('coding', {
    what: 'sockets that listen',
    sockets: SOCKETS,
    sent,
    heard,
    before_mb: before,
    opened_mb: opened,
    first_round_mb: rounds[0] ?? null,
    last_round_mb: rounds.at(-1) ?? null,
  })
}

async function writeFiles(folder: string, files: number): Promise<string[]> {
  const paths: string[] = []
  const sessions = simulateCoding(MANY).sessions[Symbol.iterator]()
  for (let i = 0; i < files; i++) {
    const path = join(folder, `traces-${i}.jsonl`)
    const out = createWriteStream(path)
    for (let line = 0; line < FILE_LINES; line++) {
      const next = sessions.next()
      if (next.done === true) break
      if (!out.write(`${toLine(next.value)}\n`)) await once(out, 'drain')
    }
    out.end()
    await once(out, 'close')
    paths.push(path)
  }
  return paths
}

/** As a proxy writes it. */
function toLine(session: Omit<CodingSession, 'id'>): string {
  const { timestamp, model, tokens_in, tokens_out, total_tokens, latency_ms, status_code, ...rest } = session
  return JSON.stringify({
    timestamp,
    model,
    usage: { prompt_tokens: tokens_in, completion_tokens: tokens_out, total_tokens },
    attributes: { latency_ms, status_code },
    metadata: rest,
  })
}

async function ingest(target: Target, path: string): Promise<{ wallS: number; cpuS: number }> {
  const file = await openAsBlob(path)
  const [cpu, started] = [cpuSeconds(target.pid), performance.now()]
  await post(target, file)
  return { wallS: (performance.now() - started) / 1000, cpuS: cpuSeconds(target.pid) - cpu }
}

async function post(target: Target, file: Blob): Promise<void> {
  const form = new FormData()
  form.set('file', file, 'traces.jsonl')
  const answer = await fetch(`${target.url}/api/coding/ingest`, { method: 'POST', body: form })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  await answer.arrayBuffer()
}

async function ask(target: Target, path: string): Promise<number> {
  const started = performance.now()
  const answer = await fetch(target.url + path)
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`${path} gave ${answer.status}`)
  return performance.now() - started
}

function parseSeconds(path: string): number {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  const started = performance.now()
  for (const line of lines) JSON.parse(line)
  return (performance.now() - started) / 1000
}

/** The same rows put into a fresh embedded database by one statement a batch, into a table that has no index and no sums. */
async function insertSeconds(path: string, dataDir: string): Promise<number> {
  const database = await PGlite.create({ dataDir })
  await database.exec(`create table floor (id uuid, session_id text, developer_id text, at timestamptz, model text, tokens_in bigint,
    tokens_out bigint, total_tokens bigint, latency_ms float8, status_code int, accepted boolean, accepted_lines int, diff_ratio float8,
    confidence float8, repo_slug text, cost_pico bigint, priced_by text, source text, ingest_id text, batch text)`)
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, FLOOR_LINES)
  let seconds = 0
  for (let at = 0; at < lines.length; at += FLOOR_BATCH) {
    const rows = JSON.stringify(lines.slice(at, at + FLOOR_BATCH).map(toFloorRow))
    const started = performance.now()
    await database.query('insert into floor select * from json_populate_recordset(null::floor, $1::json)', [rows])
    seconds += (performance.now() - started) / 1000
  }
  await database.close()
  return seconds
}

function toFloorRow(line: string) {
  const { timestamp, model, usage, attributes, metadata } = JSON.parse(line)
  return {
    ...metadata,
    ...attributes,
    id: randomUUID(),
    at: timestamp,
    model,
    tokens_in: usage.prompt_tokens,
    tokens_out: usage.completion_tokens,
    total_tokens: usage.total_tokens,
    accepted: metadata.accepted_flag,
    cost_pico: 1_234_567_890,
    priced_by: 'a table of prices',
    source: 'litellm',
    ingest_id: 'ing_0123456789abcdef0123456789abcdef',
    batch: '0123456789abcdef0123456789abcdef',
  }
}

/** Of a process and its threads, and of the children that `npm start` made. */
function cpuSeconds(pid: number): number {
  return processesOf(pid).reduce((sum, one) => {
    const fields = readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
  }, 0)
}

function residentMb(pid: number): number {
  return processesOf(pid).reduce((sum, one) => {
    const [, kb = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8')) ?? []
    return sum + Number(kb) / 1024
  }, 0)
}

function processesOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return [pid, ...children.flatMap(processesOf)]
}
