import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, openAsBlob, readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { freePort } from '../src/testing/free-port.ts'

/** A server under measurement, in a process group of its own. */
export interface Target {
  readonly name: string
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

export interface TargetSpec {
  readonly name: string
  readonly cwd: string
  command(port: number): readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
}

const START_MS = 120_000

/** Starts a server on a free port and waits until its health answers. */
export async function startTarget({ name, cwd, command, env }: TargetSpec): Promise<Target> {
  const port = await freePort()
  const [program, ...args] = command(port)
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let said = ''
  child.stderr?.on('data', (bytes: Buffer) => (said = `${said}${bytes.toString()}`.slice(-2000)))
  const url = `http://127.0.0.1:${port}`
  for (const started = performance.now(); ; await sleep(20)) {
    if ((await fetch(`${url}/api/health`).catch(() => null))?.ok) break
    if (child.exitCode !== null || performance.now() - started > START_MS)
      throw new Error(`${name} did not start: ${said}`)
  }
  return { name, url, pid: child.pid ?? 0, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-(child.pid ?? 0), 'SIGTERM')
  const late = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 15_000)
  await ended
  clearTimeout(late)
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export interface PreparedTable {
  readonly body: Buffer
  readonly type: string
}

/** A table's form as bytes, made before any clock starts, so that the client's own work is not the server's. */
export async function prepareTable(
  path: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<PreparedTable> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', await openAsBlob(path, { type: 'text/csv' }), 'table.csv')
  const prepared = new Response(form)
  return { body: Buffer.from(await prepared.arrayBuffer()), type: prepared.headers.get('content-type') ?? '' }
}

/** Sends a table and reads the whole answer, or follows its job until the calls are there: milliseconds. */
export async function postTable(
  target: Target,
  { body, type }: PreparedTable,
  route = '/api/predict',
): Promise<number> {
  const started = performance.now()
  const answer = await send(`${target.url}${route}`, { 'content-type': type }, body)
  if (answer.status === 202) await followJob(target, answer.location)
  return performance.now() - started
}

/** Asks for a table to be worked on as a job, and waits until it is done: milliseconds. */
export async function postJob(target: Target, { body, type }: PreparedTable): Promise<number> {
  const started = performance.now()
  const headers = { 'content-type': type, prefer: 'respond-async' }
  await followJob(target, (await send(`${target.url}/api/predict`, headers, body)).location)
  return performance.now() - started
}

/** Reads a job's events to the last. */
async function followJob({ url, name }: Target, location: string): Promise<void> {
  const events = await (await fetch(`${url}${location}/events`)).text()
  if (!events.includes('"state":"completed"')) throw new Error(`${name} did not complete ${location}: ${events}`)
}

function send(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<{ status: number; location: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', headers: { ...headers, 'content-length': body.length } },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () => {
          const whole = Buffer.concat(parts)
          const { statusCode: status = 0 } = response
          if (status === 200 || status === 202) resolve({ status, location: response.headers.location ?? '' })
          else reject(new Error(`${url} answered ${response.statusCode}: ${whole.subarray(0, 300).toString()}`))
        })
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Largest resident memory of a process and its children since they started, MiB; null where /proc is not there. */
export function peakMemory(pid: number): number | null {
  if (!existsSync(`/proc/${pid}/status`)) return null
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  const own = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(own?.[1] ?? 0) / 1024 + children.reduce((sum, child) => sum + (peakMemory(child) ?? 0), 0)
}

/** Milliseconds of each health request, one every `everyMs`, until `during` ends. */
export async function healthDuring(target: Target, during: Promise<unknown>, everyMs = 20): Promise<number[]> {
  let over = false
  void during.finally(() => (over = true)).catch(() => undefined)
  const times: number[] = []
  while (!over) {
    const started = performance.now()
    await (await fetch(`${target.url}/api/health`)).text()
    times.push(performance.now() - started)
    await sleep(everyMs)
  }
  return times
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

export function percentile(values: readonly number[], level: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))] ?? Number.NaN
}
