import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { Review, ReviewPage } from '@vouch/contracts/review'
import { describe, expect, it } from 'vitest'
import { addKey } from '../account/key-store.ts'
import { giveGrant } from '../account/store.ts'
import { account } from '../db/schema/accounts.ts'
import { newId } from '../id.ts'
import { KOIS } from '../testing/requests.ts'
import { type SpawnedServer, spawnServer } from '../testing/spawn-server.ts'
import { makeTestPlace, openTestDatabase, serverRuns, type TestPlace } from '../testing/test-database.ts'

const LONG = process.env['VOUCH_LONG'] === '1'
const ROUNDS = LONG ? 20 : 1
/** Verdicts that are answered in a round before the process may be killed. */
const ANSWERED = LONG ? 200 : 16
const ROWS = 400
const EXPERTS = 4

/** What an expert sends, again and again under its key until it is answered. */
interface Verdict {
  readonly key: string
  readonly body: object
}

interface Sent {
  readonly answered: Map<string, Review>
  readonly unanswered: Verdict[]
}

/** An expert's API key, made while no server runs. */
async function makeExpert(place: TestPlace): Promise<string> {
  const database = await openTestDatabase(place)
  try {
    const id = newId('acc')
    await database.sql.insert(account).values({ id })
    await giveGrant(database.sql, { accountId: id, domain: 'exoplanet', role: 'expert', by: null })
    const made = { accountId: id, name: 'test', scopes: ['read', 'predict', 'review'] as const, expiresAt: null }
    return (await addKey(database.sql, { ...made, scopes: [...made.scopes] })).key
  } finally {
    await database.close()
  }
}

async function post(url: string, apiKey: string, path: string, { key, body }: Verdict): Promise<Response> {
  const headers = { 'x-api-key': apiKey, 'content-type': 'application/json', 'idempotency-key': key }
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** @returns the answer's status; undefined when the server is gone */
async function judge(url: string, apiKey: string, verdict: Verdict, { answered }: Sent): Promise<number | undefined> {
  try {
    const answer = await post(url, apiKey, '/api/reviews', verdict)
    const made = Review.safeParse(await answer.json())
    if (made.success) answered.set(verdict.key, made.data)
    return answer.status
  } catch {
    return undefined
  }
}

/** Verdicts one after the other, each followed by its correction, until the server is gone. */
async function judgeOn(server: SpawnedServer, apiKey: string, sent: Sent, place: { id: string; from: number }) {
  for (let row = place.from; row < ROWS; row += EXPERTS) {
    const [first, second] = [`${place.id}-${row}`, `${place.id}-${row}-again`]
    const call = { prediction_id: place.id, row }
    const verdict = { key: first, body: { ...call, verdict: 'unsure', note: `row ${row}` } }
    if ((await judge(server.url, apiKey, verdict, sent)) === undefined) return void sent.unanswered.push(verdict)
    const corrects = sent.answered.get(first)?.review_id
    const correction = { key: second, body: { ...call, verdict: 'accept', corrects } }
    if ((await judge(server.url, apiKey, correction, sent)) === undefined) return void sent.unanswered.push(correction)
  }
}

async function killInTheMiddle(
  environment: Readonly<Record<string, string>>,
  apiKey: string,
  sent: Sent,
  round: number,
) {
  const server = await spawnServer(environment)
  const rows = Array.from({ length: ROWS }, (_, i) => ({ ...KOIS[i % 4], kepoi_name: `${round}-${i}` }))
  const made = await post(server.url, apiKey, '/api/predict', { key: `table-${round}`, body: { rows } })
  const id = PredictOutput.parse(await made.json()).prediction_id ?? ''
  const before = sent.answered.size
  const senders = Array.from({ length: EXPERTS }, (_, from) => judgeOn(server, apiKey, sent, { id, from }))
  await expect.poll(() => sent.answered.size, { timeout: 60_000, interval: 1 }).toBeGreaterThan(before + ANSWERED)
  await new Promise((resolve) => setTimeout(resolve, (round * 37) % 101))
  server.child.kill('SIGKILL')
  await Promise.all([server.exited, ...senders])
}

async function readAll(url: string, apiKey: string): Promise<Map<string, Review>> {
  const found = new Map<string, Review>()
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`
    const answer = await fetch(`${url}/api/reviews?standing=false&limit=1000${query}`, {
      headers: { 'x-api-key': apiKey },
    })
    const page = ReviewPage.parse(await answer.json())
    for (const one of page.reviews) found.set(one.review_id, one)
    cursor = page.next_cursor
  }
  return found
}

describe.each(['pglite', 'postgresql'] as const)('a server that is killed while experts judge (%s)', (kind) => {
  it.skipIf(kind === 'postgresql' && !serverRuns)(
    'has kept every verdict that it answered, and each once, sent again or not',
    async () => {
      const place = await makeTestPlace(kind)
      const apiKey = await makeExpert(place)
      const environment = { ...place.settings }
      const sent: Sent = { answered: new Map(), unanswered: [] }
      for (let round = 0; round < ROUNDS; round++) await killInTheMiddle(environment, apiKey, sent, round)
      const server = await spawnServer(environment)
      const kept = await readAll(server.url, apiKey)
      for (const answered of sent.answered.values())
        expect(kept.get(answered.review_id)).toEqual({ ...answered, corrected_by: expect.toSatisfy(isLater) })
      expect(sent.unanswered.length).toBeGreaterThan(0)
      for (const verdict of sent.unanswered)
        await expect.poll(() => judge(server.url, apiKey, verdict, sent), { timeout: 60_000, interval: 200 }).toBe(201)
      const all = await readAll(server.url, apiKey)
      expect([...all.keys()].toSorted()).toEqual([...sent.answered.values()].map(({ review_id: id }) => id).toSorted())
      server.child.kill('SIGTERM')
      expect(await server.exited).toBe(0)
      await place.remove()
    },
    LONG ? 3_600_000 : 300_000,
  )
})

/** Of what was corrected since. */
function isLater(by: unknown): boolean {
  return by === null || (typeof by === 'string' && by.startsWith('rev_'))
}
