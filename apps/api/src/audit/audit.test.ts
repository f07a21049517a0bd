import { sql } from 'drizzle-orm'
import { beforeEach, expect, it } from 'vitest'
import type { Database, Sql } from '../db/client.ts'
import { audit, auditHead } from '../db/schema/audit.ts'
import { forEachDatabase } from '../testing/test-database.ts'
import { appendAudit, appendAudits } from './audit.ts'
import { type AuditAct, GENESIS } from './hash-entry.ts'
import { pruneAudit } from './prune-audit.ts'
import { readAuditHead } from './store.ts'
import { verifyAudit } from './verify-audit.ts'

const ACT: AuditAct = {
  actor: 'acc_00000000000000000000000000',
  action: 'session.create',
  subject: 'ses_00000000000000000000000000',
  outcome: 'done',
  origin: 'abc',
  requestId: 'one',
}

forEachDatabase('the audit', ({ database }) => {
  const append = (act: Partial<AuditAct> = {}) =>
    database().sql.transaction((tx) => appendAudit(tx, { ...ACT, ...act }))
  beforeEach(() => withoutGuards(database(), (tx) => emptied(tx)))

  it('chains every entry to the one before, whatever is in it', async () => {
    const details: Required<AuditAct>['detail'][] = [
      null,
      {},
      { b: 1, a: [true, null, { z: 0.1, y: -0, x: 1e-7, w: 1e21, v: 2 ** 60 }] },
      { text: 'NUL \0, half \ud800 a pair, “quotes”, \u2028, 🪐, \\, \n', ['key\0']: Number.NaN },
      { left_out: undefined, long: 'ä'.repeat(5000) },
    ]
    for (const detail of details) await append({ detail })
    await append({ subject: 'a\0b', requestId: null, origin: null })
    expect(await verifyAudit(database().sql)).toMatchObject({ entries: 6, broken: null })
    const rows = await database().sql.select().from(audit).orderBy(audit.number)
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6])
    expect(rows[2]?.detail).toEqual({ b: 1, a: [true, null, { z: 0.1, y: 0, x: 1e-7, w: 1e21, v: 2 ** 60 }] })
    expect(rows[5]?.subject).toBe('a\uFFFDb')
  })

  it('chains entries that are added together as it does one by one', async () => {
    await append()
    const many = Array.from({ length: 2500 }, (_, i) => ({
      ...ACT,
      subject: `${i}`,
      detail: i % 2 === 0 ? null : { i, a: 'ä' },
    }))
    await database().sql.transaction(async (tx) => {
      await appendAudits(tx, [])
      await appendAudits(tx, many)
    })
    await append({ subject: 'last' })
    expect(await verifyAudit(database().sql)).toMatchObject({ entries: 2502, broken: null })
    const rows = await database().sql.select({ subject: audit.subject }).from(audit).orderBy(audit.number)
    expect(rows.slice(1).map(({ subject }) => subject)).toEqual([...many.map(({ subject }) => subject), 'last'])
  })

  it('is kept with the act or not at all', async () => {
    await append()
    const failing = database().sql.transaction(async (tx) => {
      await appendAudit(tx, ACT)
      throw new Error('the act failed')
    })
    await expect(failing).rejects.toThrow('the act failed')
    await append()
    expect(await verifyAudit(database().sql)).toMatchObject({ entries: 2, broken: null })
  })

  it('has no fork and no gap when many write at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, writer) => {
        for (let i = 0; i < 10; i += 2) {
          await append({ subject: `${writer}/${i}` })
          const two = [i + 1, `${i + 1} again`].map((n) => ({ ...ACT, subject: `${writer}/${n}` }))
          await database().sql.transaction((tx) => appendAudits(tx, two))
        }
      }),
    )
    expect(await verifyAudit(database().sql)).toMatchObject({ entries: 300, broken: null })
    const rows = await database().sql.select({ subject: audit.subject }).from(audit)
    expect(new Set(rows.map(({ subject }) => subject)).size).toBe(300)
  }, 60_000)

  it.each([
    ['changing an entry', sql`update ${audit} set actor = 'another'`],
    ['taking one out', sql`delete from ${audit}`],
    ['emptying the table', sql`truncate ${audit}`],
    ['taking the end of the chain back', sql`update ${auditHead} set number = number - 1`],
    ['taking the end of the chain out', sql`delete from ${auditHead}`],
    ['emptying the end of the chain', sql`truncate ${auditHead}`],
  ])('refuses %s', async (_, statement) => {
    await append()
    // 42501: permission denied
    await expect(database().sql.execute(statement)).rejects.toMatchObject({ cause: { code: '42501' } })
    expect(await verifyAudit(database().sql)).toMatchObject({ entries: 1, broken: null })
  })

  it.each([
    ['changed', 3, 'it is not as it was written', sql`update ${audit} set actor = 'another' where number = 3`],
    [
      'changed in its detail',
      3,
      'it is not as it was written',
      sql`update ${audit} set detail = '{"n":4}' where number = 3`,
    ],
    [
      'made earlier',
      3,
      'it is not as it was written',
      sql`update ${audit} set at = '2020-01-01T00:00:00.000Z' where number = 3`,
    ],
    ['taken out of the middle', 3, 'it is not there', sql`delete from ${audit} where number = 3`],
    ['taken off the end', 5, 'it is not there', sql`delete from ${audit} where number = 5`],
    ['taken off the beginning', 1, 'it is not there', sql`delete from ${audit} where number = 1`],
    [
      'written again with a new hash',
      4,
      'it is not as it was written',
      sql`update ${audit} set hash = ${GENESIS} where number = 4`,
    ],
  ])('names the first entry that was %s by somebody with the rights for it', async (_, number, why, statement) => {
    for (let i = 0; i < 5; i++) await append({ detail: { n: i } })
    expect(await verifyAudit(database().sql)).toMatchObject({ entries: 5, broken: null })
    await withoutGuards(database(), (tx) => tx.execute(statement))
    expect((await verifyAudit(database().sql)).broken).toEqual({ number, why })
  })

  it('proves by an entry that was noted elsewhere that the whole chain was not written anew', async () => {
    for (let i = 0; i < 3; i++) await append()
    const { last } = await verifyAudit(database().sql)
    await append()
    expect((await verifyAudit(database().sql, last)).broken).toBeNull()
    await withoutGuards(database(), (tx) => emptied(tx))
    for (let i = 0; i < 4; i++) await append({ actor: 'system' })
    expect((await verifyAudit(database().sql)).broken).toBeNull()
    expect((await verifyAudit(database().sql, last)).broken).toEqual({
      number: 3,
      why: 'it is another one than was noted',
    })
  })

  it('loses old entries to retention alone, which is an entry itself, and verifies as before', async () => {
    for (let i = 0; i < 5; i++) await append({ detail: { n: i } })
    const before = new Date('2021-01-01T00:00:00Z')
    expect(await pruneAudit(database().sql, before)).toBe(0)
    expect(await pruneAudit(database().sql, new Date(Date.now() + 60_000))).toBe(5)
    const rows = await database().sql.select().from(audit)
    expect(rows).toMatchObject([{ number: 6, action: 'audit.delete', actor: 'system', detail: { through: 5 } }])
    expect(await verifyAudit(database().sql)).toMatchObject({ entries: 1, broken: null })
    expect(await readAuditHead(database().sql)).toMatchObject({ number: 6, prunedNumber: 5 })
  })
})

/** What somebody does who may change the tables themselves. */
async function withoutGuards(database: Database, change: (tx: Sql) => Promise<unknown>): Promise<void> {
  await database.sql.transaction(async (tx) => {
    for (const table of [audit, auditHead]) await tx.execute(sql`alter table ${table} disable trigger user`)
    await change(tx)
    for (const table of [audit, auditHead]) await tx.execute(sql`alter table ${table} enable trigger user`)
  })
}

async function emptied(tx: Sql): Promise<void> {
  await tx.delete(audit)
  await tx.update(auditHead).set({ number: 0, hash: GENESIS, prunedNumber: 0, prunedHash: GENESIS })
}
