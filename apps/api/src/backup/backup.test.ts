import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { eq, isNotNull } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appendAudit } from '../audit/audit.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import type { Database } from '../db/client.ts'
import { account } from '../db/schema/accounts.ts'
import { audit } from '../db/schema/audit.ts'
import { file as storedFile } from '../db/schema/files.ts'
import { listTables, sumTable, type TableSum } from '../db/tables.ts'
import { hashFile } from '../file/hash-file.ts'
import { fillDatabase } from '../testing/fill-database.ts'
import { makeTestPlace, openTestDatabase, serverRuns, type TestPlace } from '../testing/test-database.ts'
import { backUp } from './back-up.ts'
import { restore } from './restore.ts'

const ROWS = 40
const KINDS = ['pglite', 'postgresql'] as const
const ROUTES = [
  ['pglite', 'pglite'],
  ['pglite', 'postgresql'],
  ['postgresql', 'pglite'],
  ['postgresql', 'postgresql'],
] as const

let folder: string
let places: TestPlace[]
let databases: Database[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vouch-backup-'))
  places = []
  databases = []
})
afterEach(async () => {
  for (const database of databases) await database.close()
  for (const place of places) await place.remove()
  await rm(folder, { recursive: true })
})

async function newPlace(kind: Database['kind']): Promise<TestPlace> {
  const place = await makeTestPlace(kind)
  places.push(place)
  return place
}

async function open(place: TestPlace): Promise<Database> {
  const database = await openTestDatabase(place)
  databases.push(database)
  return database
}

async function filledPlace(kind: Database['kind']): Promise<{ place: TestPlace; database: Database }> {
  const place = await newPlace(kind)
  const database = await open(place)
  await fillDatabase(database, place.settings.VOUCH_HOME, ROWS)
  return { place, database }
}

describe.each(ROUTES)('a backup of %s, restored into %s', { timeout: 120_000 }, (from, to) => {
  it.skipIf([from, to].includes('postgresql') && !serverRuns)(
    'made under writes, holds one moment of every table and every file',
    async () => {
      const { place, database } = await filledPlace(from)
      const writer = startWriter(database)
      await expect.poll(() => writer.acknowledged.length).toBeGreaterThan(5)
      const before = [...writer.acknowledged]
      const file = join(folder, 'backup.tar.gz')
      const manifest = await backUp(place.settings, file)
      await writer.stop()
      expect(writer.acknowledged.length).toBeGreaterThan(before.length)
      expect((await stat(file)).mode & 0o777).toBe(0o600)
      expect(await readdir(folder)).toEqual(['backup.tar.gz'])

      const target = await newPlace(to)
      const report = await restore(target.settings, file)
      expect(report.audit.broken).toBeNull()
      const restored = await open(target)
      const sums = await sumsOf(restored)
      // the restore itself is in the audit
      for (const { name, rows, sha256 } of manifest.tables)
        if (!name.startsWith('audit')) expect({ name, ...sums.get(name) }).toMatchObject({ name, rows, sha256 })
      const audits = manifest.tables.find(({ name }) => name === 'audit')?.rows ?? 0
      expect(sums.get('audit')?.rows).toBe(audits + 1)
      expect(await verifyAudit(restored.sql)).toMatchObject({ entries: audits + 1, broken: null })
      // what was acknowledged before is in it, and of what came during it each act with its entry or neither
      const written = await restored.sql.select({ id: account.id }).from(account).where(eq(account.name, 'written'))
      const entries = await restored.sql
        .select({ subject: audit.subject })
        .from(audit)
        .where(eq(audit.action, 'account.create'))
      const ids = written.map(({ id }) => id)
      expect(before.filter((id) => !ids.includes(id))).toEqual([])
      expect(new Set(entries.map(({ subject }) => subject))).toEqual(new Set(ids))
      expect(entries).toHaveLength(ids.length)
      expect(await filesOf(target)).toEqual(await filesOf(place))
      // a place that is filled is not filled again
      await expect(restore(target.settings, file, null)).rejects.toThrow(/into an empty place only/)
    },
  )
})

