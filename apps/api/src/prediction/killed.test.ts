import { CallPage, PredictOutput, Receipt } from '@vouch/contracts/domains/exoplanet'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { findTorn, workOf } from '../testing/kept.ts'
import { KOIS, tableForm, toCsv } from '../testing/requests.ts'
import { type SpawnedServer, spawnServer } from '../testing/spawn-server.ts'
import { makeTestPlace, openTestDatabase, serverRuns, type TestPlace } from '../testing/test-database.ts'

const LONG = process.env['VOUCH_LONG'] === '1'
const ROUNDS = LONG ? 30 : 5
/** Submissions that are answered in a round before the process may be killed. */
const ANSWERED = LONG ? 400 : 20

/** What was answered: its rows and the calls that were in the answer. */
type Answered = Map<string, { readonly rows: number; readonly calls: unknown }>

interface Submitted {
  readonly key: string
  readonly rows: number
}

/** What was sent and what came of it. */
interface Sent {
  readonly answered: Answered
  /** under keys, and never answered: the server was gone */
  readonly unanswered: Submitted[]
}

/** Sends what its key stands for. @returns the answer's status; undefined when the server is gone */
async function send(url: string, { key, rows }: Submitted, { answered }: Sent): Promise<number | undefined> {
  const table = Array.from({ length: rows }, (_, i) => ({ ...KOIS[i % 4], kepoi_name: `${key}-${i}` }))
  const headers: Record<string, string> = isKeyed(key) ? { 'idempotency-key': key } : {}
  if (rows === 1) headers['content-type'] = 'application/json'
  const body = rows === 1 ? JSON.stringify({ rows: table }) : tableForm(toCsv(table))
  try {
    const response = await fetch(`${url}/api/predict`, { method: 'POST', headers, body })
    const parsed = PredictOutput.safeParse(await response.json())
    if (parsed.data?.prediction_id)
      answered.set(parsed.data.prediction_id, { rows, calls: parsed.data.predictions.slice(0, 1000) })
    return response.status
  } catch {
    return undefined
  }
}

function isKeyed(key: string): boolean {
  return /[13579]$/.test(key)
}

/** Submissions of one size one after the other, no two the same, until the server is gone. */
async function submit(url: string, sent: Sent, { sender, rows }: { sender: string; rows: number }) {
  for (let n = 0; ; n++) {
    const submitted = { key: `${sender}-${n}`, rows }
    if ((await send(url, submitted, sent)) !== undefined) continue
    if (isKeyed(submitted.key)) sent.unanswered.push(submitted)
    return
  }
}

async function killInTheMiddle(environment: Readonly<Record<string, string>>, sent: Sent, round: number) {
  const { answered } = sent
  const { child, url, exited } = await spawnServer(environment)
  const [before, sizes] = [answered.size, [1, 1, 1, 1, 3, 500, 3000]]
  const senders = sizes.map((rows, i) => submit(url, sent, { sender: `${round}-${i}`, rows }))
  await expect.poll(() => answered.size, { timeout: 60_000, interval: 1 }).toBeGreaterThan(before + ANSWERED)
  await new Promise((resolve) => setTimeout(resolve, (round * 37) % 101))
  child.kill('SIGKILL')
  await Promise.all([exited, ...senders])
}

/** Whoever was not answered asks again, under the same key: what was done is not done twice. */
async function sendAgain(environment: Readonly<Record<string, string>>, sent: Sent) {
  const { child, url, exited } = await spawnServer(environment)
  expect(sent.unanswered.length).toBeGreaterThan(0)
  for (const submitted of sent.unanswered)
    await expect.poll(() => send(url, submitted, sent), { timeout: 60_000, interval: 200 }).toBe(200)
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
}

async function readBack({ url }: SpawnedServer, id: string): Promise<{ rows: number; calls: unknown }> {
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}/api/predictions/${path}`)).json()
  const receipt = Receipt.parse(await get(id))
  const last = CallPage.parse(await get(`${id}/calls?cursor=${receipt.total_samples - 1}`))
  expect(last.predictions.map(({ row }) => row)).toEqual([receipt.total_samples - 1])
  return { rows: receipt.total_samples, calls: CallPage.parse(await get(`${id}/calls`)).predictions }
}

/** Ids of all that is kept; nothing is there twice, and no row is without its file. */
async function checkKept(place: TestPlace): Promise<string[]> {
  const database = await openTestDatabase(place)
  try {
    expect(await findTorn(database, place.settings.VOUCH_HOME)).toEqual([])
    const found: unknown = await database.sql.execute(sql`
      select prediction.id, upload.sha256 from vouch.prediction join vouch.upload on upload.id = prediction.upload_id`)
    const { rows } = z.object({ rows: z.array(z.object({ id: z.string(), sha256: z.string() })) }).parse(found)
    expect(new Set(rows.map(({ sha256 }) => sha256)).size).toBe(rows.length)
    return rows.map(({ id }) => id)
  } finally {
    await database.close()
  }
}

describe.each(['pglite', 'postgresql'] as const)('a server that is killed (%s)', (kind) => {
  it.skipIf(kind === 'postgresql' && !serverRuns)(
    'has kept every submission that it answered, once and whole, and no half of any other',
    async () => {
      const place = await makeTestPlace(kind)
      const environment = { ...place.settings }
      const sent: Sent = { answered: new Map(), unanswered: [] }
      for (let round = 0; round < ROUNDS; round++) await killInTheMiddle(environment, sent, round)
      await sendAgain(environment, sent)
      const { answered } = sent
      const kept = await checkKept(place)
      const server = await spawnServer(environment)
      const left = [...kept]
      const readSome = async () => {
        for (let id = left.pop(); id !== undefined; id = left.pop()) {
          const found = await readBack(server, id)
          expect(found).toEqual(answered.get(id) ?? found)
        }
      }
      await Promise.all(Array.from({ length: 8 }, readSome))
      expect([...answered.keys()].filter((id) => !kept.includes(id))).toEqual([])
      // what the start itself works with is soon gone too
      await expect.poll(() => workOf(environment.VOUCH_HOME), { timeout: 60_000 }).toEqual([])
      server.child.kill('SIGTERM')
      expect(await server.exited).toBe(0)
      await place.remove()
    },
    LONG ? 3_600_000 : 600_000,
  )
})
