import { createHash } from 'node:crypto'
import { mkdtemp, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileChecks, type PutFile } from './check-file.ts'
import { hashFile } from './hash-file.ts'

const HOUR_MS = 3_600_000
const DAMAGED = { code: 'failure' }

describe('createFileChecks', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vouch-checks-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  async function put(name: string, bytes: Buffer): Promise<{ path: string; file: PutFile }> {
    const path = join(folder, name)
    await writeFile(path, bytes)
    return { path, file: { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length } }
  }

  /** Writes other bytes of the same length, so that a look at the file alone shows nothing. */
  async function changeUnseen(path: string): Promise<void> {
    const { size, atime, mtime } = await stat(path)
    await utimes(path, atime, mtime)
    const before = await stat(path, { bigint: true })
    await writeFile(path, Buffer.alloc(size, 'y'))
    await utimes(path, atime, mtime)
    const after = await stat(path, { bigint: true })
    expect([after.mtimeNs, after.ino, after.size]).toEqual([before.mtimeNs, before.ino, before.size])
  }

  it.each([1000, 3 << 20])('reads a file of %i bytes once, and again an hour later', async (length) => {
    let nowMs = 0
    const checks = createFileChecks({ now: () => nowMs })
    const { path, file } = await put('file', Buffer.alloc(length, 'x'))
    const { atime, mtime } = await stat(path)
    await utimes(path, atime, mtime)
    await checks.check(path, file)
    await changeUnseen(path)
    nowMs = HOUR_MS - 1
    await checks.check(path, file)
    nowMs = HOUR_MS
    await expect(checks.check(path, file)).rejects.toMatchObject(DAMAGED)
  })

  it('reads a file again that has another time, another length or was put anew', async () => {
    const checks = createFileChecks()
    const { path, file } = await put('file', Buffer.alloc(1000, 'x'))
    const check = () => checks.check(path, file)
    await check()
    await writeFile(path, Buffer.alloc(1000, 'y'))
    await expect(check()).rejects.toMatchObject(DAMAGED)
    await put('file', Buffer.alloc(1000, 'x'))
    await check()
    await truncate(path, 999)
    await expect(check()).rejects.toMatchObject(DAMAGED)
  })

  it('gives many that ask at once one answer, and harms none of those who ask for another file', async () => {
    const checks = createFileChecks()
    const made = await Promise.all([...'abcd'].map((name) => put(name, Buffer.alloc(3 << 20, name))))
    await writeFile(made[1]!.path, Buffer.alloc(3 << 20, 'x'))
    const asked = made.flatMap(({ path, file }) => [checks.check(path, file), checks.check(path, file)])
    const found = (await Promise.allSettled(asked)).map(({ status }) => status === 'fulfilled')
    expect(found).toEqual([true, true, false, false, true, true, true, true])
  })

  it('hashes what is large apart, once for all that ask at once', async () => {
    const apart: string[] = []
    const checks = createFileChecks({
      hashApart(path) {
        apart.push(path)
        return hashFile(path)
      },
    })
    const [small, large] = [await put('small', Buffer.alloc(1 << 20)), await put('large', Buffer.alloc((1 << 20) + 1))]
    await Promise.all([small, large, large].map(({ path, file }) => checks.check(path, file)))
    expect(apart).toEqual([large.path])
  })

  it('says of a file that went that it is not there, and of one that cannot be read why', async () => {
    const checks = createFileChecks()
    const { path, file } = await put('file', Buffer.alloc(3 << 20, 'x'))
    const going = checks.check(path, file)
    await rm(path)
    // it may have been opened before it went
    const ended = await going.catch((error: unknown) => error)
    if (ended !== undefined) expect(ended).toMatchObject({ code: 'not_found' })
    await expect(checks.check(path, file)).rejects.toMatchObject({ code: 'not_found' })
    const { size } = await stat(folder)
    await expect(checks.check(folder, { sha256: file.sha256, bytes: size })).rejects.toMatchObject({ code: 'EISDIR' })
  })
})
