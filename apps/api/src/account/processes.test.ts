import { Tokens } from '@vouch/contracts/account'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient, PASSWORD } from '../testing/accounts.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { makeTestPlace, serverRuns, type TestPlace } from '../testing/test-database.ts'

/** Longer than a process goes by what it read. */
const SEEN_MS = 8000

describe.skipIf(!serverRuns)('accounts of two processes on one PostgreSQL', () => {
  let place: TestPlace
  let servers: readonly TestServer[]
  let clients: readonly [ReturnType<typeof accountClient>, ReturnType<typeof accountClient>]
  beforeAll(async () => {
    place = await makeTestPlace('postgresql')
    const environment = { RATE_LIMIT: 'off', DATABASE_URL: place.settings.DATABASE_URL ?? '' }
    const both = [await startTestServer({ environment }), await startTestServer({ environment })] as const
    servers = both
    clients = [accountClient(both[0]), accountClient(both[1])]
  }, 60_000)
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.end()))
    await place.remove()
  })

  const status = async (client: ReturnType<typeof accountClient>, tokens: Pick<Tokens, 'access_token'>) =>
    (await client.as(tokens)('GET', '/api/account')).status

  it('hold in both, for the secret is one', async () => {
    const [here, there] = clients
    const { tokens } = await here.member()
    expect(await status(there, tokens)).toBe(200)
    const renewed = await there.stranger().send('POST', '/auth/refresh', { refresh_token: tokens.refresh_token })
    expect(await status(here, Tokens.parse(await renewed.json()))).toBe(200)
  })

  it('give one winner when a refresh token comes to both at once', async () => {
    for (let round = 0; round < 3; round++) {
      const { tokens } = await clients[0].member()
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          clients[i % 2 === 0 ? 0 : 1]
            .stranger()
            .send('POST', '/auth/refresh', { refresh_token: tokens.refresh_token }),
        ),
      )
      const statuses = answers.map((answer) => answer.status)
      expect(statuses.sort((a, b) => a - b)).toEqual([200, 401, 401, 401, 401, 401, 401, 401])
    }
  })

  it('are refused by both soon after one of them was told so', async () => {
    const [here, there] = clients
    const member = await here.member()
    const admin = await here.withRole('admin')
    const other = await here.logIn(member.email)
    expect([await status(there, member.tokens), await status(there, other)]).toEqual([200, 200])
    await here.as(other)('POST', '/api/auth/logout')
    expect(await status(here, other)).toBe(401)
    await expect.poll(() => status(there, other), { timeout: SEEN_MS }).toBe(401)
    await here.as(admin.tokens)('PATCH', `/api/accounts/${member.id}`, { disabled: true })
    await expect.poll(() => status(there, member.tokens), { timeout: SEEN_MS }).toBe(401)
    expect((await there.as(admin.tokens)('GET', '/api/accounts')).status).toBe(200)
    const second = await here.withRole('admin')
    await here.as(second.tokens)('POST', `/api/accounts/${admin.id}/grants`, {
      domain: '*',
      role: 'admin',
      give: false,
    })
    await expect
      .poll(async () => (await there.as(admin.tokens)('GET', '/api/accounts')).status, { timeout: SEEN_MS })
      .toBe(403)
  }, 60_000)

  it('count the guesses that come to either', async () => {
    const { email } = clients[0].stranger()
    const guess = (i: number) =>
      clients[i % 2 === 0 ? 0 : 1].stranger().send('POST', '/api/auth/login', { email, password: `${PASSWORD} ${i}` })
    const answers = []
    for (let i = 0; i < 8; i++) answers.push((await guess(i)).status)
    expect(answers.slice(0, 6)).toEqual([401, 401, 401, 401, 401, 429])
  })
})
