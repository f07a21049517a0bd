import { writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Catalogue, Evidence } from '@vouch/contracts/domains/exoplanet'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { workOf } from '../../testing/kept.ts'
import { postTable, readCalls, readProblem, toCsv } from '../../testing/requests.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'

const INPUTS = ['log_period', 'log_depth', 'log_duration', 'impact', 'ephemeris_matches']
/** One row of the archive that stands on another star with the same ephemeris as `OWN`. */
const OWN = {
  kepid: 1,
  kepoi_name: 'K1.01',
  koi_period: 12.345,
  koi_time0bk: 140.2,
  koi_depth: 700,
  koi_duration: 3,
  koi_impact: 0.2,
  ra: 290,
  dec: 44,
}
const OTHER = { ...OWN, kepid: 2, kepoi_name: 'K2.01', koi_depth: 90_000 }
const UNLIKE = { ...OWN, kepid: 3, kepoi_name: 'K3.01', koi_period: 33.1 }

const post = ({ url }: TestServer, path: string, body?: unknown) =>
  fetch(
    url + path,
    body === undefined
      ? { method: 'POST' }
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  )
const describeIt = async ({ url }: TestServer) =>
  Catalogue.strict().parse(await (await fetch(`${url}/api/exoplanet/catalogue`)).json())

