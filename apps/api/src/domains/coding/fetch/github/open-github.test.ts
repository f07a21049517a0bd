import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openGithub } from './open-github.ts'

const TOKEN = 'ghp_nobodysees0123456789'

describe('GitHub', () => {
  let answer: RequestListener
  let asked: { url: string; token: string | undefined; tag: string | undefined }[]
  let waits: number[]
  let now = 0
  const server = createServer((req, res) => {
    const { authorization: token, 'if-none-match': tag } = req.headers
    asked.push({ url: req.url ?? '', token, tag })
    answer(req, res)
  })
  let base: string
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())
  beforeEach(() => {
    asked = []
    waits = []
    now = 1_700_000_000_000
  })

  const get = (how: { token?: string | undefined; bytes?: number; requestMs?: number; etag?: string } = {}) => {
    const { token = TOKEN, bytes = 10_000, requestMs = 5000, etag = '' } = how
    const sleep = (ms: number) => {
      waits.push(ms)
      now += ms
      return Promise.resolve()
    }
    const github = openGithub({ base, token, bytes, clock: { now: () => now, sleep, requestMs } })
    return github.get(`${base}/repos/o/r/pulls`, 'o/r', etag)
  }
  /** What it said, with nothing of the token in it, however deep. */
  const refusal = async (how: Parameters<typeof get>[0] = {}) => {
    const error: unknown = await get(how).then(
      () => null,
      (found: unknown) => found,
    )
    for (let one = error; one instanceof Error; one = one.cause)
      expect(`${one.stack} ${one.message}`).not.toContain(TOKEN)
    expect(error).not.toBeNull()
    return error
  }

  it('gives a page with its tag and the next one, and is asked with the token and the tag that is known', async () => {
    answer = (_req, res) =>
      res
        .writeHead(200, { etag: 'W/"a"', link: `<${base}/x?page=9>; rel="last", <${base}/x?page=2>; rel="next"` })
        .end('[{"number":1}]')
    expect(await get({ etag: 'W/"b"' })).toEqual({
      is: 'page',
      records: [{ number: 1 }],
      etag: 'W/"a"',
      next: `${base}/x?page=2`,
    })
    expect(asked).toEqual([{ url: '/repos/o/r/pulls', token: `Bearer ${TOKEN}`, tag: 'W/"b"' }])
    answer = (_req, res) => res.writeHead(304).end()
    expect(await get({ etag: 'W/"a"' })).toEqual({ is: 'unchanged' })
  })

  it('is not followed to another address: neither to a next page nor by a redirect', async () => {
    answer = (_req, res) => res.writeHead(200, { link: '<https://elsewhere.example/x>; rel="next"' }).end('[]')
    expect(await refusal()).toMatchObject({ code: 'upstream', message: expect.stringContaining('another address') })
    answer = (_req, res) => res.writeHead(302, { location: 'http://127.0.0.2:9/x' }).end()
    expect(await refusal()).toMatchObject({ code: 'upstream', message: expect.stringContaining('another address') })
    answer = (req, res) => res.writeHead(301, { location: req.url }).end()
    expect(await refusal()).toMatchObject({ code: 'upstream' })
  })

  it('is followed to where a repository is that was renamed', async () => {
    answer = (req, res) =>
      req.url === '/repos/o/r/pulls'
        ? res.writeHead(301, { location: '/repositories/7/pulls' }).end()
        : res.writeHead(200).end('[]')
    expect(await get()).toMatchObject({ is: 'page' })
    expect(asked.map(({ url }) => url)).toEqual(['/repos/o/r/pulls', '/repositories/7/pulls'])
  })

  it('is waited for as long as it says where that is short, and otherwise left, with when to come again', async () => {
    const replies = [
      { 'retry-after': '7' },
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 12) },
    ]
    answer = (_req, res) => {
      const headers = replies.shift()
      if (headers) res.writeHead(403, headers).end()
      else res.writeHead(200).end('[]')
    }
    expect(await get()).toMatchObject({ is: 'page' })
    expect(waits).toEqual([7000, 6000])

    waits = []
    answer = (_req, res) => res.writeHead(429, { 'retry-after': '0' }).end()
    expect(await refusal()).toMatchObject({ code: 'unavailable' })
    expect(waits).toHaveLength(30)

    waits = []
    answer = (_req, res) => res.writeHead(429, { 'retry-after': '20' }).end()
    expect(await refusal()).toMatchObject({ code: 'unavailable', retryAfterSeconds: 20 })
    expect(waits).toEqual([20_000])
    answer = (_req, res) => res.writeHead(429).end()
    expect(await refusal()).toMatchObject({ code: 'unavailable', retryAfterSeconds: 60 })
  })

  it('is asked three times, at growing distances, where it fails or does not answer', async () => {
    let fails = 2
    answer = (_req, res) => (fails-- > 0 ? res.writeHead(502).end('oops') : res.writeHead(200).end('[]'))
    expect(await get()).toMatchObject({ is: 'page' })
    expect(waits).toEqual([1000, 4000])
    answer = (_req, res) => res.writeHead(500).end()
    expect(await refusal()).toMatchObject({ code: 'upstream', message: expect.stringContaining('status 500') })

    asked = []
    answer = () => undefined
    expect(await refusal({ requestMs: 50 })).toMatchObject({
      message: expect.stringContaining('did not answer within'),
    })
    expect(asked).toHaveLength(3)
    answer = (_req, res) => res.destroy()
    expect(await refusal()).toMatchObject({ message: expect.stringContaining('cannot be reached') })
  })

  it.each([
    ['a page that is no JSON', '[{"number":', /not JSON/],
    ['a page that is no list', '{"message":"hello"}', /no list/],
    ['a page that is larger than is taken', `[${'1,'.repeat(10_000)}1]`, /MAX_UPLOAD_MB/],
  ])('is refused %s', async (_what, body, words) => {
    answer = (_req, res) => res.writeHead(200).end(body)
    expect(await refusal()).toMatchObject({ code: 'upstream', message: expect.stringMatching(words) })
  })

  it('is refused a page that breaks off, or goes on for too long', async () => {
    answer = (_req, res) => {
      res.writeHead(200, { 'content-length': 1000 })
      res.write('[')
      setTimeout(() => res.destroy(), 20)
    }
    expect(await refusal()).toMatchObject({ message: expect.stringContaining('broke off') })
    answer = (_req, res) => void res.writeHead(200).write('[')
    expect(await refusal({ requestMs: 100 })).toMatchObject({ message: expect.stringContaining('took more than') })
  })

  it.each([
    [404, 'not_found', /o\/r.*GITHUB_TOKEN/],
    [401, 'upstream', /does not know the token in GITHUB_TOKEN/],
    [403, 'upstream', /refuses to tell of o\/r/],
    [451, 'upstream', /status 451/],
  ])('that answers with %d is told in words', async (status, code, words) => {
    answer = (_req, res) => res.writeHead(status).end('{"message":"no"}')
    expect(await refusal()).toMatchObject({ code, message: expect.stringMatching(words) })
  })

  it('has no commits of an empty repository', async () => {
    answer = (_req, res) => res.writeHead(409).end('{"message":"Git Repository is empty."}')
    expect(await get()).toEqual({ is: 'page', records: [], etag: '', next: null })
  })
})
