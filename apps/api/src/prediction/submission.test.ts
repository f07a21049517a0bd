import { createHash } from 'node:crypto'
import { CallPage, Evidence, Receipt, StoredReceipt } from '@vouch/contracts/domains/exoplanet'
import { PredictionId } from '@vouch/contracts/prediction'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countKept } from '../testing/kept.ts'
import { KOIS, postJson, postTable, readCalls, readProblem, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { makeTestPlace, serverRuns, type TestPlace } from '../testing/test-database.ts'

/** More than lies in a row: its upload and its calls are files in the folder. */
const MANY = Array.from({ length: 3000 }, (_, i) => ({ ...KOIS[i % 4], kepoi_name: `K${i}`, koi_period: 1 + i / 100 }))

describe.each(['pglite', 'postgresql'] as const)('a submission (%s)', (kind) => {
  describe.skipIf(kind === 'postgresql' && !serverRuns)('on a server', () => {
    let place: TestPlace
    let server: TestServer
    beforeAll(async () => {
      place = await makeTestPlace(kind)
      const { DATABASE_URL } = place.settings
      server = await startTestServer({
        environment: DATABASE_URL === undefined ? {} : { DATABASE_URL },
      })
    }, 60_000)
    afterAll(async () => {
      await server.end()
      await place.remove()
    })
    const kept = () => countKept(server.services.database, server.home)
    const get = async (path: string): Promise<unknown> => (await fetch(`${server.url}/api/predictions/${path}`)).json()
    const callsHash = async (id: string | null) => {
      const file = await fetch(`${server.url}/api/predictions/${id}/download?format=parquet`)
      return createHash('sha256')
        .update(Buffer.from(await file.arrayBuffer()))
        .digest('hex')
    }

    it.each([
      ['a few rows', () => postJson(server.url, { rows: KOIS }), 4],
      ['a small table', () => postTable(server.url, toCsv(KOIS)), 4],
      ['a large table', () => postTable(server.url, toCsv(MANY)), 3000],
    ] as const)('of %s is kept whole: its receipt, its calls and its upload', async (_what, send, rows) => {
      const { predictions, not_assessed: _, next_cursor: __, ...receipt } = await readCalls(await send())
      const id = PredictionId.parse(receipt.prediction_id)
      expect(StoredReceipt.strict().parse(await get(id))).toEqual({ ...receipt, blind: false })
      expect(CallPage.parse(await get(`${id}/calls`)).predictions).toEqual(predictions.slice(0, 1000))
      const last = Evidence.parse(await get(`${id}/calls/${rows - 1}`))
      expect(last.call).toMatchObject({ row: rows - 1, probability: predictions[rows - 1]?.probability })
      const csv = await (await fetch(`${server.url}/api/predictions/${id}/download`)).text()
      expect(csv.trimEnd().split('\r\n')).toHaveLength(rows + 1)
      expect((await kept()).work).toEqual([])
    })

    it('made twice of the same has two ids, one hash of its input, and one file of calls, byte for byte', async () => {
      for (const send of [
        () => postJson(server.url, { rows: KOIS }),
        () => postTable(server.url, toCsv(KOIS)),
        () => postTable(server.url, toCsv(MANY)),
      ]) {
        const [first, before] = [await readCalls(await send()), await kept()]
        const [second, after] = [await readCalls(await send()), await kept()]
        expect(second.prediction_id).not.toBe(first.prediction_id)
        expect(second.input_sha256).toBe(first.input_sha256)
        expect(second.predictions).toEqual(first.predictions)
        expect(await callsHash(second.prediction_id)).toBe(await callsHash(first.prediction_id))
        expect([after.predictions, after.files]).toEqual([(before.predictions ?? 0) + 1, before.files])
      }
      const other = await readCalls(await postJson(server.url, { rows: KOIS.slice(1) }))
      const threshold = await readCalls(await postJson(server.url, { rows: KOIS, threshold: 0.9 }))
      const plain = await readCalls(await postJson(server.url, { rows: KOIS }))
      expect(other.input_sha256).not.toBe(plain.input_sha256)
      expect(threshold.input_sha256).toBe(plain.input_sha256)
      expect(await callsHash(threshold.prediction_id)).not.toBe(await callsHash(plain.prediction_id))
    })

    it('leaves nothing anywhere with store=false, and none that was refused leaves a trace', async () => {
      const before = await kept()
      for (const csv of [toCsv(KOIS), toCsv(MANY)])
        expect((await readCalls(await postTable(server.url, csv, { store: 'false' }))).prediction_id).toBeNull()
      expect((await readCalls(await postJson(server.url, { rows: KOIS, store: false }))).prediction_id).toBeNull()
      expect((await readCalls(await postJson(server.url, { rows: MANY, store: false }))).prediction_id).toBeNull()
      await readProblem(await postTable(server.url, 'a,b\n1,2\n'))
      await readProblem(await postTable(server.url, '\u0000\u0001'))
      await readProblem(await postTable(server.url, toCsv(KOIS), { model: 'none' }))
      expect(await kept()).toEqual(before)
    })

    it('is kept whatever its names hold', async () => {
      const odd = { koi_period: 3, koi_depth: 500, 'a\u0000\ud800\\u0000': 1, '\\ud800"': 2, '💫': 3 }
      const answer = await readCalls(await postJson(server.url, { rows: [odd] }))
      const stored = Receipt.parse(await get(String(answer.prediction_id)))
      expect(stored.mapping.ignored).toEqual(['a\ufffd\ufffd\\u0000', '\\ud800"', '💫'])
      const boundary = 'x'
      const part = `--x\r\nContent-Disposition: form-data; name="file"; filename*=utf-8''a%00%E2%80%AE%27%3B--.csv\r\n\r\n`
      const named = await fetch(`${server.url}/api/predict`, {
        method: 'POST',
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: `${part}${toCsv(KOIS)}\r\n--x--\r\n`,
      })
      const { prediction_id } = await readCalls(named)
      const download = await fetch(`${server.url}/api/predictions/${prediction_id}/download`)
      expect(download.headers.get('content-disposition')).toContain(
        "filename*=UTF-8''a%EF%BF%BD%E2%80%AE%27%3B---calls.csv",
      )
    })

    it('that many send at once is kept for each of them, and each reads its own', async () => {
      const rows = Array.from({ length: 120 }, (_, i) => ({
        kepoi_name: `S${i}`,
        koi_period: 1 + i,
        koi_depth: 50 + i,
      }))
      const before = await kept()
      const answers = await Promise.all(rows.map(async (row) => readCalls(await postJson(server.url, { rows: [row] }))))
      for (const [i, answer] of answers.entries()) {
        const page = CallPage.parse(await get(`${String(answer.prediction_id)}/calls`))
        expect(page.predictions).toEqual(answer.predictions)
        expect(page.predictions[0]?.id).toBe(`S${i}`)
      }
      expect((await kept()).predictions).toBe((before.predictions ?? 0) + 120)
    })

    it.each([
      'prd_00000000000000000000000000',
      'prd_x',
      'trn_00000000000000000000000000',
      '..%2f..%2fx',
      '%00',
      '__proto__',
    ])('is not there under %s', async (id) => {
      for (const path of ['', '/calls', '/calls/0', '/download'])
        expect(await readProblem(await fetch(`${server.url}/api/predictions/${id}${path}`))).toMatchObject({
          status: 404,
          code: 'not_found',
        })
    })
  })
})
