import { LoginSessionPage } from '@vouch/contracts/account'
import { desc, eq, sql } from 'drizzle-orm'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../db/schema/audit.ts'
import { refreshToken, session } from '../db/schema/accounts.ts'
import { accountClient, type TestAccount } from '../testing/accounts.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { makeTestPlace, serverRuns, type TestPlace } from '../testing/test-database.ts'

describe.each(['pglite', 'postgresql'] as const)('one’s own log-ins (%s)', (kind) => {
  describe.skipIf(kind === 'postgresql' && !serverRuns)('on a server', () => {
    let place: TestPlace
    let server: TestServer
    let client: ReturnType<typeof accountClient>
    beforeAll(async () => {
      place = await makeTestPlace(kind)
      server = await startTestServer({ environment: place.settings })
      client = accountClient(server)
    }, 60_000)
    afterAll(async () => {
      await server.end()
      await place.remove()
    })

    type Tokens = TestAccount['tokens']
    const idOf = ({ access_token }: Tokens) => String(decodeJwt(access_token)['sid'])
    const list = async (tokens: Tokens, query = '') =>
      LoginSessionPage.strict().parse(await (await client.as(tokens)('GET', `/api/account/sessions${query}`)).json())
    const ids = async (tokens: Tokens) => (await list(tokens)).sessions.map(({ id }) => id)
    const end = async (tokens: Tokens, id: string) =>
      (await client.as(tokens)('DELETE', `/api/account/sessions/${id}`)).status
    const status = async (tokens: Tokens) => (await client.as(tokens)('GET', '/api/account')).status
    const refresh = (tokens: Tokens) =>
      client.stranger().send('POST', '/auth/refresh', { refresh_token: tokens.refresh_token })

    it('are listed newest first, the one that asks is marked, and nobody else’s are among them', async () => {
      const { email, tokens } = await client.member()
      await client.member()
      const second = await client.logIn(email)
      expect((await list(second)).sessions.map(({ id, current }) => [id, current])).toEqual([
        [idOf(second), true],
        [idOf(tokens), false],
      ])
      expect((await list(tokens)).sessions.map(({ current }) => current)).toEqual([false, true])
      const first = await list(tokens, '?limit=1')
      expect(first.sessions.map(({ id }) => id)).toEqual([idOf(second)])
      const rest = await list(tokens, `?limit=1&cursor=${first.next_cursor}`)
      expect([rest.sessions.map(({ id }) => id), rest.next_cursor]).toEqual([[idOf(tokens)], null])
    })

    it('say when they began and when they last got tokens', async () => {
      const { tokens } = await client.member()
      const { sql: database } = server.services.database
      const hoursAgo = (hours: number) => sql`now() - make_interval(hours => ${hours})`
      const mine = eq(session.id, idOf(tokens))
      await database
        .update(session)
        .set({ createdAt: hoursAgo(3) })
        .where(mine)
      await database
        .update(refreshToken)
        .set({ createdAt: hoursAgo(3) })
        .where(eq(refreshToken.sessionId, idOf(tokens)))
      const hours = (moment = '') => Math.round((Date.now() - Date.parse(moment)) / 3_600_000)
      const before = (await list(tokens)).sessions[0]
      expect([hours(before?.created_at), hours(before?.last_used_at)]).toEqual([3, 3])
      expect((await refresh(tokens)).status).toBe(200)
      const after = (await list(tokens)).sessions[0]
      expect([hours(after?.created_at), hours(after?.last_used_at)]).toEqual([3, 0])
    })

    it('are ended one at a time and at once, which the audit says', async () => {
      const { id, email, tokens } = await client.member()
      const [second, third] = [await client.logIn(email), await client.logIn(email)]
      // what is known of it has been read
      expect(await status(second)).toBe(200)
      expect(await end(tokens, idOf(second))).toBe(204)
      expect([await status(second), (await refresh(second)).status]).toEqual([401, 401])
      expect([await status(tokens), await status(third)]).toEqual([200, 200])
      expect(await ids(tokens)).toEqual([idOf(third), idOf(tokens)])
      const [entry] = await server.services.database.sql
        .select()
        .from(audit)
        .where(eq(audit.actor, id))
        .orderBy(desc(audit.number))
      expect(entry).toMatchObject({ action: 'session.delete', subject: idOf(second), outcome: 'done' })
    })

    it('may be the one that asks', async () => {
      const { tokens } = await client.member()
      expect(await end(tokens, idOf(tokens))).toBe(204)
      expect([await status(tokens), (await refresh(tokens)).status]).toEqual([401, 401])
    })

    it('that are another’s, over or unknown cannot be ended and are in no list', async () => {
      const { email, tokens } = await client.member()
      const other = await client.member()
      const [ended, expired] = [await client.logIn(email), await client.logIn(email)]
      expect(await end(tokens, idOf(ended))).toBe(204)
      await server.services.database.sql
        .update(session)
        .set({ expiresAt: sql`now()` })
        .where(eq(session.id, idOf(expired)))
      const unknown = `ses_${'0'.repeat(26)}`
      for (const id of [idOf(other.tokens), idOf(ended), idOf(expired), unknown])
        expect(await end(tokens, id)).toBe(404)
      expect(await status(other.tokens)).toBe(200)
      expect(await ids(tokens)).toEqual([idOf(tokens)])
    })

    it('are no affair of a key', async () => {
      const { tokens } = await client.member()
      const made = await client.as(tokens)('POST', '/api/account/keys', { name: 'k', scopes: ['read', 'predict'] })
      const { key } = (await made.json()) as { key: string }
      const send = client.withKey(key)
      expect((await send('GET', '/api/account/sessions')).status).toBe(403)
      expect((await send('DELETE', `/api/account/sessions/${idOf(tokens)}`)).status).toBe(403)
    })
  })
})
