import { CodingSession, Commit, PullRequest } from '@vouch/contracts/domains/coding'
import { hash } from 'node:crypto'
import initSqlJs from 'sql.js'
import { describe, expect, it } from 'vitest'
import { collect } from './fixtures/collect.ts'
import { readCache, type CacheEntry } from './read-cache.ts'
import { readLitellm } from './read-litellm.ts'

const sha256 = (text: string) => hash('sha256', text, 'hex')
const limits = { bytes: 1e8, rows: 1e6 }
const read = async (bytes: Uint8Array, most = limits) => collect(readCache(bytes, { sha256, limits: most }))

const SESSIONS =
  'CREATE TABLE sessions (id INTEGER PRIMARY KEY, session_id TEXT, developer_id TEXT, timestamp TEXT NOT NULL, model TEXT, tokens_in INTEGER, tokens_out INTEGER, latency_ms REAL, status_code INTEGER, accepted_flag INTEGER, repo_slug TEXT, event_date TEXT, total_tokens INTEGER, cost_usd REAL, diff_ratio REAL, accepted_lines INTEGER, trace_hash TEXT UNIQUE);'
const REST =
  'CREATE TABLE pull_requests (id INTEGER PRIMARY KEY, number INTEGER, title TEXT, author TEXT, state TEXT, created_at TEXT, merged_at TEXT, updated_at TEXT, reopened INTEGER);' +
  'CREATE TABLE commits (sha TEXT PRIMARY KEY, author TEXT, timestamp TEXT);'
const ROWS =
  "INSERT INTO sessions VALUES (1, 's1', 'ada', '2026-03-01T09:30:00Z', 'claude-3-haiku', 30, 70, 1200, 200, 1, 'acme/app', '2026-03-01', 100, 0.005, 0.8, 4, 'h1'), (2, 's1', NULL, '2026-03-01 09:31:00', NULL, NULL, NULL, NULL, 500, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h2');" +
  "INSERT INTO pull_requests VALUES (1, 10, 'Add', 'ada', 'closed', '2026-03-01T10:00:00Z', '2026-03-01T20:00:00Z', NULL, 1);" +
  "INSERT INTO commits VALUES ('a1', 'ada', '2026-03-02T11:00:00Z');"

async function databaseOf(sql: string): Promise<Uint8Array> {
  const { Database } = await initSqlJs()
  const database = new Database()
  database.run(sql)
  const bytes = database.export()
  database.close()
  return bytes
}

const ofKind = <Kind extends CacheEntry['kind']>(entries: readonly CacheEntry[], kind: Kind) =>
  entries.filter((entry): entry is Extract<CacheEntry, { kind: Kind }> => entry.kind === kind)

