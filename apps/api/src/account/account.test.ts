import { Account, ApiKeyList, NewApiKey, Tokens } from '@vouch/contracts/account'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { account, apiKey, refreshToken, session } from '../db/schema/accounts.ts'
import { audit } from '../db/schema/audit.ts'
import { readProblem } from '../testing/requests.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { accountClient, PASSWORD } from '../testing/accounts.ts'
import { offerSetup } from './offer-setup.ts'
import { addSetupToken } from './secret-store.ts'

describe('accounts', () => {
  let server: TestServer
  let client: ReturnType<typeof accountClient>
  beforeAll(async () => {
    server = await startTestServer({ environment: { RATE_LIMIT: 'off' } })
    client = accountClient(server)
  }, 60_000)
  afterAll(() => server.end())

  it('takes who registers, logs in, reads his account, and leaves', async () => {
    const { send, email } = client.stranger()
    const made = await send('POST', '/api/auth/register', {
      email: email.toUpperCase(),
      password: PASSWORD,
      name: 'Ada',
    })
    expect([made.status, await made.json()]).toEqual([201, { email, asked: [] }])
    expect(made.headers.get('cache-control')).toBe('no-store')
    const tokens = await client.logIn(email)
    const me = await client.as(tokens)('GET', '/api/account')
    expect(Account.strict().parse(await me.json())).toMatchObject({
      email,
      name: 'Ada',
      disabled: false,
      grants: [{ domain: '*', role: 'member', state: 'given' }],
    })
    const out = await client.as(tokens)('POST', '/api/auth/logout')
    expect([out.status, await out.text()]).toEqual([204, ''])
    expect(await readProblem(await client.as(tokens)('GET', '/api/account'))).toMatchObject({ code: 'unauthorized' })
    const again = await send('POST', '/auth/refresh', { refresh_token: tokens.refresh_token })
    expect(again.status).toBe(401)
  })

  it('serves the password form of OAuth 2 to its clients', async () => {
    const { email } = await client.member()
    const form = (fields: Record<string, string>) =>
      fetch(`${server.url}/auth/token`, { method: 'POST', body: new URLSearchParams(fields) })
    const answer = await form({ grant_type: 'password', username: email, password: PASSWORD, scope: '', client_id: '' })
    const tokens = Tokens.strict().parse(await answer.json())
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 900, refresh_token: expect.any(String) })
    const next = await fetch(`${server.url}/auth/refresh`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' }),
    })
    expect(next.status).toBe(200)
    expect((await form({ grant_type: 'client_credentials', username: email, password: PASSWORD })).status).toBe(422)
    expect((await form({ username: email, password: 'x' })).status).toBe(401)
    const json = await fetch(`${server.url}/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(json.status).toBe(415)
  })

  it('keeps nothing of passwords, tokens and keys but hashes', async () => {
    const { email, tokens, id } = await client.member()
    const answer = await client.as(tokens)('POST', '/api/account/keys', { name: 'robot', scopes: ['read'] })
    const { key } = NewApiKey.strict().parse(await answer.json())
    expect(key).toMatch(/^vk_[\w-]{43}$/)
    const { sql: database } = server.services.database
    const kept = JSON.stringify(
      await Promise.all([
        database.select().from(account).where(eq(account.id, id)),
        database.select().from(session),
        database.select().from(refreshToken),
        database.select().from(apiKey),
        database.select().from(audit),
      ]),
    )
    expect(kept).toContain(email)
    expect(kept).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
    for (const secret of [PASSWORD, tokens.refresh_token, tokens.access_token, key]) expect(kept).not.toContain(secret)
  })

  it('tells nobody whether an address has an account', async () => {
    const { email } = await client.member()
    const { send } = client.stranger()
    const again = await send('POST', '/api/auth/register', { email, password: `another ${PASSWORD}` })
    expect([again.status, await again.json()]).toEqual([201, { email, asked: [] }])
    const answers = await Promise.all(
      [email, 'nobody@example.org', 'no address'].map(async (address) => {
        const { request_id: _, ...problem } = await readProblem(
          await client.stranger().send('POST', '/api/auth/login', { email: address, password: `another ${PASSWORD}` }),
        )
        return problem
      }),
    )
    expect(answers[0]).toMatchObject({ status: 401, code: 'unauthorized' })
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    expect((await client.logIn(email)).access_token).toBeTruthy()
  })

  it.each([
    ['fourteen chars', 422],
    ['🐎🔋📎🦓🐎🔋📎🦓🐎🔋📎🦓🐎🔋', 422],
    ['🐎🔋📎🦓🐎🔋📎🦓🐎🔋📎🦓🐎🔋📎', 201],
    ['x7'.repeat(32), 201],
    ['пароль-лошадь-батарея', 201],
    ['all lower case and spaces', 201],
    ['ö'.normalize('NFD').repeat(8), 422],
    ['z'.repeat(257), 422],
    ['zebra \ud800 crossing at noon', 422],
    ['passwordpassword', 422],
  ])('takes or refuses the new password %s with %i', async (password, status) => {
    const { send, email } = client.stranger()
    const answer = await send('POST', '/api/auth/register', { email, password })
    expect(answer.status).toBe(status)
    const text = await answer.text()
    expect(text).not.toContain(password)
    if (status === 422) expect(text).toContain('"field":"password"')
    else expect((await client.logIn(email, password.normalize('NFKC'))).access_token).toBeTruthy()
  })

  it('compares passwords to their last character, and by their case', async () => {
    const long = `${'A'.repeat(79)}z`
    const { send, email } = client.stranger()
    await send('POST', '/api/auth/register', { email, password: long })
    for (const close of [long.slice(0, 72), long.slice(0, 79), long.toLowerCase()])
      expect((await client.stranger().send('POST', '/api/auth/login', { email, password: close })).status).toBe(401)
    expect((await client.logIn(email, long)).access_token).toBeTruthy()
  })

  it('takes nothing from who registers but what it asks for', async () => {
    const { send, email } = client.stranger()
    await send('POST', '/api/auth/register', {
      email,
      password: PASSWORD,
      role: 'admin',
      grants: [{ domain: '*', role: 'admin', state: 'given' }],
      id: 'acc_mine',
      is_admin: true,
      created_at: '2000-01-01T00:00:00Z',
      ask: [{ domain: 'exoplanet', role: 'expert' }],
    })
    const me = Account.parse(await (await client.as(await client.logIn(email))('GET', '/api/account')).json())
    expect(me.grants).toEqual([
      { domain: '*', role: 'member', state: 'given' },
      { domain: 'exoplanet', role: 'expert', state: 'asked' },
    ])
    expect(me.id).not.toBe('acc_mine')
    const admin = await client.stranger().send('POST', '/api/auth/register', {
      email: 'x@example.org',
      password: PASSWORD,
      ask: [{ domain: 'exoplanet', role: 'admin' }],
    })
    expect(admin.status).toBe(422)
  })

  it('changes a name and a password, and ends every other log-in with it', async () => {
    const { email, tokens } = await client.member()
    const other = await client.logIn(email)
    const send = client.as(tokens)
    expect(
      await (await send('PATCH', '/api/account', { name: 'Grace', id: 'acc_1', grants: [] })).json(),
    ).toMatchObject({
      name: 'Grace',
      email,
    })
    const next = 'violet telescopes at midnight'
    const wrong = await readProblem(await send('POST', '/api/account/password', { current: 'wrong', password: next }))
    expect(wrong).toMatchObject({ status: 422, errors: [{ field: 'current' }] })
    expect((await send('POST', '/api/account/password', { current: PASSWORD, password: next })).status).toBe(204)
    expect((await send('GET', '/api/account')).status).toBe(200)
    expect((await client.as(other)('GET', '/api/account')).status).toBe(401)
    expect((await client.stranger().send('POST', '/auth/refresh', { refresh_token: other.refresh_token })).status).toBe(
      401,
    )
    expect((await client.stranger().send('POST', '/api/auth/login', { email, password: PASSWORD })).status).toBe(401)
    expect((await client.logIn(email, next)).access_token).toBeTruthy()
  })

  it('erases all that is personal of a deleted account, and lets its address be used again', async () => {
    const { id, email, tokens } = await client.member()
    const send = client.as(tokens)
    const { key } = NewApiKey.parse(
      await (await send('POST', '/api/account/keys', { name: 'k', scopes: ['read'] })).json(),
    )
    expect((await send('DELETE', '/api/account', { password: 'wrong' })).status).toBe(422)
    expect((await send('DELETE', '/api/account', { password: PASSWORD })).status).toBe(204)
    expect((await send('GET', '/api/account')).status).toBe(401)
    expect((await client.withKey(key)('GET', '/api/models')).status).toBe(401)
    const { sql: database } = server.services.database
    const [row] = await database.select().from(account).where(eq(account.id, id))
    expect(row).toMatchObject({ id, email: null, name: null, passwordHash: null, deletedAt: expect.any(Date) })
    expect(await database.select().from(session).where(eq(session.accountId, id))).toEqual([])
    expect(JSON.stringify(await database.select().from(audit))).not.toContain(email)
    await client.stranger().send('POST', '/api/auth/register', { email, password: PASSWORD })
    expect((await client.logIn(email)).access_token).toBeTruthy()
  })

  it('gives API keys that do what their scopes say, until they are taken back or over', async () => {
    const { tokens } = await client.member()
    const send = client.as(tokens)
    const create = async (body: object) => {
      const answer = await send('POST', '/api/account/keys', { name: 'robot', ...body })
      expect(answer.status).toBe(201)
      return NewApiKey.parse(await answer.json())
    }
    const reader = await create({ scopes: ['read', 'read'] })
    expect(reader.scopes).toEqual(['read'])
    const get = client.withKey(reader.key)
    expect((await get('GET', '/api/account')).status).toBe(200)
    expect((await get('POST', '/api/predict', { rows: [{}] })).status).toBe(403)
    for (const [method, path] of [
      ['GET', '/api/account/keys'],
      ['POST', '/api/account/keys'],
      ['PATCH', '/api/account'],
      ['DELETE', '/api/account'],
      ['POST', '/api/account/password'],
    ] as const)
      expect((await get(method, path)).status).toBe(403)
    const bearer = await fetch(`${server.url}/api/account`, { headers: { authorization: `Bearer ${reader.key}` } })
    expect(bearer.status).toBe(200)
    const predictor = await create({ scopes: ['predict'] })
    expect((await client.withKey(predictor.key)('GET', '/api/account')).status).toBe(403)
    expect((await client.withKey(predictor.key)('POST', '/api/predict', { rows: [] })).status).toBe(422)
    expect((await send('POST', '/api/account/keys', { name: 'x', scopes: ['admin'] })).status).toBe(403)
    expect((await send('POST', '/api/account/keys', { name: 'x', scopes: ['all'] })).status).toBe(422)
    expect(
      (await send('POST', '/api/account/keys', { name: 'x', scopes: ['read'], expires_at: '2020-01-01T00:00:00Z' }))
        .status,
    ).toBe(422)
    const { keys } = ApiKeyList.strict().parse(await (await send('GET', '/api/account/keys')).json())
    expect(keys.map(({ id }) => id)).toEqual([predictor.id, reader.id])
    expect(keys[1]?.last_used_at).not.toBeNull()
    expect((await send('DELETE', `/api/account/keys/${reader.id}`)).status).toBe(204)
    expect((await get('GET', '/api/account')).status).toBe(401)
    const brief = await create({ scopes: ['read'], expires_at: '2999-01-01T00:00:00+02:00' })
    await server.services.database.sql
      .update(apiKey)
      .set({ expiresAt: sql`now() - interval '1 second'` })
      .where(eq(apiKey.id, brief.id))
    expect((await client.withKey(brief.key)('GET', '/api/account')).status).toBe(401)
  })

  it('hides the keys of others as if they were not there', async () => {
    const [mine, other] = [await client.member(), await client.member()]
    const key = NewApiKey.parse(
      await (await client.as(mine.tokens)('POST', '/api/account/keys', { name: 'k', scopes: ['read'] })).json(),
    )
    const problems = await Promise.all(
      [key.id, 'key_00000000000000000000000000', 'x'].map(async (id) => {
        const {
          request_id: _,
          instance: __,
          ...problem
        } = await readProblem(await client.as(other.tokens)('DELETE', `/api/account/keys/${id}`))
        return problem
      }),
    )
    expect(problems[0]).toMatchObject({ status: 404 })
    expect(problems[1]).toEqual(problems[0])
    expect(problems[2]).toEqual(problems[0])
    expect((await client.withKey(key.key)('GET', '/api/account')).status).toBe(200)
  })

  it('makes the first admin with a link that holds once, and is offered while there is none', async () => {
    const offered = await offerSetup(server.services.database.sql)
    const token = offered?.replace('/setup?token=', '') ?? ''
    const second = await addSetupToken(server.services.database.sql)
    const { send, email } = client.stranger()
    const setUp = (link: string, address = email) =>
      send('POST', '/api/auth/setup', { token: link, email: address, password: PASSWORD })
    expect((await setUp('nonsense')).status).toBe(401)
    const taken = await client.member()
    expect((await setUp(token, taken.email)).status).toBe(409)
    const made = await setUp(token)
    expect(made.status).toBe(201)
    expect(Account.parse(await made.json()).grants).toContainEqual({ domain: '*', role: 'admin', state: 'given' })
    for (const link of [token, second]) expect((await setUp(link, client.stranger().email)).status).toBe(401)
    expect((await client.as(await client.logIn(email))('GET', '/api/accounts')).status).toBe(200)
    expect(await offerSetup(server.services.database.sql)).toBeNull()
  })
})