describe('the catalogue', () => {
  let server: TestServer | null = null
  let archive: Server | null = null
  afterEach(async () => {
    await server?.end()
    await new Promise((resolve) => (archive ? archive.close(resolve) : resolve(null)))
    server = archive = null
  })

  async function start(listener: RequestListener | null): Promise<TestServer> {
    let url = 'http://127.0.0.1:9'
    if (listener) {
      archive = createServer(listener)
      await new Promise<void>((resolve) => archive?.listen(0, '127.0.0.1', resolve))
      url = `http://127.0.0.1:${(archive.address() as AddressInfo).port}`
    }
    server = await startTestServer({
      models: [{ id: 'koi' }, { id: 'koi-catalogue', inputs: INPUTS }],
      environment: { EXOPLANET_ARCHIVE_URL: `${url}/` },
    })
    return server
  }
  it('is fetched from the archive’s TAP service, described, and called like an upload', async () => {
    const asked: string[] = []
    const running = await start((req, res) => {
      asked.push(req.url ?? '')
      res.end(toCsv([OTHER, UNLIKE]))
    })
    expect(await describeIt(running)).toMatchObject({ fetched: false, rows: null, sha256: null })
    expect(await readProblem(await post(running, '/api/exoplanet/catalogue/predict', {}))).toMatchObject({
      status: 404,
    })
    const fetched = Catalogue.parse(await (await post(running, '/api/exoplanet/catalogue/fetch')).json())
    expect(asked).toEqual(['/TAP/sync?query=select+*+from+cumulative&format=csv'])
    expect(fetched).toMatchObject({ fetched: true, rows: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(await describeIt(running)).toEqual(fetched)
    const calls = await readCalls(await post(running, '/api/exoplanet/catalogue/predict', { threshold: 0.4 }))
    expect([calls.predictions.map(({ id }) => id), calls.threshold]).toEqual([['K2.01', 'K3.01'], 0.4])
    expect(await describeIt(running)).toEqual(fetched)
  })

  it('is what catalogue features compare with, named in the receipt and in the input’s hash', async () => {
    const running = await start((_req, res) => res.end(toCsv([OTHER, UNLIKE])))
    const call = async (rows: Parameters<typeof toCsv>[0]) =>
      readCalls(await postTable(running.url, toCsv(rows), { model: 'koi-catalogue' }))
    const alone = await call([OWN])
    expect(alone.context).toEqual({ name: 'the upload alone', sha256: null, rows: 1 })
    const together = await call([OWN, OTHER])
    const fetched = Catalogue.parse(await (await post(running, '/api/exoplanet/catalogue/fetch')).json())
    const compared = await call([OWN])
    expect(compared.context).toEqual({ name: 'koi-cumulative', sha256: fetched.sha256, rows: 2 })
    expect(compared.input_sha256).not.toBe(alone.input_sha256)
    expect(compared.predictions[0]?.probability).toBeLessThan(alone.predictions[0]?.probability ?? 0)
    expect(together.predictions[0]?.probability).toBe(compared.predictions[0]?.probability)
    const path = `${running.url}/api/predictions/${compared.prediction_id}/calls/0`
    const { evidence, call: explained } = Evidence.parse(await (await fetch(path)).json())
    expect(explained?.probability).toBe(compared.predictions[0]?.probability)
    expect(evidence.find(({ name }) => name === 'ephemeris_matches')?.value).toBe(1)
    const rows = await readCalls(await post(running, '/api/predict', { rows: [OWN], model: 'koi-catalogue' }))
    expect(rows.predictions).toEqual(compared.predictions)
  })

  it('may be put there by hand', async () => {
    const running = await start(null)
    const path = join(running.home, 'catalogues', 'koi-cumulative.csv')
    await writeFile(path, toCsv([OWN]))
    expect(await describeIt(running)).toMatchObject({
      fetched: true,
      rows: 1,
      source: expect.stringContaining('by hand'),
    })
    await writeFile(path, toCsv([OWN, UNLIKE]))
    expect(await describeIt(running)).toMatchObject({ rows: 2 })
  })

  it('cannot be fetched without a network, and says so', async () => {
    const problem = await readProblem(await post(await start(null), '/api/exoplanet/catalogue/fetch'))
    expect(problem).toMatchObject({ status: 502, code: 'upstream' })
    expect(problem.detail).toMatch(/Exoplanet Archive.*network/)
  })
})

describe('a catalogue that is there', () => {
  let answer: RequestListener
  let server: TestServer
  const archive = createServer((req, res) => answer(req, res))
  beforeAll(async () => {
    await new Promise<void>((resolve) => archive.listen(0, '127.0.0.1', resolve))
    const { port } = archive.address() as AddressInfo
    server = await startTestServer({
      environment: { EXOPLANET_ARCHIVE_URL: `http://127.0.0.1:${port}/`, MAX_UPLOAD_MB: '1' },
    })
    await writeFile(join(server.home, 'catalogues', 'koi-cumulative.csv'), toCsv([OWN]))
  })
  afterAll(async () => {
    await server.end()
    archive.close()
  })

  it.each([
    ['an error', /status 500/, ((_req, res) => res.writeHead(500).end('oops')) satisfies RequestListener],
    [
      'a page',
      /not a table|empty table/,
      ((_req, res) => res.end('\u0089PNG\r\n\u001a\n\u0000')) satisfies RequestListener,
    ],
    ['nothing', /not a table|empty table/, ((_req, res) => res.end('')) satisfies RequestListener],
    [
      'a header alone',
      /not a table|empty table/,
      ((_req, res) => res.end('kepid,koi_period\n')) satisfies RequestListener,
    ],
    [
      'an answer cut short',
      /cannot be reached/,
      ((_req, res) => {
        res.writeHead(200, { 'content-length': 1000 })
        res.write('kepid,koi_period\n1,2\n')
        res.destroy()
      }) satisfies RequestListener,
    ],
    [
      'more than is taken',
      /MAX_UPLOAD_MB/,
      ((_req, res) => {
        const line = `${'1,'.repeat(5000)}\n`
        const more = (): boolean => (res.destroyed ? false : res.write(line) ? more() : res.once('drain', more) === res)
        more()
      }) satisfies RequestListener,
    ],
  ])('stays when the archive answers with %s', async (_what, detail, listener) => {
    answer = listener
    const problem = await readProblem(await post(server, '/api/exoplanet/catalogue/fetch'))
    expect(problem).toMatchObject({ status: 502, code: 'upstream' })
    expect(problem.detail).toMatch(detail)
    expect(await describeIt(server)).toMatchObject({ rows: 1 })
    expect(await workOf(server.home)).toEqual([])
  })
})
