import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KOIS, tableForm, toCsv } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

describe('tRPC over HTTP', () => {
  let server: TestServer
  let lines = ''
  beforeAll(async () => {
    const logTo = { write: (line: string) => void (lines += line) }
    server = await startTestServer({ environment: { LOG_LEVEL: 'info' }, logTo })
  })
  afterAll(() => server.end())

  const post = (path: string, body: string, type = 'application/json') =>
    fetch(`${server.url}/trpc/${path}`, { method: 'POST', headers: { 'content-type': type }, body })

  it.each([
    ['21 calls', `${'model.list,'.repeat(20)}model.list?batch=1&input=%7B%7D`],
    ['1,000 calls', `${'health.get,'.repeat(999)}health.get?batch=1`],
    ['5,000 commas', `${','.repeat(5000)}?batch=1`],
    ['5,000 commas that are no batch', ','.repeat(5000)],
  ])('refuses %s before anything is done for any of them', async (_name, path) => {
    const response = await fetch(`${server.url}/trpc/${path}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { data: { code: 'BAD_REQUEST', problem: { code: 'bad_request' } } },
    })
  })

  it('answers 20 calls at once', async () => {
    const response = await fetch(`${server.url}/trpc/${'health.live,'.repeat(19)}health.live?batch=1`)
    expect([response.status, await response.json()]).toEqual([
      200,
      Array.from({ length: 20 }, () => ({ result: { data: { status: 'alive' } } })),
    ])
  })

  it('refuses what it cannot read with a reason, and never a stack', async () => {
    const answers = await Promise.all([
      post('exoplanet.predict', '{"rows":'),
      post('exoplanet.predict', 'null'),
      post('exoplanet.predict', JSON.stringify({ rows: 7 })),
      post('exoplanet.predict', 'a=1', 'text/plain'),
      post('exoplanet.predictTable', 'x', 'multipart/form-data'),
      post('exoplanet.predictTable', '--a\r\n', 'multipart/form-data; boundary=a'),
      post('nothing.here', '{}'),
      post('model.list', '{}'),
      post('exoplanet.predict,exoplanet.predict?batch=1', '{"0":'),
      fetch(`${server.url}/trpc/prediction.get?input=%7B`),
      fetch(`${server.url}/trpc/exoplanet.predict`),
      fetch(`${server.url}/trpc/`),
    ])
    for (const response of answers) {
      const text = await response.text()
      expect([response.status, text]).toEqual([
        expect.toSatisfy((status: number) => status >= 400 && status < 500),
        text,
      ])
      expect(text).not.toMatch(/node_modules|\.ts:|\.js:|at \w+ \(|"stack"/)
      expect(text).toContain('"message"')
    }
    expect(lines).not.toMatch(/"level":50/)
  })

  it('refuses a body that is too large when it has been read away, said or not', async () => {
    const big = JSON.stringify({ rows: [{ a: 'x'.repeat(9 << 20) }] })
    expect((await post('exoplanet.predict', big)).status).toBe(413)
    const pieces = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 9; i++) controller.enqueue(new Uint8Array(1 << 20))
        controller.close()
      },
    })
    const streamed = await fetch(`${server.url}/trpc/exoplanet.predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: pieces,
      duplex: 'half',
    })
    expect(streamed.status).toBe(413)
  })

  it('has a form’s file on disk, one form at a time', async () => {
    const send = (path: string) =>
      fetch(`${server.url}/trpc/${path}`, { method: 'POST', body: tableForm(toCsv(KOIS), { model: 'koi' }) })
    expect(await (await send('exoplanet.predictTable')).json()).toMatchObject({
      result: { data: { success: true, total_samples: 4 } },
    })
    expect((await send('exoplanet.predictTable,exoplanet.predictTable?batch=1')).status).toBe(404)
  })
})
