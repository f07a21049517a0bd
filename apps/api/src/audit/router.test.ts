import { AuditPage } from '@vouch/contracts/audit'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountClient, type Send } from '../testing/accounts.ts'
import { startTestServer, type TestServer } from '../testing/start-test-server.ts'
import { appendAudit } from './audit.ts'
import { NOTES_PER_MINUTE } from './notes.ts'
import { verifyAudit } from './verify-audit.ts'

let server: TestServer
let admin: Send
let adminId: string
beforeAll(async () => {
  server = await startTestServer({ environment: { RATE_LIMIT: 'off' } })
  const clients = accountClient(server)
  const account = await clients.withRole('admin')
  adminId = account.id
  admin = clients.as(account.tokens)
}, 60_000)
afterAll(() => server.end())

async function list(query = ''): Promise<AuditPage> {
  const answer = await admin('GET', `/api/audit${query}`)
  expect(answer.status).toBe(200)
  return AuditPage.strict().parse(await answer.json())
}

describe('the audit as an admin sees it', () => {
  it('gives the newest first, page by page, without a gap or a double', async () => {
    for (let i = 0; i < 7; i++)
      await server.services.database.sql.transaction((tx) =>
        appendAudit(tx, {
          actor: 'system',
          action: 'dataset.delete',
          subject: `paged ${i}`,
          outcome: 'done',
          origin: null,
          requestId: null,
        }),
      )
    const subjects: (string | null)[] = []
    let cursor = ''
    do {
      const page = await list(`?action=dataset.delete&limit=3${cursor}`)
      subjects.push(...page.entries.map(({ subject }) => subject))
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
    } while (cursor !== '')
    expect(subjects).toEqual([6, 5, 4, 3, 2, 1, 0].map((i) => `paged ${i}`))
  })

  it('finds by who, what, of what and when', async () => {
    const [first] = (await list('?subject=paged%200')).entries
    expect(first).toMatchObject({ subject: 'paged 0', actor: 'system', action: 'dataset.delete' })
    const at = encodeURIComponent(first?.at ?? '')
    expect((await list(`?subject=paged%200&from=${at}`)).entries).toHaveLength(1)
    expect((await list(`?subject=paged%200&to=${at}`)).entries).toHaveLength(0)
    expect((await list(`?subject=paged%200&from=2000-01-01&to=2000-01-02`)).entries).toHaveLength(0)
    expect((await list('?actor=nobody')).entries).toEqual([])
    for (const query of ['?cursor=x', '?from=yesterday', '?limit=0', '?cursor=99999999999999999999'])
      expect((await admin('GET', `/api/audit${query}`)).status, query).toBe(422)
  })

  it('holds that it was read, and what for', async () => {
    await list('?actor=nobody&limit=5')
    const [read] = (await list('?action=audit.list&limit=1')).entries
    expect(read).toMatchObject({ actor: adminId, outcome: 'done', detail: { actor: 'nobody', entries: 0 } })
    expect(read?.request_id).toMatch(/./)
    expect(read?.origin).toMatch(/^[0-9a-f]{16}$/)
  })

  it('does not hold a person that was looked for', async () => {
    await list(`?actor=${adminId}&subject=jane%40example.org&from=2026-01-01T00:00:00%2B01:00`)
    const [read] = (await list('?action=audit.list&limit=1')).entries
    expect(read?.detail).toEqual({
      actor: adminId,
      subject: '(other than an id)',
      from: '2026-01-01T00:00:00+01:00',
      entries: 0,
    })
  })

  it('holds who was refused what, so many of one origin, and how many there were beside', async () => {
    const tries = NOTES_PER_MINUTE + 30
    const answers = await Promise.all(
      Array.from({ length: tries }, () => fetch(`${server.url}/api/audit`, { headers: { 'x-request-id': 'mark' } })),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401))
    const denied = async () => (await list('?action=access.check')).entries
    await expect.poll(async () => (await denied()).length).toBe(NOTES_PER_MINUTE)
    expect((await denied())[0]).toMatchObject({
      actor: 'anonymous',
      outcome: 'denied',
      request_id: 'mark',
      detail: { operation: 'GET /api/audit', status: 401 },
    })
    await server.services.audit.close()
    const limited = (await list('?action=audit.limit')).entries
    expect(limited).toMatchObject([{ actor: 'system', outcome: 'denied', detail: { not_kept: 30 } }])
  })

  it('never holds a name or an address of a person, and its chain holds', async () => {
    const rows: unknown = await server.services.database.sql.execute(sql`select * from vouch.audit`)
    const text = JSON.stringify(rows)
    expect(text).toContain('account.create')
    for (const secret of ['@example.org', '127.0.0.1', '::1']) expect(text).not.toContain(secret)
    expect((await verifyAudit(server.services.database.sql)).broken).toBeNull()
  })
})
