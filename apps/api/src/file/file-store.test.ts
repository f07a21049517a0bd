import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataset, file } from '../db/schema/files.ts'
import { createId } from '../id.ts'
import { forEachDatabase } from '../testing/test-database.ts'
import { type FileBytes, type FileStore, openFileStore, type PreparedFile, ROW_BYTES } from './file-store.ts'
import { openWorkFolders } from './work-folders.ts'

const OLD = new Date(Date.now() - 2 * 86_400_000)
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
/** the hash of what is read: comparing a megabyte byte by byte takes seconds */
const readHash = async (found: FileBytes) => hashOf('path' in found ? await readFile(found.path) : found.content)

forEachDatabase('the files', ({ database }) => {
  let home: string
  let files: FileStore
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'vouch-files-'))
    files = await openFileStore(home, database().sql)
  })
  afterEach(async () => {
    await database().sql.delete(dataset)
    await database().sql.delete(file)
    await rm(home, { recursive: true, force: true })
  })

  const inFolder = async () =>
    (await readdir(join(home, 'files'), { recursive: true })).map((name) => name.slice(3)).filter((name) => name !== '')
  const rows = () => database().sql.select({ sha256: file.sha256, bytes: file.bytes, content: file.content }).from(file)

  async function prepare(bytes: Buffer): Promise<PreparedFile> {
    const work = await files.createWorkFolder()
    const path = join(work.path, 'bytes')
    await writeFile(path, bytes)
    const prepared = await files.prepareFile(path)
    await work.remove()
    return prepared
  }

  /** Notes a file with a row that refers to it. */
  async function refer(prepared: PreparedFile): Promise<string> {
    const id = createId('dst', Date.now())
    await database().sql.transaction(async (tx) => {
      await files.note(tx, [prepared])
      const { sha256 } = prepared
      await tx.insert(dataset).values({ id, domain: 'x', name: 'x', source: 'upload', sha256, rows: 1, columns: [] })
    })
    return id
  }

  const age = async ({ sha256, content }: PreparedFile) => {
    await database().sql.update(file).set({ createdAt: OLD }).where(eq(file.sha256, sha256))
    if (content === null) await utimes(join(home, 'files', sha256.slice(0, 2), sha256), OLD, OLD)
  }

  it.each([0, 1, ROW_BYTES, ROW_BYTES + 1, 1 << 20])('keep %i bytes and give them back', async (length) => {
    const bytes = randomBytes(length)
    const [fromPath, fromMemory] = [await prepare(bytes), await files.prepareBytes(bytes)]
    expect([fromMemory.sha256, fromMemory.bytes]).toEqual([fromPath.sha256, fromPath.bytes])
    await database().sql.transaction((tx) => files.note(tx, [fromPath, fromMemory]))
    const inRow = length <= ROW_BYTES
    const [row, ...others] = await rows()
    expect([row?.sha256, row?.bytes, row?.content?.length ?? null, others.length]).toEqual([
      hashOf(bytes),
      length,
      inRow ? length : null,
      0,
    ])
    expect(await inFolder()).toEqual(inRow ? [] : [hashOf(bytes)])
    expect(await readHash(await files.open(fromPath.sha256))).toBe(hashOf(bytes))
    const work = await files.createWorkFolder()
    await files.writeOut(fromPath.sha256, join(work.path, 'out'))
    expect(hashOf(await readFile(join(work.path, 'out')))).toBe(hashOf(bytes))
    await work.remove()
    expect(await readHash(await files.open(fromPath.sha256))).toBe(hashOf(bytes))
  })

  /** Changes one bit of a file where it lies. */
  const flipBit = async ({ sha256, content }: PreparedFile, at: number) => {
    if (content !== null) {
      const [row] = await database().sql.select().from(file).where(eq(file.sha256, sha256))
      const other = Buffer.from(row?.content ?? '')
      other[at]! ^= 1
      return database().sql.update(file).set({ content: other }).where(eq(file.sha256, sha256))
    }
    const handle = await open(join(home, 'files', sha256.slice(0, 2), sha256), 'r+')
    const byte = Buffer.alloc(1)
    await handle.read(byte, 0, 1, at)
    byte[0]! ^= 1
    await handle.write(byte, 0, 1, at)
    await handle.close()
  }

  it.each([100, ROW_BYTES + 1, 5 << 20])('of %i bytes are not given out once one bit has changed', async (length) => {
    const bytes = randomBytes(length)
    const [changed, whole] = [await prepare(bytes), await prepare(randomBytes(length))]
    await database().sql.transaction((tx) => files.note(tx, [changed, whole]))
    // it was whole when it was looked at before
    expect(await readHash(await files.open(changed.sha256))).toBe(changed.sha256)
    await flipBit(changed, length - 1)
    for (let round = 0; round < 2; round++)
      await expect(files.open(changed.sha256)).rejects.toMatchObject({
        code: 'failure',
        message: expect.stringMatching(/damaged/),
        cause: expect.objectContaining({ message: expect.stringContaining(changed.sha256) }),
      })
    const work = await files.createWorkFolder()
    await expect(files.writeOut(changed.sha256, join(work.path, 'out'))).rejects.toMatchObject({ code: 'failure' })
    await work.remove()
    expect(await readHash(await files.open(whole.sha256))).toBe(whole.sha256)
    await flipBit(changed, length - 1)
    expect(await readHash(await files.open(changed.sha256))).toBe(changed.sha256)
  })

  it('that are damaged in the folder are mended by whoever brings the same bytes again', async () => {
    const bytes = randomBytes(1e5)
    const first = await prepare(bytes)
    await database().sql.transaction((tx) => files.note(tx, [first]))
    await flipBit(first, 5)
    await expect(files.open(first.sha256)).rejects.toMatchObject({ code: 'failure' })
    await prepare(bytes)
    expect(await readHash(await files.open(first.sha256))).toBe(first.sha256)
  })

  it('say that they do not have what was never noted, or was noted in what failed', async () => {
    const large = await prepare(randomBytes(ROW_BYTES + 1))
    const failing = database().sql.transaction(async (tx) => {
      await files.note(tx, [large])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await expect(files.open(large.sha256)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('go when nothing refers to them any more, from the table and from the folder', async () => {
    const [small, large, kept] = [
      await prepare(randomBytes(10)),
      await prepare(randomBytes(1e5)),
      await prepare(randomBytes(1e5)),
    ]
    const ids = [await refer(small), await refer(large)]
    await refer(kept)
    for (const one of [small, large, kept]) await age(one)
    for (const id of ids) await database().sql.delete(dataset).where(eq(dataset.id, id))
    await files.release([small.sha256, large.sha256, kept.sha256])
    expect((await rows()).map(({ sha256 }) => sha256)).toEqual([kept.sha256])
    expect(await inFolder()).toEqual([kept.sha256])
  })

  it('are swept when they are old and nothing refers to them, and never before', async () => {
    const made = await Promise.all([10, 1e5, 10, 1e5, 10, 1e5].map((length) => prepare(randomBytes(length))))
    const [oldSmall, oldLarge, youngSmall, youngLarge, usedSmall, usedLarge] = made as [
      PreparedFile,
      PreparedFile,
      PreparedFile,
      PreparedFile,
      PreparedFile,
      PreparedFile,
    ]
    await database().sql.transaction((tx) => files.note(tx, [oldSmall, oldLarge, youngSmall]))
    for (const one of [usedSmall, usedLarge]) await refer(one)
    for (const one of [oldSmall, oldLarge, usedSmall, usedLarge]) await age(one)
    await files.sweep()
    const left = [youngSmall, usedSmall, usedLarge].map(({ sha256 }) => sha256)
    expect((await rows()).map(({ sha256 }) => sha256).toSorted()).toEqual(left.toSorted())
    // what is young in the folder may be on its way to its row
    expect((await inFolder()).toSorted()).toEqual([youngLarge, usedLarge].map(({ sha256 }) => sha256).toSorted())
  })

  it('are never swept from under one who puts them again, whatever the order of the two', async () => {
    const bytes = randomBytes(1e5)
    for (let round = 0; round < 12; round++) {
      const first = await prepare(bytes)
      const id = await refer(first)
      await age(first)
      await database().sql.delete(dataset).where(eq(dataset.id, id))
      const putting = (async () => {
        const again = await prepare(bytes)
        if (round % 3 === 0) await new Promise((resolve) => setTimeout(resolve, round))
        return refer(again)
      })()
      await Promise.all([putting, round % 2 === 0 ? files.sweep() : files.release([first.sha256])])
      expect(await readHash(await files.open(first.sha256))).toBe(first.sha256)
      await database().sql.delete(dataset)
    }
  })

  it('that a process which was killed had half deleted are put back where a row refers to them', async () => {
    const [used, unused] = [await prepare(randomBytes(1e5)), await prepare(randomBytes(1e5))]
    await refer(used)
    for (const { sha256 } of [used, unused]) {
      const path = join(home, 'files', sha256.slice(0, 2), sha256)
      await writeFile(`${path}.going`, await readFile(path))
      await utimes(`${path}.going`, OLD, OLD)
      await rm(path)
    }
    await files.sweep()
    expect(await inFolder()).toEqual([used.sha256])
    expect(await readHash(await files.open(used.sha256))).toBe(used.sha256)
  })

  it('are noted in any order by many at once without waiting for one another for ever', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => prepare(randomBytes(50))))
    const rounds = Array.from({ length: 30 }, (_, i) => made.map((_one, k) => made[(k * (i % 5 || 1) + i) % 6]!))
    await Promise.all(rounds.map((some) => database().sql.transaction((tx) => files.note(tx, some))))
    expect(await rows()).toHaveLength(6)
    const [{ count } = { count: 0 }] = await database()
      .sql.select({ count: sql<number>`count(*)::int` })
      .from(file)
    expect(count).toBe(6)
  })
})

