import { IngestPage, IngestReceipt } from '@vouch/contracts/domains/coding'
import { eq } from 'drizzle-orm'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codingCommit, codingPullRequest } from '../../../../db/schema/coding.ts'
import { accountClient, type Send, type TestAccount } from '../../../../testing/accounts.ts'
import { readProblem } from '../../../../testing/requests.ts'
import { startTestServer, type TestServer } from '../../../../testing/start-test-server.ts'

const TOKEN = 'ghp_nobodysees0123456789'
const DAY_MS = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()

interface Lists {
  pulls: object[]
  commits: object[]
  'issues/events': object[]
}

/** A repository as GitHub tells of it: pages of two, each with a tag of what it holds. */
class Stand {
  readonly asked: string[] = []
  readonly unchanged: string[] = []
  lists: Lists = { pulls: [], commits: [], 'issues/events': [] }
  /** answers instead, where it does */
  before: (req: IncomingMessage, res: ServerResponse) => boolean = () => false
  readonly server = createServer((req, res) => {
    const url = new URL(req.url ?? '', 'http://x')
    const [, name = ''] = /^\/api\/v3\/repos\/octo\/Hello\/(.*)$/.exec(url.pathname) ?? []
    const page = Number(url.searchParams.get('page') ?? 1)
    const asked = `${name} ${page}`
    this.asked.push(asked)
    if (this.before(req, res)) return
    const list = Object.entries(this.lists).find(([own]) => own === name)?.[1]
    if (!list || req.headers.authorization !== `Bearer ${TOKEN}`) return void res.writeHead(404).end('{}')
    const records = JSON.stringify(list.slice(2 * page - 2, 2 * page))
    const tag = `"${records.length}-${[...records].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 1e9, 7)}"`
    if (req.headers['if-none-match'] === tag) {
      this.unchanged.push(asked)
      return void res.writeHead(304).end()
    }
    url.searchParams.set('page', String(page + 1))
    const next = `http://${req.headers.host}${url.pathname}${url.search}`
    res.writeHead(200, { etag: tag, ...(list.length > 2 * page ? { link: `<${next}>; rel="next"` } : {}) }).end(records)
  })

  forget() {
    this.asked.length = this.unchanged.length = 0
  }
}

const pull = (number: number, updated: string, more: object = {}) => ({
  number,
  title: `Change ${number}`,
  user: { login: 'dev' },
  state: 'open',
  created_at: daysAgo(100),
  updated_at: updated,
  closed_at: null,
  merged_at: null,
  base: { repo: { full_name: 'octo/Hello' } },
  ...more,
})
const commit = (sha: string, at: string) => ({
  sha,
  html_url: `https://github.com/octo/Hello/commit/${sha}`,
  commit: { message: `Do ${sha}`, author: { name: 'Dev', date: at }, committer: { name: 'Dev', date: at } },
  author: { login: 'dev' },
})
const event = (number: number, at: string, is = 'reopened') => ({
  event: is,
  created_at: at,
  issue: { number, pull_request: {}, html_url: `https://github.com/octo/Hello/pull/${number}` },
})

