import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Role } from '@vouch/contracts/account'
import { type Auditor, createAuditor } from '../audit/auditor.ts'
import type { Sql } from '../db/client.ts'
import { account } from '../db/schema/accounts.ts'
import { file, upload } from '../db/schema/files.ts'
import { prediction } from '../db/schema/predictions.ts'
import { type FileStore, openFileStore } from '../file/file-store.ts'
import { createId } from '../id.ts'
import { countKept, findTorn } from '../testing/kept.ts'
import { forEachDatabase } from '../testing/test-database.ts'
import { createKeeper } from './keep-submission.ts'
import { openPrediction, type Reader } from './open-prediction.ts'
import {
  deleteSubmissions,
  expireSubmissionsOf,
  findSubmission,
  insertSubmissions,
  keepable,
  listSubmissions,
  type NewSubmission,
} from './store.ts'
import { createOwnModels } from '../model/own-models.ts'
import { sweep } from './sweep.ts'

const NOBODY: Reader = { accountId: null, grants: [], address: '127.0.0.1' }
const [ANNA, BERT] = [createId('acc', 1), createId('acc', 2)]
const as = (accountId: string, role: Role = 'member', domain: '*' | 'exoplanet' = '*'): Reader => ({
  accountId,
  grants: [{ role, domain }],
  address: '127.0.0.1',
})

/** of nobody, Anna, Bert, two experts and an admin */
const ANNAS_READERS = [false, true, false, false, false, true]
const EACH_ALONE = ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'rejected']

