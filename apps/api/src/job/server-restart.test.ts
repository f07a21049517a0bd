import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../db/client.ts'
import { makePostgres, postgresPrograms } from '../testing/throwaway-postgres.ts'
import { isFinal } from './job-record.ts'
import { openJobs } from './jobs.ts'

/** Longer than a lease: whoever works cannot say that he is alive. */
const AWAY_MS = 10_000

describe.skipIf(!postgresPrograms)('jobs whose PostgreSQL is killed and comes back', () => {
  it(
    'are all completed, those that ran and those that waited, each with effect once',
    { timeout: 120_000 },
    async () => {
      const server = await makePostgres()
      const home = await mkdtemp(join(tmpdir(), 'vouch-restart-'))
      await server.start()
      const settings = { DATABASE_URL: server.url, VOUCH_HOME: home }
      const database = await openDatabase(settings, { onError: () => undefined, template: null })
      const jobs = openJobs({ database, log: pino({ level: 'silent' }), redisUrl: undefined, anonymousDays: 7 })
      try {
        jobs.work(
          {
            test: { deadlineMs: 60_000, run: async ({ signal }) => ({ result: await sleep(500, 'done', { signal }) }) },
          },
          2,
        )
        const started = await Promise.all(
          Array.from({ length: 12 }, () =>
            jobs.start({ kind: 'test', accountId: null, input: null, fileSha256: null }),
          ),
        )
        await sleep(700)
        await server.kill()
        await sleep(AWAY_MS)
        await server.start()
        for (const { id } of started)
          await expect
            .poll(async () => (await jobs.find(id))?.state, { timeout: 60_000, interval: 200 })
            .toBe('completed')
        for (const { id } of started) {
          const ends = []
          for await (const record of jobs.watch(id, -1, AbortSignal.timeout(10_000)))
            if (isFinal(record)) ends.push(record)
          expect(ends).toHaveLength(1)
        }
      } finally {
        await jobs.close()
        await database.close()
        await server.remove()
        await rm(home, { recursive: true, force: true })
      }
    },
  )
})
