import { describe, expect, it, vi } from 'vitest'
import { ProblemError } from '../problem.ts'
import { createSession, type SessionNews, type SessionParts } from './session.ts'

const TOKEN_SECONDS = 900

interface Browser {
  seen: boolean
  cookie: string | null
  nowMs: number
  down: boolean
  asked: string[]
  told: SessionNews[]
}

/** A browser with one cookie, and a server whose refresh tokens are good for one use. */
function browser(given: Partial<Browser> = {}) {
  const it: Browser = { seen: false, cookie: null, nowMs: 0, down: false, asked: [], told: [], ...given }
  let issued = 0
  const tokens = () => {
    issued += 1
    it.cookie = `refresh-${issued}`
    const body = {
      access_token: `access-${issued}`,
      refresh_token: null,
      token_type: 'bearer',
      expires_in: TOKEN_SECONDS,
    }
    return Response.json(body)
  }
  const refused = () => Response.json({ code: 'unauthorized' }, { status: 401 })
  const parts: SessionParts = {
    async send(path) {
      it.asked.push(path)
      await Promise.resolve()
      if (it.down) return new Response('', { status: 503, headers: { 'retry-after': '7' } })
      if (path === '/api/auth/login') return tokens()
      if (path === '/api/auth/logout') {
        it.cookie = null
        return new Response(null, { status: 204 })
      }
      return it.cookie === null ? refused() : tokens()
    },
    seen: { get: () => it.seen, set: (seen) => (it.seen = seen) },
    inTurn: (work) => work(),
    tell: (news) => it.told.push(news),
    wait: () => Promise.resolve(),
    now: () => it.nowMs,
  }
  return { it, session: createSession(parts) }
}

const refreshes = (it: Browser) => it.asked.filter((path) => path === '/auth/refresh').length
/** A server that takes only tokens of this list. */
const takes = (good: (string | null)[]) => (token: string | null) =>
  Promise.resolve(good.includes(token) ? 'yes' : 'no')
const isNo = (answer: string) => answer === 'no'

describe('who is logged in', () => {
  it('a reader who never logged in costs the server no question', async () => {
    const { it, session } = browser()
    await session.open()
    expect(await session.withToken(takes([null]), isNo)).toBe('yes')
    expect(it.asked).toEqual([])
    expect(session.state()).toMatchObject({ kind: 'anonymous', needed: false })
  })

  it('a reload brings back who was logged in, with one refresh for all that wait', async () => {
    const { it, session } = browser({ seen: true, cookie: 'refresh-0' })
    expect(session.state().kind).toBe('opening')
    const calls = Array.from({ length: 5 }, () => session.withToken(takes(['access-1']), isNo))
    expect(await Promise.all([session.open(), ...calls])).toEqual([
      undefined,
      ...Array.from({ length: 5 }, () => 'yes'),
    ])
    expect(refreshes(it)).toBe(1)
    expect(session.state()).toMatchObject({ kind: 'known', change: 0 })
  })

  it('of many calls that are refused one asks for the next token, and each is made once more', async () => {
    const { it, session } = browser()
    await session.logIn({ email: 'a@b.c', password: 'p' })
    const attempt = vi.fn(takes(['access-2']))
    const answers = await Promise.all(Array.from({ length: 4 }, () => session.withToken(attempt, isNo)))
    expect(answers).toEqual(['yes', 'yes', 'yes', 'yes'])
    expect(attempt).toHaveBeenCalledTimes(8)
    expect(refreshes(it)).toBe(1)
  })

  it('a token about to end is renewed before it is used', async () => {
    const { it, session } = browser()
    await session.logIn({ email: 'a@b.c', password: 'p' })
    it.nowMs = TOKEN_SECONDS * 1000 - 1000
    expect(await session.withToken(takes(['access-2']), isNo)).toBe('yes')
    expect(refreshes(it)).toBe(1)
  })

  it.each([
    ['is refused', 0],
    ['was about to end', TOKEN_SECONDS * 1000],
  ])(
    'a log-in that has ended is said to have ended, and nothing begun in it is done as nobody: the token %s',
    async (_, laterMs) => {
      const { it, session } = browser()
      await session.logIn({ email: 'a@b.c', password: 'p' })
      it.cookie = null
      it.nowMs += laterMs
      const attempt = vi.fn(takes([null]))
      await expect(session.withToken(attempt, isNo)).rejects.toMatchObject({ problem: { code: 'unauthorized' } })
      expect(attempt).not.toHaveBeenCalledWith(null)
      expect(session.state()).toMatchObject({ kind: 'anonymous', ended: true, needed: false })
      expect(it.seen).toBe(false)
      expect(await session.withToken(attempt, isNo)).toBe('yes')
    },
  )

  it('where nobody is let in without an account, it is known from the first refusal, and stays known', async () => {
    const { session } = browser()
    expect(await session.withToken(takes([]), isNo)).toBe('no')
    expect(session.state()).toMatchObject({ kind: 'anonymous', needed: true })
    await session.logIn({ email: 'a@b.c', password: 'p' })
    await session.logOut()
    expect(session.state()).toMatchObject({ kind: 'anonymous', needed: true, ended: false })
  })

  it('a server that is away ends no log-in: the call fails and says when to try again, the next one goes on', async () => {
    const { it, session } = browser({ seen: true, cookie: 'refresh-0', down: true })
    await session.open()
    const failed = session.withToken(takes(['access-1']), isNo)
    await expect(failed).rejects.toThrow(ProblemError)
    await expect(failed).rejects.toMatchObject({ problem: { retry_after_seconds: 7 } })
    it.down = false
    expect(await session.withToken(takes(['access-1']), isNo)).toBe('yes')
    expect(session.state().kind).toBe('known')
  })

  it('a log-out that the server did not hear of is not claimed', async () => {
    const { it, session } = browser()
    await session.logIn({ email: 'a@b.c', password: 'p' })
    it.down = true
    await expect(session.logOut()).rejects.toThrow(ProblemError)
    expect(session.state().kind).toBe('known')
    expect(it.told).toEqual(['in'])
  })

  it('a log-out in one tab is told to the others, and nothing under way brings it back', async () => {
    const { it, session } = browser({ seen: true, cookie: 'refresh-0' })
    const opening = session.open()
    await session.hear('out')
    await opening
    expect(session.state().kind).toBe('anonymous')
    expect(it.seen).toBe(false)
  })

  it('another account that logs in in another tab is this tab’s, too, and what was shown before is not', async () => {
    const { session } = browser()
    await session.logIn({ email: 'a@b.c', password: 'p' })
    const before = session.state().change
    await session.hear('in')
    expect(session.state().kind).toBe('known')
    expect(session.state().change).toBeGreaterThan(before)
  })
})