describe('an old dashboard’s cache', () => {
  it('gives its sessions, its pull requests and its commits', async () => {
    const entries = await read(await databaseOf(SESSIONS + REST + ROWS))
    const [first, second] = ofKind(entries, 'session').map(({ value }) => CodingSession.parse(value))
    expect(first).toMatchObject({
      session_id: 's1',
      developer_id: 'ada',
      accepted_flag: true,
      accepted_lines: 4,
      total_tokens: 100,
      cost_usd: 0.005,
      priced_by: 'source',
      source: 'cache',
    })
    expect(second).toMatchObject({ timestamp: '2026-03-01T09:31:00.000Z', status_code: 500, accepted_flag: null })
    expect(ofKind(entries, 'pull_request').map(({ value }) => PullRequest.parse(value))).toEqual([
      expect.objectContaining({ number: 10, author: 'ada', reopened: true, repo_slug: null }),
    ])
    expect(ofKind(entries, 'commit').map(({ value }) => Commit.parse(value).sha)).toEqual(['a1'])
    expect(ofKind(entries, 'missing')).toEqual([])
    expect(ofKind(entries, 'dead')).toEqual([])
  })

  it('gives a session the id of the line that its row was made of', async () => {
    const line = {
      timestamp: '2026-03-01T09:30:00Z',
      attributes: { 'llm.model_name': 'claude-3-haiku', status_code: 200, latency_ms: 1200 },
      usage: { input_tokens: 30, output_tokens: 70, total_tokens: 100 },
      metadata: { developer_id: 'ada', session_id: 's1', repo: 'acme/app' },
    }
    const [session] = ofKind(await read(await databaseOf(SESSIONS + REST + ROWS)), 'session')
    expect(session?.value.id).toBe(readLitellm(line, sha256).value?.id)
  })

  it('tells rows apart of which only the hash differs, and is the same when it is sent again', async () => {
    const twice = "INSERT INTO sessions (session_id, timestamp, trace_hash) VALUES ('s', '2026-03-01T00:00:00Z', "
    const bytes = await databaseOf(`${SESSIONS}${twice}'x');${twice}'y');`)
    const ids = async () => ofKind(await read(bytes), 'session').map(({ value }) => value.id)
    expect(new Set(await ids()).size).toBe(2)
    expect(await ids()).toEqual(await ids())
  })

  it('names the tables and the columns that are not there', async () => {
    const bytes = await databaseOf(
      "CREATE TABLE sessions (session_id TEXT, timestamp TEXT, model TEXT); INSERT INTO sessions VALUES ('s', '2026-03-01T00:00:00Z', 'm')",
    )
    const entries = await read(bytes)
    const missing = ofKind(entries, 'missing').map(({ name }) => name)
    expect(missing).toContain('column sessions.developer_id')
    expect(missing).toContain('table commits')
    expect(ofKind(entries, 'session').length).toBe(1)
  })

  it('without a column that its rows need is refused', async () => {
    await expect(read(await databaseOf('CREATE TABLE sessions (session_id TEXT)'))).rejects.toThrow(
      'The table sessions has no column timestamp.',
    )
    await expect(read(await databaseOf('CREATE TABLE other (a)'))).rejects.toThrow('none of the tables sessions')
  })

  it('has a dead letter for a row that cannot be read', async () => {
    const bytes = await databaseOf(
      `${SESSIONS}${REST}INSERT INTO sessions (timestamp, tokens_in) VALUES ('2026-03-01T00:00:00Z', -4), ('once', 1), ('2026-03-01T00:00:00Z', 'x'); INSERT INTO commits VALUES ('zz top', 'ada', '2026-03-01T00:00:00Z');`,
    )
    expect(ofKind(await read(bytes), 'dead').map(({ dead }) => [dead.line, dead.reason])).toEqual([
      [1, expect.stringContaining('sessions: tokens_in is -4')],
      [2, expect.stringContaining('sessions: timestamp is "once"')],
      [3, expect.stringContaining('sessions: tokens_in is a text')],
      [4, expect.stringContaining('commits: sha')],
    ])
  })

  it('that is damaged, cut off or no database is refused in words', async () => {
    const many = `${SESSIONS}${REST}INSERT INTO sessions (timestamp, session_id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT '2026-03-01T00:00:00Z', 'conversation-' || i FROM n;`
    const bytes = await databaseOf(many)
    const scribbled = bytes.slice()
    // cut off within its last page, of which SQLite reads the rest as zeros without a word
    const log =
      "CREATE TABLE sessions (timestamp TEXT, session_id TEXT); INSERT INTO sessions WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT '2026-03-01T00:00:00Z', 'conversation-' || i FROM n;"
    const ending = (await databaseOf(log)).slice(0, -1000)
    scribbled.fill(0x5a, bytes.length - 20_000, bytes.length - 8000)
    for (const bad of [
      bytes.slice(0, 30_000),
      ending,
      scribbled,
      Buffer.from('SQLite format 3\0and so on'),
      Buffer.from('x'),
    ]) {
      await expect(read(bad)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('SQLite') })
    }
  })

  it('with a view that never ends for a table is not read', async () => {
    const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS timestamp FROM n'
    const entries = await read(await databaseOf(`CREATE VIEW sessions AS ${endless}; ${REST}`))
    expect(ofKind(entries, 'missing').map(({ name }) => name)).toContain('table sessions')
  })

  it('with a stranger’s conditions, triggers, names and blobs is read at once, and nothing of it is lost', async () => {
    const bytes = await databaseOf(
      'CREATE TABLE sessions (timestamp TEXT, session_id TEXT, "odd ""name" BLOB, ' +
        "CHECK (length(replace(hex(zeroblob(200000000)), '0', '11')) > 0)); " +
        'PRAGMA ignore_check_constraints = ON; ' +
        "INSERT INTO sessions VALUES ('2026-03-01T09:30:00Z', 's', NULL), ('2026-03-01T09:30:00Z', zeroblob(3000000), x'00ff'); " +
        'CREATE TRIGGER again AFTER INSERT ON sessions BEGIN INSERT INTO sessions SELECT * FROM sessions; END;',
    )
    const started = performance.now()
    const entries = await read(bytes)
    expect(performance.now() - started).toBeLessThan(2000)
    expect(ofKind(entries, 'session')).toHaveLength(1)
    const [letter] = ofKind(entries, 'dead')
    expect(letter?.dead).toMatchObject({ line: 2, reason: expect.stringContaining('session_id is an object') })
    expect(JSON.parse(letter?.dead.text ?? '')).toEqual({
      timestamp: '2026-03-01T09:30:00Z',
      session_id: { base64: 'A'.repeat(4_000_000) },
      'odd "name': { base64: 'AP8=' },
    })
  })

  it('is bounded in bytes and in rows', async () => {
    const bytes = await databaseOf(SESSIONS + REST + ROWS)
    await expect(read(bytes, { bytes: 1000, rows: 10 })).rejects.toMatchObject({ code: 'too_large' })
    await expect(read(bytes, { bytes: 1e6, rows: 3 })).rejects.toMatchObject({ code: 'too_large' })
  })
})