forEachDatabase('submissions', ({ database }) => {
  let home: string
  let files: FileStore
  let audit: Auditor
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'vouch-submissions-'))
    files = await openFileStore(home, database().sql)
    audit = await createAuditor(database(), { error: () => undefined })
    for (const id of [ANNA, BERT]) await database().sql.insert(account).values({ id })
  })
  beforeEach(async () => {
    for (const table of [prediction, upload, file]) await database().sql.delete(table)
  })
  afterAll(() => audit.close())
  afterAll(() => rm(home, { recursive: true, force: true }))

  async function make(changes: Partial<NewSubmission> = {}): Promise<NewSubmission> {
    return {
      id: createId('prd', Date.now()),
      accountId: null,
      patientId: null,
      domain: 'exoplanet',
      modelId: 'koi',
      modelVersion: '1.0.0',
      modelSha256: 'f'.repeat(64),
      threshold: 0.1 + 0.2,
      rows: 3,
      upload: {
        id: createId('upl', Date.now()),
        name: 'koi.csv',
        kind: 'table',
        file: await files.prepareBytes(randomBytes(200)),
      },
      calls: await files.prepareBytes(randomBytes(100_000)),
      context: null,
      inputSha256: '1'.repeat(64),
      contextSha256: null,
      receipt: JSON.stringify({ summary: { predicted_planets: 2, mean_probability: null } }),
      keptSeconds: null,
      ...changes,
    }
  }
  const keep = async (changes: Partial<NewSubmission> = {}) => {
    const made = await make(changes)
    await insertSubmissions(database().sql, [made])
    return made
  }
  const open = (caller: Reader, id: string) =>
    openPrediction({ services: { database: database(), audit }, caller, requestId: 'req' }, id)
  const mayRead = (caller: Reader, id: string) =>
    open(caller, id).then(
      () => true,
      (error: unknown) => {
        expect(error).toMatchObject({ code: 'not_found', message: 'There is no such prediction.', errors: [] })
        return false
      },
    )

  it('come back as they were kept', async () => {
    const made = await keep({ accountId: ANNA, contextSha256: '2'.repeat(64) })
    const found = await findSubmission(database().sql, made.id)
    expect(found).toMatchObject({
      id: made.id,
      accountId: ANNA,
      domain: 'exoplanet',
      modelId: 'koi',
      modelVersion: '1.0.0',
      rows: 3,
      threshold: 0.1 + 0.2,
      inputSha256: '1'.repeat(64),
      contextSha256: '2'.repeat(64),
      expiresAt: null,
      uploadName: 'koi.csv',
      uploadKind: 'table',
      uploadSha256: made.upload.file.sha256,
      callsSha256: made.calls.sha256,
      receipt: JSON.parse(made.receipt),
    })
    expect(Math.abs(Date.now() - Number(found?.createdAt))).toBeLessThan(60_000)
  })

  it('that are nobody’s are read by whoever has the id; an account’s by it and by admins alone', async () => {
    const [nobodys, annas] = [await keep(), await keep({ accountId: ANNA })]
    const everybody = [
      NOBODY,
      as(ANNA),
      as(BERT),
      as(BERT, 'expert'),
      as(BERT, 'expert', 'exoplanet'),
      as(BERT, 'admin'),
    ]
    expect(await Promise.all(everybody.map((caller) => mayRead(caller, nobodys.id)))).toEqual(everybody.map(() => true))
    expect(await Promise.all(everybody.map((caller) => mayRead(caller, annas.id)))).toEqual(ANNAS_READERS)
    expect(await mayRead(as(BERT, 'admin', 'exoplanet'), annas.id)).toBe(false)
    expect(await mayRead(as(ANNA), createId('prd', 5))).toBe(false)
  })

  it('are listed for their account alone, the newest first, page by page without gap or double', async () => {
    const ids: string[] = []
    for (let i = 0; i < 7; i++) ids.unshift((await keep({ accountId: ANNA, id: createId('prd', 1000 + i) })).id)
    await keep({ accountId: BERT })
    await keep()
    const seen: string[] = []
    for (let cursor: string | undefined; ;) {
      const page = await listSubmissions(database().sql, ANNA, { cursor, limit: 3 })
      seen.push(...page.map(({ id }) => id))
      expect(page.every(({ summary }) => JSON.stringify(summary).includes('predicted_planets'))).toBe(true)
      cursor = page.at(-1)?.id
      if (page.length < 3) break
    }
    expect(seen).toEqual(ids)
  })

  it('are listed without a look at the rest of them, whatever the planner knows', async () => {
    const made = await Promise.all(
      Array.from({ length: 600 }, (_, i) => make({ accountId: ANNA, id: createId('prd', 1000 + i), calls: SMALL })),
    )
    await insertSubmissions(database().sql, made)
    const read = await database().sql.transaction(async (tx) => {
      const before = await countRead(tx)
      expect(await listSubmissions(tx, ANNA, { limit: 20 })).toHaveLength(20)
      return (await countRead(tx)) - before
    })
    expect(read).toBeGreaterThan(0)
    expect(read).toBeLessThan(100)
  })

  it('of a group are kept all or none, and one that cannot be kept fails alone', async () => {
    const keeper = createKeeper(database())
    const first = await make()
    const good = [first, await make(), await make()]
    const bad = await make({ accountId: createId('acc', 77) })
    // begun again: the same calls are kept once, others are refused
    const again = [{ ...first }, { ...first, inputSha256: '2'.repeat(64) }]
    await expect(insertSubmissions(database().sql, [...good, bad])).rejects.toThrow()
    expect(await countKept(database(), home)).toMatchObject({ files: 0, uploads: 0, predictions: 0 })
    const settled = await Promise.allSettled([...good, bad, ...again].map(keeper))
    expect(settled.map(({ status }) => status)).toEqual(EACH_ALONE)
    for (const { id } of good) expect(await findSubmission(database().sql, id)).not.toBeNull()
    expect(await countKept(database(), home)).toMatchObject({ files: 6, uploads: 3, predictions: 3 })
    expect(await findTorn(database(), home)).toEqual([])
  })

  it('are not kept when a step fails after their file is in the folder, which is all that is left for a while', async () => {
    const made = await make()
    const failing = database().sql.transaction(async (tx) => {
      await insertSubmissions(tx, [made])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    const left = await countKept(database(), home)
    expect(left).toMatchObject({ files: 0, uploads: 0, predictions: 0 })
    expect(left.folder).toContain(made.calls.sha256)
    expect(await findTorn(database(), home)).toEqual([])
  })

  it('go with their upload and their files when they are deleted, but not what others refer to', async () => {
    const shared = await files.prepareBytes(randomBytes(300))
    const uploadOf = (): NewSubmission['upload'] => ({ id: createId('upl', 1), name: 'x', kind: 'rows', file: shared })
    const [first, second] = [await keep({ upload: uploadOf() }), await keep({ upload: uploadOf() })]
    const hashes = await database().sql.transaction((tx) => deleteSubmissions(tx, [first.id]))
    await files.release(hashes)
    expect(await findSubmission(database().sql, first.id)).toBeNull()
    await expect(files.open(first.calls.sha256)).rejects.toMatchObject({ code: 'not_found' })
    expect(await countKept(database(), home)).toMatchObject({ files: 2, uploads: 1, predictions: 1 })
    expect(await files.open(shared.sha256)).toHaveProperty('content')
    expect(await files.open(second.calls.sha256)).toHaveProperty('path')
    expect(await findTorn(database(), home)).toEqual([])
  })

  it('that have expired are not there from that moment, and are gone after a sweep; the others stay', async () => {
    const [soon, later, never] = [
      await keep({ keptSeconds: 0 }),
      await keep({ keptSeconds: 3600 }),
      await keep({ accountId: ANNA }),
    ]
    expect(await mayRead(NOBODY, soon.id)).toBe(false)
    expect(await mayRead(NOBODY, later.id)).toBe(true)
    await sweep({ database: database(), files, ownModels: createOwnModels({ home, sql: database().sql, files }) })
    const rows = await database().sql.select({ id: prediction.id }).from(prediction)
    expect(rows.map(({ id }) => id).toSorted()).toEqual([later.id, never.id].toSorted())
    expect(await countKept(database(), home)).toMatchObject({ files: 4, uploads: 2, predictions: 2 })
    expect((await findSubmission(database().sql, never.id))?.expiresAt).toBeNull()
    await expireSubmissionsOf(database().sql, ANNA)
    expect(await mayRead(as(ANNA), never.id)).toBe(false)
    expect(await listSubmissions(database().sql, ANNA, { limit: 10 })).toEqual([])
  })

  it('go by the hundreds, and by many sweeps at once', async () => {
    const made = await Promise.all(Array.from({ length: 450 }, () => make({ keptSeconds: 0, calls: SMALL })))
    await insertSubmissions(database().sql, made)
    await Promise.all(
      [1, 2, 3].map(() =>
        sweep({ database: database(), files, ownModels: createOwnModels({ home, sql: database().sql, files }) }),
      ),
    )
    expect(await countKept(database(), home)).toMatchObject({ files: 0, uploads: 0, predictions: 0 })
  })

  it('keep every number and letter of a receipt, but NUL and halves of characters', async () => {
    const receipt = {
      summary: {},
      text: 'a\u0000b\ud83d\udcab\ud83d\\u0000"',
      small: 1e-7,
      more: 0.1 + 0.2,
      whole: 2 ** 53,
    }
    const { id } = await keep({ receipt: JSON.stringify(receipt) })
    const found = await findSubmission(database().sql, id)
    expect(found?.receipt).toEqual({ ...receipt, text: 'a\ufffdb\ud83d\udcab\ufffd\\u0000"' })
    const [row] = await database()
      .sql.select({ kind: sql<string>`jsonb_typeof(${prediction.receipt})` })
      .from(prediction)
    expect(row?.kind).toBe('object')
  })
})