describe('openWorkFolders', () => {
  /** A process id that is no process: the kernel's own bound is far below. */
  const NOBODY = 2 ** 30
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'vouch-work-'))
  })
  afterEach(() => rm(home, { recursive: true, force: true }))

  it('removes what a process that was killed left behind, and nothing of one that lives', async () => {
    const names = [`${hostname()}.${NOBODY}`, `${hostname()}.${process.ppid}`, 'elsewhere.1', 'elsewhere.2', 'nonsense']
    for (const name of names) await mkdir(join(home, 'tmp', name, 'x'), { recursive: true })
    for (const name of ['elsewhere.2', 'nonsense']) await utimes(join(home, 'tmp', name), OLD, OLD)
    await openWorkFolders(home)
    const left = [`${hostname()}.${process.pid}`, `${hostname()}.${process.ppid}`, 'elsewhere.1']
    expect((await readdir(join(home, 'tmp'))).toSorted()).toEqual(left.toSorted())
  })

  it('makes folders that go when they are removed', async () => {
    const folders = await openWorkFolders(home)
    const [first, second] = [await folders.create(), await folders.create()]
    await writeFile(join(first.path, 'x'), 'x')
    await first.remove()
    expect(await readdir(join(home, 'tmp', `${hostname()}.${process.pid}`))).toHaveLength(1)
    expect((await stat(second.path)).isDirectory()).toBe(true)
  })

  it.skipIf(process.platform === 'win32')('makes a home for nobody else of the machine, and changes none', async () => {
    const fresh = join(home, 'fresh')
    await openWorkFolders(fresh)
    expect((await stat(fresh)).mode & 0o777).toBe(0o700)
    const shared = join(home, 'shared')
    await mkdir(shared, { mode: 0o755 })
    await openWorkFolders(shared)
    expect((await stat(shared)).mode & 0o777).toBe(0o755)
  })

  it('names the setting when its folder cannot be written to', async () => {
    const path = join(home, 'file')
    await writeFile(path, '')
    await expect(openWorkFolders(join(path, 'home'))).rejects.toThrow(/VOUCH_HOME is .*file.home/)
  })
})
