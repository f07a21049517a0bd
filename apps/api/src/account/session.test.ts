import { createHmac } from 'node:crypto'
import { Tokens } from '@vouch/contracts/account'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { desc, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../db/schema/audit.ts'
import { refreshToken, session } from '../db/schema/accounts.ts'
import { accountClient, PASSWORD, type TestAccount } from '../testing/accounts.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { createAccessTokens, hashToken } from './tokens.ts'

const SECRET = 'p2Vq8yX0mZ7tLw3Rk9Ue5Nb1Gh6Jd4Sa'

describe('log-ins', () => {
  let server: TestServer
  let client: ReturnType<typeof accountClient>
  beforeAll(async () => {
    server = await startTestServer({ environment: { RATE_LIMIT: 'off', JWT_SECRET_KEY: SECRET } })
    client = accountClient(server)
  }, 60_000)
  afterAll(() => server.end())

  const refresh = (token: string | null) => client.stranger().send('POST', '/auth/refresh', { refresh_token: token })
  const renew = async (token: string | null) => Tokens.parse(await (await refresh(token)).json())
  const status = async (tokens: Pick<Tokens, 'access_token'>) => (await client.as(tokens)('GET', '/api/account')).status
  const sessionOf = ({ access_token }: Tokens) => String(decodeJwt(access_token)['sid'])

  it('change their refresh token at every use, and end when one comes back', async () => {
    const { id, tokens } = await client.member()
    const second = await renew(tokens.refresh_token)
    const third = await renew(second.refresh_token)
    expect(new Set([tokens, second, third].map((one) => one.refresh_token)).size).toBe(3)
    expect((await refresh(second.refresh_token)).status).toBe(401)
    expect((await refresh(third.refresh_token)).status).toBe(401)
    expect(await status(third)).toBe(401)
    const [entry] = await server.services.database.sql
      .select()
      .from(audit)
      .where(eq(audit.actor, id))
      .orderBy(desc(audit.number))
    expect(entry).toMatchObject({
      action: 'session.delete',
      subject: sessionOf(tokens),
      outcome: 'denied',
      detail: { why: 'reuse' },
    })
  })

  it('give one winner when a refresh token comes eight times at once', async () => {
    for (let round = 0; round < 5; round++) {
      const { tokens } = await client.member()
      const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(tokens.refresh_token)))
      const statuses = answers.map((answer) => answer.status)
      expect(statuses.sort((a, b) => a - b)).toEqual([200, 401, 401, 401, 401, 401, 401, 401])
    }
  })

  it('do not take an access token for a refresh token, nor the other way round', async () => {
    const { tokens } = await client.member()
    expect((await refresh(tokens.access_token)).status).toBe(401)
    expect(await status({ access_token: tokens.refresh_token ?? '' })).toBe(401)
    expect((await refresh('nonsense')).status).toBe(401)
  })

  it('end when they have not been used for as long as the setting says', async () => {
    const { tokens } = await client.member()
    const second = await renew(tokens.refresh_token)
    const { sql: database } = server.services.database
    const [row] = await database
      .select()
      .from(session)
      .where(eq(session.id, sessionOf(second)))
    expect(row?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 719 * 3_600_000)
    await database
      .update(session)
      .set({ expiresAt: sql`now()` })
      .where(eq(session.id, sessionOf(second)))
    expect((await refresh(second.refresh_token)).status).toBe(401)
    server.services.accounts.callers.forget(String(row?.accountId))
    expect(await status(second)).toBe(401)
  })

  describe('of a page', () => {
    const logIn = async ({ email }: TestAccount, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${server.url}/api/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ email, password: PASSWORD, cookie: true }),
      })
      return { cookie: answer.headers.get('set-cookie') ?? '', tokens: Tokens.parse(await answer.json()) }
    }
    const valueOf = (cookie: string) => cookie.split(';', 1)[0] ?? ''
    const refreshBy = (cookie: string, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/auth/refresh`, { method: 'POST', headers: { cookie: valueOf(cookie), ...headers } })

    it('keep the refresh token where no script reads it, and out of the answer', async () => {
      const { cookie, tokens } = await logIn(await client.member())
      expect(cookie).toMatch(/^vouch_refresh=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/)
      expect(tokens.refresh_token).toBeNull()
      const next = await refreshBy(cookie)
      expect(Tokens.parse(await next.json()).refresh_token).toBeNull()
      expect(valueOf(next.headers.get('set-cookie') ?? '')).not.toBe(valueOf(cookie))
    })

    it('survive two tabs that refresh at the same moment, and one that comes a little late', async () => {
      const { cookie } = await logIn(await client.member())
      const answers = await Promise.all(Array.from({ length: 4 }, () => refreshBy(cookie)))
      const won = answers.filter((answer) => answer.ok)
      expect(won.length).toBe(1)
      expect((await refreshBy(cookie)).status).toBe(401)
      for (const lost of answers.filter((answer) => !answer.ok)) expect(lost.headers.get('set-cookie')).toBeNull()
      const next = await refreshBy(won[0]?.headers.get('set-cookie') ?? '')
      expect(next.status).toBe(200)
    })

    it('end when the cookie comes back later than tabs do', async () => {
      const { cookie } = await logIn(await client.member())
      const next = await refreshBy(cookie)
      await server.services.database.sql
        .update(refreshToken)
        .set({ usedAt: sql`now() - interval '11 seconds'` })
        .where(eq(refreshToken.hash, hashToken(valueOf(cookie).split('=')[1] ?? '')))
      expect((await refreshBy(cookie)).status).toBe(401)
      expect((await refreshBy(next.headers.get('set-cookie') ?? '')).status).toBe(401)
    })

    it('are of no use to the page of another server', async () => {
      const { cookie } = await logIn(await client.member())
      for (const origin of ['http://localhost:3000', 'http://evil.example', 'null'])
        expect((await refreshBy(cookie, { origin })).status).toBe(401)
      expect((await refreshBy(cookie, { origin: server.url })).status).toBe(200)
    })

    it('are ended by logging out with the cookie alone, which is then gone', async () => {
      const { cookie, tokens } = await logIn(await client.member())
      const out = await fetch(`${server.url}/api/auth/logout`, { method: 'POST', headers: { cookie: valueOf(cookie) } })
      expect([out.status, out.headers.get('set-cookie')]).toEqual([
        204,
        expect.stringMatching(/^vouch_refresh=; .*Max-Age=0/),
      ])
      expect((await refreshBy(cookie)).status).toBe(401)
      expect(await status(tokens)).toBe(401)
    })
  })

  it('carry tokens that hold for minutes and say nothing of a person', async () => {
    const { id, tokens } = await client.member()
    expect(decodeProtectedHeader(tokens.access_token)).toEqual({ alg: 'HS256', typ: 'JWT' })
    const claims = decodeJwt(tokens.access_token)
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'sid', 'sub', 'typ'])
    expect(claims).toMatchObject({ iss: 'vouch', aud: 'vouch-api', sub: id, typ: 'access' })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(900)
  })

  it('are not proven by a token that was changed, made elsewhere, or for something else', async () => {
    const { tokens } = await client.member()
    const [header = '', payload = '', signature = ''] = tokens.access_token.split('.')
    const claims = decodeJwt(tokens.access_token)
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const sign = (head: object, body: object, key = SECRET, hash = 'sha256') => {
      const text = `${encode(head)}.${encode(body)}`
      return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
    }
    const hs = { alg: 'HS256', typ: 'JWT' }
    const now = Math.floor(Date.now() / 1000)
    expect(await status({ access_token: sign(hs, claims) })).toBe(200)
    const forged = [
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${encode({ ...hs, alg: 'none' })}.${payload}.`,
      `${encode({ ...hs, alg: 'none' })}.${payload}.${signature}`,
      `${header}.${encode({ ...claims, sub: 'acc_1' })}.${signature}`,
      sign(hs, claims, 'another secret of thirty-two bytes!'),
      sign({ ...hs, alg: 'HS512' }, claims, SECRET, 'sha512'),
      sign({ ...hs, crit: ['x'], x: 1 }, claims),
      sign(hs, { ...claims, iss: 'other' }),
      sign(hs, { ...claims, aud: 'other' }),
      sign(hs, { ...claims, typ: 'refresh' }),
      sign(hs, { ...claims, exp: now - 31 }),
      sign(hs, { ...claims, nbf: now + 60 }),
      sign(hs, { ...claims, exp: undefined }),
      sign(hs, { ...claims, jti: undefined }),
      sign(hs, { ...claims, sid: 'ses_00000000000000000000000000' }),
      sign(hs, { ...claims, sub: (await client.member()).id }),
    ]
    for (const access_token of forged) {
      expect([access_token, await status({ access_token })]).toEqual([access_token, 401])
      const open = await client.as({ access_token })('GET', '/api/health')
      const anyone = await client.as({ access_token })('GET', '/api/models')
      expect([open.status, anyone.status]).toEqual([200, 401])
    }
    expect((await fetch(`${server.url}/api/account?access_token=${tokens.access_token}`)).status).toBe(401)
  })

  it('are proven to other processes by the secret that they share in the database', async () => {
    const { sub, sid } = decodeJwt((await client.member()).tokens.access_token)
    const subject = { accountId: String(sub), sessionId: String(sid) }
    const elsewhere = createAccessTokens(SECRET, 15)
    expect(await status({ access_token: await elsewhere.sign(subject) })).toBe(200)
    const late = createAccessTokens(SECRET, -1)
    expect(await status({ access_token: await late.sign(subject) })).toBe(401)
  })
})
