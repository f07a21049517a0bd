import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { sleep, type Target } from './target.ts'

export interface OneRowRequest {
  readonly path: string
  readonly type: string
  readonly body: string
}

const CONNECTIONS = 64
/** Stands in a body for a number that is another in each request. */
export const COUNTER = '@counter@'

/** Requests a second that a server answers with 200 over 64 connections; by wrk where it is installed, else from here. */
export async function requestsPerSecond(
  target: Target,
  sent: OneRowRequest,
  { folder, seconds }: { folder: string; seconds: number },
): Promise<number> {
  return hasWrk() ? byWrk(target, sent, folder, seconds) : fromHere(target, sent, seconds)
}

function hasWrk(): boolean {
  try {
    execFileSync('which', ['wrk'])
    return true
  } catch {
    return false
  }
}

function byWrk(target: Target, { path, type, body }: OneRowRequest, folder: string, seconds: number): number {
  writeFileSync(join(folder, 'body'), body)
  const script = join(folder, 'post.lua')
  writeFileSync(
    script,
    [
      `local f=io.open("${join(folder, 'body')}","rb"); local body=f:read("*a"); f:close()`,
      `wrk.method="POST"; wrk.headers["Content-Type"]="${type}"`,
      // each run counts from another number, so that no two requests to one server are the same
      body.includes(COUNTER)
        ? `local n=${Date.now()}; function request() n=n+1; return wrk.format(nil,nil,nil,(body:gsub("${COUNTER}",tostring(n)))) end`
        : 'wrk.body=body',
    ].join('\n'),
  )
  const said = execFileSync(
    'wrk',
    ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', '30s', '-s', script, `${target.url}${path}`],
    { encoding: 'utf8' },
  )
  if (/Non-2xx/.test(said)) throw new Error(`${target.name} refused rows:\n${said}`)
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1])
}

async function fromHere(target: Target, { path, type, body }: OneRowRequest, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  let [answered, over, count] = [0, false, Date.now()]
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const numbered = body.replaceAll(COUNTER, String(count++))
      const headers = { 'content-type': type, 'content-length': Buffer.byteLength(numbered) }
      const out = request(`${target.url}${path}`, { method: 'POST', agent, headers }, (response) => {
        response
          .resume()
          .on('end', () =>
            response.statusCode === 200
              ? resolve()
              : reject(new Error(`${target.name} answered ${response.statusCode}`)),
          )
      })
      out.on('error', reject).end(numbered)
    })
  const connection = async () => {
    while (!over) {
      await one()
      answered++
    }
  }
  const all = Promise.all(Array.from({ length: CONNECTIONS }, connection))
  await sleep(seconds * 1000)
  over = true
  await all
  agent.destroy()
  return answered / seconds
}
