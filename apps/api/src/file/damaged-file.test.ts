import { PassThrough } from 'node:stream'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { PredictOutput } from '@vouch/contracts/domains/exoplanet'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prediction } from '../db/schema/predictions.ts'
import { upload } from '../db/schema/files.ts'
import { createId } from '../id.ts'
import { TABLE_JOB } from '../prediction/table-job.ts'
import { KOIS, postTable, readProblem, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { makeTestPlace, serverRuns, type TestPlace } from '../testing/test-database.ts'

/** Enough that both files lie in the folder. */
const ROWS = 6000

describe.each(['pglite', 'postgresql'] as const)('a stored file that has changed (%s)', (kind) => {
  describe.skipIf(kind === 'postgresql' && !serverRuns)('on the disk', () => {
    let place: TestPlace
    let server: TestServer
    let log = ''
    beforeAll(async () => {
      place = await makeTestPlace(kind)
      const logTo = new PassThrough().on('data', (piece: Buffer) => (log += piece.toString()))
      server = await startTestServer({ environment: { ...place.settings, LOG_LEVEL: 'warn' }, logTo })
    }, 60_000)
    afterAll(async () => {
      await server.end()
      await place.remove()
    })

    async function submit(name: string): Promise<{ id: string; calls: string; table: string }> {
      const rows = Array.from({ length: ROWS }, (_, i) => ({
        ...KOIS[i % 4],
        kepoi_name: `${name}-${Math.imul(i, 2654435761).toString(36)}`,
        koi_period: 1 + Math.sin(i) ** 2,
      }))
      const { prediction_id: id } = PredictOutput.parse(await (await postTable(server.url, toCsv(rows))).json())
      const [row] = await server.services.database.sql
        .select({ calls: prediction.callsSha256, table: upload.sha256 })
        .from(prediction)
        .innerJoin(upload, eq(upload.id, prediction.uploadId))
        .where(eq(prediction.id, String(id)))
      return { id: String(id), calls: row?.calls ?? '', table: row?.table ?? '' }
    }
    async function flipBit(sha256: string): Promise<void> {
      const handle = await open(join(place.settings.VOUCH_HOME, 'files', sha256.slice(0, 2), sha256), 'r+')
      const byte = Buffer.alloc(1)
      await handle.read(byte, 0, 1, 1000)
      byte[0]! ^= 1
      await handle.write(byte, 0, 1, 1000)
      await handle.close()
    }
    const get = (path: string) => fetch(`${server.url}/api/predictions/${path}`)
    const refusal = { status: 500, code: 'failure', detail: expect.stringMatching(/damaged/) }

    it('is not shown, not downloaded and not explained from, which the log says, and others are', async () => {
      const [changed, whole] = [await submit('changed'), await submit('whole')]
      const pages = (id: string) => [
        `${id}/calls?limit=10`,
        ...['csv', 'ndjson', 'parquet'].map((format) => `${id}/download?format=${format}`),
      ]
      for (const { id } of [changed, whole]) for (const page of pages(id)) expect((await get(page)).status).toBe(200)
      await flipBit(changed.calls)
      for (const page of pages(changed.id)) {
        log = ''
        const problem = await readProblem(await get(page))
        expect(problem).toMatchObject(refusal)
        expect(JSON.stringify(problem)).not.toContain(changed.calls)
        expect(log).toMatch(new RegExp(`"level":"?(50|error).*damaged.*${changed.calls}`))
      }
      for (const page of pages(whole.id)) expect((await get(page)).status).toBe(200)
      expect((await get(changed.id)).status).toBe(200)
    })

    it('is an upload that its calls are read without, and that no reason is given from', async () => {
      const [changed, whole] = [await submit('upload'), await submit('another')]
      await flipBit(changed.table)
      expect((await get(`${changed.id}/calls?limit=10`)).status).toBe(200)
      expect(await readProblem(await get(`${changed.id}/calls/3`))).toMatchObject(refusal)
      expect((await get(`${whole.id}/calls/3`)).status).toBe(200)
    })

    it('is not worked on: its job fails and says why', async () => {
      const [changed, whole] = [await submit('job'), await submit('whole job')]
      await flipBit(changed.table)
      const start = ({ table }: { table: string }) => {
        const input = {
          domain: 'exoplanet',
          model: 'koi',
          model_sha256: server.services.models.findReady('koi').folder.manifest.graph.sha256,
          threshold: 0.5,
          prediction_id: createId('prd', Date.now()),
          created_at: new Date().toISOString(),
          upload: { sha256: table, bytes: 1, name: 'koi.csv', kind: 'table' },
          fragile: false,
          context: null,
        }
        return server.services.jobs.start({ kind: TABLE_JOB, accountId: null, input, fileSha256: table })
      }
      const [failing, done] = [await start(changed), await start(whole)]
      const end = async ({ id }: { id: string }) => {
        const found = await server.services.jobs.find(id)
        return { state: found?.state, reason: found?.reason }
      }
      const timeout = 30_000
      await expect.poll(() => end(done), { timeout }).toMatchObject({ state: 'completed' })
      await expect
        .poll(() => end(failing), { timeout })
        .toEqual({ state: 'failed', reason: expect.stringMatching(/damaged/) })
    })
  })
})
