import { Account, AccountPage, NewApiKey } from '@vouch/contracts/account'
import { AuditPage } from '@vouch/contracts/audit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient, PASSWORD, type Send, type TestAccount } from '../testing/accounts.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'

describe('an admin', () => {
  let server: TestServer
  let client: ReturnType<typeof accountClient>
  let admin: TestAccount
  let send: Send
  beforeAll(async () => {
    server = await startTestServer({ environment: { RATE_LIMIT: 'off' } })
    client = accountClient(server)
    admin = await client.withRole('admin')
    send = client.as(admin.tokens)
  }, 60_000)
  afterAll(() => server.end())

  const patch = async (id: string, disabled: boolean) => send('PATCH', `/api/accounts/${id}`, { disabled })
  const grant = (id: string, body: object) => send('POST', `/api/accounts/${id}/grants`, body)

  it('sees every account, page by page, and those who ask for a role', async () => {
    const { send: register, email } = client.stranger()
    await register('POST', '/api/auth/register', {
      email,
      password: PASSWORD,
      ask: [{ domain: 'exoplanet', role: 'expert' }],
    })
    await client.member()
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const answer = await send('GET', `/api/accounts?limit=1${cursor && `&cursor=${cursor}`}`)
      const page: AccountPage = AccountPage.strict().parse(await answer.json())
      seen.push(...page.accounts.map((one) => one.id))
      cursor = page.next_cursor
    }
    expect(seen).toEqual([...new Set(seen)].sort().toReversed())
    expect(seen.length).toBeGreaterThanOrEqual(3)
    const asking = AccountPage.parse(await (await send('GET', '/api/accounts?asking=true')).json())
    expect(asking.accounts.map((one) => one.email)).toEqual([email])
  })

  it('finds an account by part of its address, in any case, or by its id, and by nothing that is a pattern', async () => {
    const { id, email } = await client.member()
    const found = async (search: string) => {
      const answer = await send('GET', `/api/accounts?search=${encodeURIComponent(search)}`)
      return AccountPage.parse(await answer.json()).accounts.map((one) => one.id)
    }
    expect(await found(email.slice(0, -3).toUpperCase())).toEqual([id])
    expect(await found(id)).toEqual([id])
    for (const none of ['%', '_', id.slice(0, -1), "' or true --"]) expect(await found(none)).toEqual([])
    expect((await send('GET', '/api/accounts?search=%00')).status).toBe(422)
  })

  it('disables an account at once, and lets it be used again', async () => {
    const { id, email, tokens } = await client.member()
    const own = client.as(tokens)
    const { key } = NewApiKey.parse(
      await (await own('POST', '/api/account/keys', { name: 'k', scopes: ['read'] })).json(),
    )
    expect((await own('GET', '/api/account')).status).toBe(200)
    expect(Account.parse(await (await patch(id, true)).json()).disabled).toBe(true)
    expect((await own('GET', '/api/account')).status).toBe(401)
    expect((await client.withKey(key)('GET', '/api/account')).status).toBe(401)
    const stranger = client.stranger().send
    expect((await stranger('POST', '/auth/refresh', { refresh_token: tokens.refresh_token })).status).toBe(401)
    expect((await stranger('POST', '/api/auth/login', { email, password: PASSWORD })).status).toBe(403)
    expect((await stranger('POST', '/api/auth/login', { email, password: `not ${PASSWORD}` })).status).toBe(401)
    await patch(id, false)
    expect((await client.as(await client.logIn(email))('GET', '/api/account')).status).toBe(200)
    expect((await own('GET', '/api/account')).status).toBe(401)
    expect((await client.withKey(key)('GET', '/api/account')).status).toBe(200)
  })

  it('gives a role and takes it away, and both count at the next request', async () => {
    const { id, tokens } = await client.member()
    const own = client.as(tokens)
    expect((await own('GET', '/api/accounts')).status).toBe(403)
    const given = Account.parse(await (await grant(id, { domain: '*', role: 'admin', give: true })).json())
    expect(given.grants).toContainEqual({ domain: '*', role: 'admin', state: 'given' })
    expect((await own('GET', '/api/accounts')).status).toBe(200)
    await grant(id, { domain: '*', role: 'admin', give: false })
    expect((await own('GET', '/api/accounts')).status).toBe(403)
    expect((await grant(id, { domain: 'exoplanet', role: 'expert', give: true })).status).toBe(200)
    expect((await grant(id, { domain: 'astrology', role: 'expert', give: true })).status).toBe(422)
    expect((await grant('acc_00000000000000000000000000', { domain: '*', role: 'admin', give: true })).status).toBe(404)
    expect((await patch('acc_00000000000000000000000000', true)).status).toBe(404)
  })

  it('cannot be the last one and go', async () => {
    expect((await patch(admin.id, true)).status).toBe(409)
    expect((await grant(admin.id, { domain: '*', role: 'admin', give: false })).status).toBe(409)
    expect((await send('DELETE', '/api/account', { password: PASSWORD })).status).toBe(409)
    const second = await client.withRole('admin')
    const both = await Promise.all([
      client.as(second.tokens)('PATCH', `/api/accounts/${admin.id}`, { disabled: true }),
      patch(second.id, true),
    ])
    const [won, lost] = both.map(({ status }) => status).sort((a, b) => a - b)
    expect([won, [401, 409].includes(lost ?? 0)]).toEqual([200, true])
    const left = both[0]?.status === 200 ? second : admin
    const other = left === admin ? second : admin
    await client.as(left.tokens)('PATCH', `/api/accounts/${other.id}`, { disabled: false })
    admin = left
    send = client.as(left.tokens)
  })

  it('finds in the audit who did what, without a name or an address', async () => {
    const { id, email, tokens } = await client.member()
    const own = client.as(tokens)
    await client.stranger().send('POST', '/api/auth/login', { email, password: 'wrong' })
    await own('PATCH', '/api/account', { name: 'Nobody Else' })
    const { id: key } = NewApiKey.parse(
      await (await own('POST', '/api/account/keys', { name: 'k', scopes: ['read'] })).json(),
    )
    await own('DELETE', `/api/account/keys/${key}`)
    await grant(id, { domain: 'exoplanet', role: 'expert', give: true })
    await own('POST', '/api/account/password', { current: PASSWORD, password: 'violet telescopes at dawn' })
    await own('POST', '/api/auth/logout')
    await patch(id, true)
    await expect
      .poll(async () => {
        const { entries } = AuditPage.parse(await (await send('GET', `/api/audit?subject=${id}`)).json())
        return entries.map(({ action, outcome }) => `${action} ${outcome}`).toReversed()
      })
      .toEqual(
        expect.arrayContaining([
          'account.create done',
          'session.create denied',
          'account.update done',
          'grant.update done',
        ]),
      )
    const { entries } = AuditPage.parse(await (await send('GET', `/api/audit?actor=${id}`)).json())
    const done = entries.map(({ action }) => action).toReversed()
    expect(done).toEqual([
      'account.create',
      'session.create',
      'account.update',
      'key.create',
      'key.delete',
      'account.update',
      'session.delete',
    ])
    const everything = JSON.stringify(AuditPage.parse(await (await send('GET', '/api/audit')).json()))
    expect(everything).not.toContain(email)
    expect(everything).not.toMatch(/Nobody Else|127\.0\.0\.1|::1/)
  })
})
