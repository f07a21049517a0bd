import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { throttle } from '../db/schema/accounts.ts'
import { RetryLater } from '../limit/retry-later.ts'
import { accountClient, PASSWORD } from '../testing/accounts.ts'
import { startTestServer } from '../testing/start-test-server.ts'
import { forEachDatabase } from '../testing/test-database.ts'
import { createThrottle, deleteFaded, type Throttle } from './throttle.ts'

forEachDatabase('the throttle of log-ins', ({ database }) => {
  let guard: Throttle
  let looked: number
  beforeEach(async () => {
    await database().sql.delete(throttle)
    guard = createThrottle(database().sql, 'a secret')
    looked = 0
  })

  const attempt = (login: string, address: string, right = false) =>
    guard
      .attempt({ login, address }, async () => {
        looked++
        return right
      })
      .then(
        (answer) => (answer ? 'right' : 'wrong'),
        (error: unknown) => (error instanceof RetryLater ? error.retryAfterSeconds : Promise.reject(error)),
      )
  /** Lets time pass, as far as the table can tell. */
  const pass = (seconds: number) =>
    database()
      .sql.update(throttle)
      .set({ at: sql`${throttle.at} - make_interval(secs => ${seconds})` })
  const address = (n: number) => `10.0.${Math.floor(n / 250)}.${n % 250}`

  it('asks for longer and longer waits after a few failures, and looks at nothing meanwhile', async () => {
    const answers = []
    for (let i = 0; i < 10; i++) answers.push(await attempt('ada', '10.0.0.1'))
    expect(answers).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 1, 1, 1, 1, 1])
    expect(looked).toBe(5)
    const waits = []
    for (let i = 0; i < 6; i++) {
      await pass(3599)
      await attempt('ada', '10.0.0.1')
      waits.push(await attempt('ada', '10.0.0.1'))
    }
    expect(waits.every((wait) => typeof wait === 'number')).toBe(true)
    expect(await attempt('ada', '10.0.0.1', true)).toEqual(expect.any(Number))
    await pass(3600)
    expect(await attempt('ada', '10.0.0.1', true)).toBe('right')
    expect(await attempt('ada', '10.0.0.1')).toBe('wrong')
  })

  it('counts guesses that come at once like guesses in a row', async () => {
    await Promise.all(Array.from({ length: 60 }, () => attempt('ada', '10.0.0.1')))
    expect(looked).toBeLessThanOrEqual(7)
  })

  it('never slows an owner at an address that he is known at, whatever strangers do', async () => {
    await attempt('ada', '192.168.7.7', true)
    for (let i = 0; i < 60; i++) await attempt('ada', address(i))
    expect(await attempt('ada', '172.16.0.1', true)).toEqual(expect.any(Number))
    expect(await attempt('ada', '192.168.7.7', true)).toBe('right')
    // nor strangers at his own address who guess at others, as behind one router
    for (let i = 0; i < 60; i++) await attempt(`nobody${i}`, '192.168.7.7')
    expect(await attempt('grace', '192.168.7.7', true)).toEqual(expect.any(Number))
    expect(await attempt('ada', '192.168.7.7', true)).toBe('right')
  })

  it('bounds what all the addresses of the world may guess at one account, and locks it for no longer than a day', async () => {
    // every hour, for a fortnight, from a new address
    for (let i = 0; i < 14 * 24; i++) {
      await attempt('ada', address(i))
      await pass(3600)
    }
    expect(looked).toBeLessThan(60)
    await pass(86_400)
    expect(await attempt('ada', '172.16.0.1', true)).toBe('right')
  }, 60_000)

  it('bounds what one address may guess at all accounts', async () => {
    const answers = await Promise.all(Array.from({ length: 120 }, (_, i) => attempt(`nobody${i}`, '10.0.0.1')))
    expect(answers.filter((answer) => answer === 'wrong').length).toBeLessThanOrEqual(43)
    expect(await attempt('somebody', '10.0.0.2', true)).toBe('right')
  })

  it('counts nothing that was not looked at', async () => {
    const broken = () => Promise.reject(new Error('the database is away'))
    for (let i = 0; i < 60; i++)
      await expect(guard.attempt({ login: 'ada', address: '10.0.0.1' }, broken)).rejects.toThrow('away')
    expect(await attempt('ada', '10.0.0.1')).toBe('wrong')
  })

  it('takes all addresses of one household for one', async () => {
    for (let i = 0; i < 5; i++) await attempt('ada', `2001:db8:1:2::${i}`)
    expect(await attempt('ada', '2001:db8:1:2:ffff::1', true)).toEqual(expect.any(Number))
    expect(await attempt('ada', '2001:db8:1:3::1', true)).toBe('right')
  })

  it('keeps no address and no name, and forgets what has faded', async () => {
    await attempt('ada@example.org', '10.0.0.1')
    await attempt('grace@example.org', '10.0.0.9', true)
    expect(JSON.stringify(await database().sql.select().from(throttle))).not.toMatch(/ada|grace|10\.0\.0/)
    await pass(3 * 86_400)
    await deleteFaded(database().sql)
    expect((await database().sql.select().from(throttle)).map(({ knownAt }) => knownAt)).toEqual([expect.any(Date)])
  })
})

describe('a server that is guessed at', () => {
  it('answers 429 and when to come again, long before the tenth failure, by whichever door', async () => {
    const server = await startTestServer({ environment: { RATE_LIMIT: 'off' } })
    try {
      const client = accountClient(server)
      const { send, email } = client.stranger()
      for (let i = 0; i < 3; i++) await send('POST', '/api/auth/login', { email, password: `guess ${i}` })
      for (let i = 0; i < 2; i++)
        await fetch(`${server.url}/auth/token`, {
          method: 'POST',
          body: new URLSearchParams({ username: email.toUpperCase(), password: `guess ${i}` }),
        })
      const rest = await send('POST', '/api/auth/login', { email, password: PASSWORD })
      expect([rest.status, Number(rest.headers.get('retry-after'))]).toEqual([429, 1])
      const trpc = await send('POST', '/trpc/account.login', { email, password: PASSWORD })
      expect([trpc.status, Number(trpc.headers.get('retry-after'))]).toEqual([429, 1])
    } finally {
      await server.end()
    }
  })
})
