import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KOIS } from '../testing/requests.ts'
import { type SpawnedServer, spawnServer } from '../testing/spawn-server.ts'
import { makePostgres, postgresPrograms, type ThrowawayPostgres } from '../testing/throwaway-postgres.ts'

const ROUNDS = process.env['VOUCH_LONG'] ? 10 : 2
const CLIENTS = 6
const AWAY_MS = 1500

let home: string
let postgres: ThrowawayPostgres | undefined
let server: SpawnedServer | undefined

describe.skipIf(!postgresPrograms)('PostgreSQL killed and started again under load', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'vouch-restart-'))
    postgres = await makePostgres()
    await postgres.start()
    server = await spawnServer({ VOUCH_HOME: home, DATABASE_URL: postgres.url, RATE_LIMIT: 'off' })
  }, 120_000)
  afterAll(async () => {
    server?.child.kill('SIGKILL')
    await postgres?.remove()
    await rm(home, { recursive: true, force: true })
  })

  it('loses nothing that was acknowledged, says 503 meanwhile, and is back within two seconds', async () => {
    if (!server || !postgres) throw new Error('Neither was started.')
    const { url, child } = server
    const load = startLoad(url)
    for (let round = 0; round < ROUNDS; round++) {
      const before = load.acknowledged.length
      await expect.poll(() => load.acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 20)
      await postgres.kill()
      await sleep(AWAY_MS / 2)
      expect((await fetch(`${url}/api/health/live`)).status).toBe(200)
      const ready = await fetch(`${url}/api/health/ready`)
      expect(ready.status).toBe(503)
      expect(ready.headers.get('retry-after')).toMatch(/^\d+$/)
      await sleep(AWAY_MS / 2)
      const down = load.acknowledged.length
      await postgres.start()
      const beganMs = performance.now()
      await expect.poll(() => load.acknowledged.length, { timeout: 10_000, interval: 10 }).toBeGreaterThan(down)
      expect(performance.now() - beganMs).toBeLessThan(2000)
      expect((await fetch(`${url}/api/health/ready`)).status).toBe(200)
    }
    await load.stop()
    expect(child.exitCode).toBeNull()
    expect([...new Set(load.answers)].sort()).toEqual(['200', '503 with Retry-After'])
    const lost = []
    for (const id of load.acknowledged)
      if ((await fetch(`${url}/api/predictions/${id}/calls`)).status !== 200) lost.push(id)
    expect(lost).toEqual([])
  })
})

interface Load {
  /** ids of stored submissions whose answers came */
  readonly acknowledged: string[]
  readonly answers: string[]
  stop(): Promise<void>
}

/** Clients that submit a row each, again and again, as each answer comes. */
function startLoad(url: string): Load {
  const [acknowledged, answers]: [string[], string[]] = [[], []]
  let stopped = false
  const client = async () => {
    while (!stopped) {
      const answer = await fetch(`${url}/api/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rows: [KOIS[0]] }),
      })
      const wait = /^\d+$/.test(answer.headers.get('retry-after') ?? '') ? ' with Retry-After' : ''
      answers.push(`${answer.status}${wait}`)
      const said: unknown = await answer.json()
      if (answer.status === 200 && typeof said === 'object' && said && 'prediction_id' in said)
        acknowledged.push(String(said.prediction_id))
      // a client that was refused does not hammer
      await sleep(answer.status === 200 ? 5 : 100)
    }
  }
  const clients = Array.from({ length: CLIENTS }, client)
  return {
    acknowledged,
    answers,
    async stop() {
      stopped = true
      await Promise.all(clients)
    },
  }
}