describe('a repository of GitHub’s', () => {
  let stand: Stand
  let server: TestServer
  let expert: { readonly account: TestAccount; readonly send: Send }
  let member: Send
  const log: string[] = []
  beforeAll(async () => {
    stand = new Stand()
    await new Promise<void>((resolve) => stand.server.listen(0, '127.0.0.1', resolve))
    const { port } = stand.server.address() as AddressInfo
    server = await startTestServer({
      environment: {
        GITHUB_TOKEN: TOKEN,
        GITHUB_URL: `http://127.0.0.1:${port}/api/v3/`,
        LOG_LEVEL: 'trace',
      },
      logTo: { write: (line: string) => void log.push(line) },
    })
    const client = accountClient(server)
    const account = await client.withRole('expert', 'coding')
    expert = { account, send: client.as(account.tokens) }
    member = client.as((await client.member()).tokens)
  }, 120_000)
  afterAll(async () => {
    await server.end()
    stand.server.close()
  })
  beforeEach(async () => {
    stand.forget()
    stand.before = () => false
    stand.lists = {
      pulls: [
        pull(5, daysAgo(1), { state: 'closed', closed_at: daysAgo(1), merged_at: daysAgo(1) }),
        pull(4, daysAgo(2)),
        pull(3, daysAgo(3)),
        pull(2, daysAgo(60)),
        pull(1, daysAgo(90)),
      ],
      commits: [commit('c3', daysAgo(1)), commit('b2', daysAgo(40)), commit('a1', daysAgo(80))],
      'issues/events': [event(9, daysAgo(1), 'closed'), event(5, daysAgo(2)), event(2, daysAgo(61))],
    }
    const { sql } = server.services.database
    await sql.execute('truncate vouch.coding_fetch, vouch.coding_pull_request, vouch.coding_commit')
  })

  const send = (body: object = {}) => expert.send('POST', '/api/coding/github', { repo_slug: 'octo/Hello', ...body })
  const fetchIt = async (body: object = {}) => {
    const answer = await send(body)
    if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`)
    return IngestReceipt.parse(await answer.json())
  }
  const reopened = async () => {
    const rows = await server.services.database.sql
      .select()
      .from(codingPullRequest)
      .where(eq(codingPullRequest.repo, 'octo/Hello'))
      .orderBy(codingPullRequest.number)
    return rows.map((row) => row.reopened)
  }

  it('is taken in page by page, with which of its pull requests were opened again', async () => {
    const receipt = await fetchIt()
    expect(receipt).toMatchObject({
      kind: 'github',
      name: 'octo/Hello',
      sha256: null,
      entries: 8,
      pull_requests: { added: 5 },
      commits: { added: 3 },
      dead_letters: 0,
    })
    expect(stand.asked).toEqual(['pulls 1', 'pulls 2', 'pulls 3', 'commits 1', 'commits 2', 'issues/events 1', 'issues/events 2']) // prettier-ignore
    expect(await reopened()).toEqual([false, true, false, false, true])
    const rows = await server.services.database.sql.select().from(codingCommit)
    expect(rows).toHaveLength(3)
  })

  it('that has not changed since is asked for three pages, which cost nothing', async () => {
    await fetchIt()
    stand.forget()
    expect(await fetchIt()).toMatchObject({ entries: 0 })
    expect(stand.asked).toEqual(['pulls 1', 'commits 1', 'issues/events 1'])
    expect(stand.unchanged).toEqual(stand.asked)
  })

  it('is read no further the second time than to what was known', async () => {
    await fetchIt()
    stand.forget()
    const { pulls, commits, 'issues/events': events } = stand.lists
    pulls.unshift(pull(6, new Date().toISOString(), { created_at: daysAgo(0) }))
    commits.unshift(commit('d4', new Date().toISOString()))
    events.unshift(event(4, new Date().toISOString()))
    expect(await fetchIt()).toMatchObject({ pull_requests: { added: 1, changed: 0 }, commits: { added: 1 } })
    // a merge may have brought commits of a month ago
    expect(stand.asked).toEqual(['pulls 1', 'commits 1', 'commits 2', 'issues/events 1'])
    expect(await reopened()).toEqual([false, true, false, true, true, false])
  })

  it('is read back to a moment where one is named, and all of it when it is asked for after that', async () => {
    expect(await fetchIt({ since: daysAgo(10) })).toMatchObject({ pull_requests: { added: 4 }, commits: { added: 2 } })
    // of what was opened before that moment it is not known whether it was closed and opened before
    expect(await reopened()).toEqual([true, null, null, true])
    stand.forget()
    expect(await fetchIt()).toMatchObject({ pull_requests: { added: 1 }, commits: { added: 1 } })
    expect(await reopened()).toEqual([false, true, false, false, true])
  })

  it('of which GitHub stops to tell half-way stays as far as it came, and is gone on with', async () => {
    stand.before = (req, res) => {
      if (!req.url?.includes('page=3')) return false
      res.writeHead(429, { 'retry-after': '600' }).end()
      return true
    }
    const answer = await send()
    expect(answer.headers.get('retry-after')).toBe('600')
    const problem = await readProblem(answer)
    expect(problem).toMatchObject({ status: 503, code: 'unavailable', detail: expect.stringContaining('10 minutes') })
    expect(await reopened()).toEqual([null, null, null, null])
    const listed = IngestPage.parse(await (await expert.send('GET', '/api/coding/ingests?limit=1')).json())
    expect(listed.ingests).toMatchObject([{ kind: 'github', pull_requests: { added: 4 } }])

    stand.before = () => false
    stand.forget()
    expect(await fetchIt()).toMatchObject({ pull_requests: { added: 1 }, commits: { added: 3 } })
    expect(stand.unchanged).toEqual(['pulls 2'])
    expect(await reopened()).toEqual([false, true, false, false, true])
  })

  it('loses nothing that cannot be read: it stands in the dead letters', async () => {
    stand.lists.pulls.splice(1, 0, { number: 'seven' })
    const receipt = await fetchIt()
    expect(receipt).toMatchObject({ dead_letters: 1, pull_requests: { added: 5 } })
    const dead = await expert.send('GET', `/api/coding/ingests/${receipt.ingest_id}/dead-letters`)
    expect(JSON.parse((await dead.text()).trim())).toMatchObject({ line: 2, text: '{"number":"seven"}' })
  })

  it('loses none of ten thousand that cannot be read', async () => {
    const bad = JSON.stringify(Array.from({ length: 10_050 }, (_, number) => ({ number: `no. ${number}` })))
    stand.before = (req, res) => Boolean(req.url?.includes('/pulls') && res.writeHead(200).end(bad))
    const receipt = await fetchIt()
    expect(receipt).toMatchObject({ dead_letters: 10_050, commits: { added: 3 } })
    const dead = await expert.send('GET', `/api/coding/ingests/${receipt.ingest_id}/dead-letters`)
    expect((await dead.text()).trim().split('\n')).toHaveLength(10_050)
  })

  it('is fetched once at a time, whoever asks for it', async () => {
    let go = () => {}
    const held = new Promise<void>((resolve) => (go = resolve))
    let asked = () => {}
    const reached = new Promise<void>((resolve) => (asked = resolve))
    stand.before = (_req, res) => {
      asked()
      void held.then(() => res.writeHead(404).end('{}'))
      return true
    }
    const first = send()
    await reached
    const problem = await readProblem(await send({ repo_slug: 'OCTO/hello' }))
    expect(problem).toMatchObject({ status: 409, detail: expect.stringContaining('at this moment') })
    go()
    expect((await first).status).toBe(404)
    stand.before = () => false
    expect(await fetchIt()).toMatchObject({ pull_requests: { added: 5 } })
  })

  it('that is not there is told in words, and asked for by those who see all alone', async () => {
    const problem = await readProblem(await expert.send('POST', '/api/coding/github', { repo_slug: 'octo/nothing' }))
    expect(problem).toMatchObject({ status: 404, detail: expect.stringContaining('octo/nothing') })
    for (const repo of ['octo', 'octo/..', '../x', 'octo/a/b', 'octo/a?x=1'])
      expect((await send({ repo_slug: repo })).status, repo).toBe(422)
    stand.forget()
    expect((await member('POST', '/api/coding/github', { repo_slug: 'octo/Hello' })).status).toBe(403)
    expect(stand.asked).toEqual([])
  })

  it('is fetched with a token that stands in no answer and no line of the log', async () => {
    const answers: string[] = []
    for (const status of [401, 403, 404, 418]) {
      stand.before = (_req, res) => Boolean(res.writeHead(status, { 'x-token': TOKEN }).end(`{"message":"${TOKEN}"}`))
      answers.push(await (await send()).text())
    }
    stand.before = (_req, res) => Boolean(res.writeHead(200).end(`no list: ${TOKEN}`))
    answers.push(await (await send()).text())
    expect(answers.join('')).toContain('GITHUB_TOKEN')
    expect(log.length).toBeGreaterThan(0)
    expect([...answers, ...log].filter((text) => text.includes(TOKEN))).toEqual([])
  })
})
