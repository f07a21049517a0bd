import { ServerResponse } from 'node:http'
import { parquetReadObjects } from 'hyparquet'
import { openTable } from '@vouch/core/table/open-table'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { RetryLater } from '../limit/retry-later.ts'
import { KOIS, postJson, postTable, readCalls, readProblem, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { contentDisposition } from './download-route.ts'

describe('a download', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.end())
  const download = (id: string | null, format: string) =>
    fetch(`${server.url}/api/predictions/${id}/download?format=${format}`)

  it('holds the same calls in every format, and every row of the upload', async () => {
    const rows = [...KOIS, { ...KOIS[0], kepoi_name: 'K5', koi_period: null }]
    const { prediction_id, predictions } = await readCalls(await postTable(server.url, toCsv(rows)))
    const lines = (await (await download(prediction_id, 'ndjson')).text())
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    const file = await (await download(prediction_id, 'parquet')).arrayBuffer()
    expect(await parquetReadObjects({ file })).toEqual(lines)
    expect(lines).toHaveLength(5)
    expect(lines[4]).toMatchObject({
      row: 4,
      id: 'K5',
      prediction: null,
      probability: null,
      reason: 'no orbital period',
    })
    for (const [i, { features, ...call }] of predictions.entries())
      expect(lines[i]).toEqual({ ...call, ...features, reason: null })
    const csv = (await (await download(prediction_id, 'csv')).text()).trimEnd().split('\r\n')
    expect(csv[0]).toBe(
      'row,id,prediction,probability,abstained,orbital_period,planet_radius,transit_duration,reason,fragile,flip_rate',
    )
    expect(csv).toHaveLength(6)
    expect(csv[1]).toBe(`0,K00001.01,PLANET,${predictions[0]?.probability},false,3.5,2.1,2.5,,,`)
  })

  it('makes harmless what a spreadsheet would run as a formula, and leaves numbers numbers', async () => {
    const names = ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\ttab', '＝1', '-5', 'a,"b"']
    const { prediction_id } = await readCalls(
      await postJson(server.url, { rows: names.map((name) => ({ kepoi_name: name, koi_period: 3, koi_depth: 100 })) }),
    )
    const csv = await (await download(prediction_id, 'csv')).text()
    for (const name of ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '＝1']) expect(csv).toContain(`,'${name},PLANET,`)
    expect(csv).toContain(',-5,PLANET,')
    const limits = { bytes: 1e6, unpackedBytes: 1e6, rows: 100, columns: 100, cellBytes: 1000 }
    const table = await openTable(new Blob([csv]), { limits })
    const ids: unknown[] = []
    for await (const { columns } of table.chunks([{ index: 1, kind: 'text' }])) ids.push(...(columns[0] ?? []))
    expect(ids).toEqual(names.map((name) => name.trim()))
  })

  it('streams more rows than one piece, none lost at the seams', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ kepoi_name: `K${i}`, koi_period: 1 + i, koi_depth: 100 }))
    const { prediction_id } = await readCalls(await postTable(server.url, toCsv(rows)))
    const lines = (await (await download(prediction_id, 'csv')).text()).trimEnd().split('\r\n')
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2).join())).toEqual(
      rows.map(({ kepoi_name }, i) => `${i},${kepoi_name}`),
    )
    const file = await (await download(prediction_id, 'parquet')).arrayBuffer()
    expect(await parquetReadObjects({ file, rowStart: 19_998, rowEnd: 20_000, columns: ['row', 'id'] })).toEqual([
      { row: 19_998, id: 'K19998' },
      { row: 19_999, id: 'K19999' },
    ])
  })

  it('hands over little at a time, so that it is seen when a client takes nothing', async () => {
    const rows = Array.from({ length: 16_384 }, (_, i) => ({ kepoi_name: `K${i}`, koi_period: 1 + i, koi_depth: 100 }))
    const { prediction_id } = await readCalls(await postTable(server.url, toCsv(rows)))
    const write = vi.spyOn(ServerResponse.prototype, 'write')
    const { length } = await (await download(prediction_id, 'ndjson')).text()
    const parts = write.mock.calls.map(([part]) => part.length)
    write.mockRestore()
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(length)
    expect(Math.max(...parts)).toBeLessThanOrEqual(256 << 10)
  })

  it('is one of a bounded number: who has his share waits, and is told to come again', async () => {
    const { prediction_id } = await readCalls(await postTable(server.url, toCsv(KOIS)))
    const enter = vi
      .spyOn(server.services.downloads, 'enter')
      .mockRejectedValueOnce(new RetryLater('unavailable', 'Full.', 5))
    const refused = await download(prediction_id, 'csv')
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('content-disposition')]).toEqual([
      503,
      '5',
      null,
    ])
    await (await download(prediction_id, 'csv')).text()
    expect(enter).toHaveBeenCalledTimes(2)
    enter.mockRestore()
    await expect.poll(() => server.services.downloads.load).toEqual({ inside: 0, waiting: 0 })
  })

  it('refuses a format it does not know, and an id that is none', async () => {
    const { prediction_id } = await readCalls(await postTable(server.url, toCsv(KOIS)))
    expect(await readProblem(await download(prediction_id, 'xml'))).toMatchObject({
      status: 422,
      errors: [{ field: 'format' }],
    })
    expect(await readProblem(await download('prd_00000000000000000000000000', 'csv'))).toMatchObject({ status: 404 })
    expect(await readProblem(await download('nonsense', 'csv'))).toMatchObject({ status: 404 })
  })
})

describe('contentDisposition', () => {
  it.each([
    ['koi.csv', `attachment; filename="koi-calls.csv"; filename*=UTF-8''koi-calls.csv`],
    [
      '../../etc/pass"wd\r\n.csv.gz',
      `attachment; filename="pass_wd__-calls.csv"; filename*=UTF-8''pass%22wd%0D%0A-calls.csv`,
    ],
    [
      'Kepler’s (1).xlsx',
      `attachment; filename="Kepler_s__1_-calls.csv"; filename*=UTF-8''Kepler%E2%80%99s%20%281%29-calls.csv`,
    ],
    ['\ud800.csv', `attachment; filename="_-calls.csv"; filename*=UTF-8''%EF%BF%BD-calls.csv`],
    ['', `attachment; filename="upload-calls.csv"; filename*=UTF-8''upload-calls.csv`],
  ])('names the download of %j', (upload, header) => {
    expect(contentDisposition(upload, 'csv')).toBe(header)
  })
})