describe.each(KINDS)('a backup on %s', { timeout: 120_000 }, (kind) => {
  describe.skipIf(kind === 'postgresql' && !serverRuns)('that is not whole', () => {
    it('cut short or altered anywhere, is refused and changes nothing', async () => {
      const { place } = await filledPlace(kind)
      const whole = join(folder, 'whole')
      await backUp(place.settings, whole)
      const { size } = await stat(whole)
      const target = await newPlace(kind)
      const bytes = await readFile(whole)
      const attempts: Buffer[] = [0, 10, size >> 1, size - 9].map((length) => bytes.subarray(0, length))
      attempts.push(flipped(bytes, size - 6), Buffer.from('no backup at all'))
      // one bit within each kind of part, by somebody who can pack an archive
      const archive = gunzipSync(bytes)
      for (const part of ['"schema_version"', '"password_hash"', 'file 3 file 3 file 3', '"missing"'])
        attempts.push(gzipSync(flipped(archive, archive.indexOf(part) + 3)))
      attempts.push(gzipSync(archive.subarray(0, archive.indexOf('files/'))))
      for (const attempt of attempts) {
        const file = join(folder, 'damaged')
        await writeFile(file, attempt)
        await expect(restore(target.settings, file, null)).rejects.toThrow(
          /is not a whole backup of Vouch\..* Nothing was changed/,
        )
        expect(await readdir(target.settings.VOUCH_HOME)).toEqual([])
      }
      await restore(target.settings, whole)
    })

    it('names the files that are lost or damaged, in the folder or in their rows, and keeps all else', async () => {
      const { place, database } = await filledPlace(kind)
      const [lost = '', damaged = ''] = Object.keys(await filesOf(place))
      await rm(join(place.settings.VOUCH_HOME, 'files', lost))
      await appendFile(join(place.settings.VOUCH_HOME, 'files', damaged), 'x')
      const [row] = await database.sql.select().from(storedFile).where(isNotNull(storedFile.content)).limit(1)
      const inRow = row?.sha256 ?? ''
      await database.sql
        .update(storedFile)
        .set({ content: flipped(row?.content ?? Buffer.alloc(0), 0) })
        .where(eq(storedFile.sha256, inRow))
      const file = join(folder, 'backup')
      const manifest = await backUp(place.settings, file)
      expect(manifest.missing.toSorted()).toEqual([lost.slice(3), damaged.slice(3), inRow].sort())
      const target = await newPlace(kind)
      const { backup } = await restore(target.settings, file)
      expect(backup.manifest.missing).toEqual(manifest.missing)
      expect(Object.keys(await filesOf(target))).toHaveLength(manifest.files.count)
    })
  })
})

function flipped(bytes: Buffer, at: number): Buffer {
  const altered = Buffer.from(bytes)
  altered[at] = (altered[at] ?? 0) ^ 1
  return altered
}

/** Writes an account and its audit entry in one transaction, again and again. */
function startWriter(database: Database): { acknowledged: string[]; stop(): Promise<void> } {
  const acknowledged: string[] = []
  let stopped = false
  const work = async () => {
    for (let i = 0; !stopped; i++) {
      const id = `acc_written_${i}`
      await database.sql.transaction(async (tx) => {
        await tx.insert(account).values({ id, name: 'written' })
        await appendAudit(tx, {
          actor: id,
          action: 'account.create',
          subject: id,
          outcome: 'done',
          origin: null,
          requestId: null,
        })
      })
      acknowledged.push(id)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const working = work()
  return {
    acknowledged,
    async stop() {
      stopped = true
      await working
    },
  }
}

function sumsOf(database: Database): Promise<Map<string, TableSum>> {
  return database.sql.transaction(async (tx) => {
    const sums = new Map<string, TableSum>()
    for (const shape of await listTables(tx)) sums.set(shape.name, await sumTable(tx, shape))
    return sums
  })
}

/** Every file of a place with the hash of its bytes. */
async function filesOf({ settings }: TestPlace): Promise<Record<string, string>> {
  const root = join(settings.VOUCH_HOME, 'files')
  const found: Record<string, string> = {}
  for (const digits of (await readdir(root)).sort())
    for (const name of (await readdir(join(root, digits))).sort())
      found[`${digits}/${name}`] = await hashFile(join(root, digits, name))
  return found
}