/** Rows of submissions and uploads that this transaction has taken from their tables. */
async function countRead(tx: Sql): Promise<number> {
  const found = z.object({ rows: z.tuple([z.object({ count: z.coerce.number() })]) }).parse(
    await tx.execute(sql`
      select sum(seq_tup_read + idx_tup_fetch) as count from pg_stat_xact_user_tables
      where schemaname = 'vouch' and relname in ('prediction', 'upload')`),
  )
  return found.rows[0].count
}

const SMALL = { sha256: '9'.repeat(64), bytes: 1, content: Buffer.from('x') }

describe('keepable', () => {
  it.each([
    ['plain', '{"a":1}', '{"a":1}'],
    ['other escapes', JSON.stringify('\u0001\n"\\ é'), JSON.stringify('\u0001\n"\\ é')],
    ['a NUL', JSON.stringify('\u0000'), '"\\ufffd"'],
    ['a backslash before u0000', JSON.stringify('\\u0000'), JSON.stringify('\\u0000')],
    ['two backslashes before a NUL', JSON.stringify('\\\\\u0000'), '"\\\\\\\\\\ufffd"'],
    ['halves', JSON.stringify('\ud800 \udc00'), '"\\ufffd \\ufffd"'],
  ])('gives %s as it may be kept', (_what, json, kept) => {
    expect(keepable(json)).toBe(kept)
  })
})
