import { Sample } from '@vouch/contracts/submission'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postTable, readCalls } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

describe('the sample', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.end())
  const get = async () => Sample.strict().parse(await (await fetch(`${server.url}/api/exoplanet/sample`)).json())

  it('is always the same table, and can be called as it is', async () => {
    const [first, second] = await Promise.all([get(), get()])
    expect(second.csv).toBe(first.csv)
    const answer = await readCalls(await postTable(server.url, first.csv))
    expect(answer.total_samples).toBe(400)
    expect(answer.mapping.mission).toBe('koi')
  })

  it('says that it is simulated, and so does every answer made from it', async () => {
    const { note, csv, name } = await get()
    expect([note, csv, name].every((text) => /simulated/i.test(text))).toBe(true)
    expect((await readCalls(await postTable(server.url, csv))).simulated).toBe(true)
  })
})
