import { createHash } from 'node:crypto'
import { copyFile, link, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sql } from '../db/client.ts'
import { createFileChecks, damaged, type FileChecks, gone, type HashApart } from './check-file.ts'
import { type FilePlace, openFileFolder } from './file-folder.ts'
import { hashFile } from './hash-file.ts'
import { openWorkFolders, type WorkFolder } from './work-folders.ts'
import { deleteUnreferenced, findFile, insertFiles, isNoted, listUnreferenced } from './store.ts'

/** Up to this many bytes a file lies in its row, so that one commit keeps both; larger ones lie in the folder. */
export const ROW_BYTES = 64 << 10

/** Bytes that a row may refer to from now on: those for the folder are durable there already. */
export interface PreparedFile {
  readonly sha256: string
  readonly bytes: number
  /** what goes into the row; null for a file in the folder */
  readonly content: Buffer | null
}

/** A file's bytes as a reader takes them: by path, or as they are. */
export type FileBytes = { readonly path: string } | { readonly content: Uint8Array }

/** Files by the hash of their bytes. The one order that loses nothing: prepare, then note in the transaction of the rows that refer to it. */
export interface FileStore {
  /** A folder for the files of one request or one job. */
  createWorkFolder(): Promise<WorkFolder>
  /** Before the transaction. */
  prepareBytes(bytes: Buffer): Promise<PreparedFile>
  /** Before the transaction; a large file is moved away from where it lies, which must be a work folder. */
  prepareFile(path: string, known?: { readonly sha256: string }): Promise<PreparedFile>
  /** In the transaction, before the rows that refer to them. One that is noted and referred to by no row goes after a day. */
  note(tx: Sql, files: readonly PreparedFile[]): Promise<void>
  /** @throws VouchError `not_found`; `failure` when the bytes are not those that were put */
  open(sha256: string): Promise<FileBytes>
  /** Lays a file's bytes at a path of a work folder, to be read or submitted from there. @throws like `open` */
  writeOut(sha256: string, path: string): Promise<void>
  /** After the transaction that deleted what referred to them: deletes those that no row refers to any more. */
  release(hashes: readonly string[]): Promise<void>
  /** Deletes whatever no row refers to, in short steps; nothing that is being put meanwhile. */
  sweep(): Promise<void>
}

/** @throws Error with one clear line when the folder cannot be written to */
export async function openFileStore(home: string, sql: Sql, hashApart?: HashApart): Promise<FileStore> {
  const folders = await openWorkFolders(home)
  const place = await openFileFolder(home)
  const checks = createFileChecks(hashApart ? { hashApart } : {})
  // where whoever runs Vouch may put tables by hand
  await mkdir(join(home, 'catalogues'), { recursive: true })
  const prepareFile = async (path: string, known?: { readonly sha256: string }): Promise<PreparedFile> => {
    const { size } = await stat(path)
    const sha256 = known?.sha256 ?? (await hashFile(path))
    if (size <= ROW_BYTES) return { sha256, bytes: size, content: await readFile(path) }
    await place.put(path, sha256)
    return { sha256, bytes: size, content: null }
  }
  return {
    createWorkFolder: folders.create,
    prepareFile,
    async prepareBytes(bytes) {
      const sha256 = hashBytes(bytes)
      if (bytes.length <= ROW_BYTES) return { sha256, bytes: bytes.length, content: bytes }
      const folder = await folders.create()
      try {
        const path = join(folder.path, 'bytes')
        await writeFile(path, bytes)
        return await prepareFile(path, { sha256 })
      } finally {
        await folder.remove()
      }
    },
    note: insertFiles,
    open: (sha256) => open(sql, { place, checks }, sha256),
    async writeOut(sha256, path) {
      const file = await open(sql, { place, checks }, sha256)
      if ('content' in file) return writeFile(path, file.content)
      // another name for the same bytes; a copy where the disk has no such thing
      await link(file.path, path).catch(() => copyFile(file.path, path))
    },
    async release(hashes) {
      for (const sha256 of await deleteUnreferenced(sql, hashes, { ageSeconds: 0 }))
        await place.delete(sha256, () => isNoted(sql, sha256))
    },
    async sweep() {
      await folders.removeLeftovers()
      for await (const page of listUnreferenced(sql))
        await deleteUnreferenced(sql, page, { ageSeconds: UNUSED_SECONDS })
      for await (const sha256 of place.listSettled()) await place.delete(sha256, () => isNoted(sql, sha256))
    },
  }
}

/** Files that a job of many steps makes are referred to when it ends; a job does not take a day. */
const UNUSED_SECONDS = 86_400

async function open(
  sql: Sql,
  { place, checks }: { place: FilePlace; checks: FileChecks },
  sha256: string,
): Promise<FileBytes> {
  const row = await findFile(sql, sha256)
  if (row?.content) {
    if (hashBytes(row.content) !== sha256) throw damaged(`the row of ${sha256} holds other bytes`)
    return { content: row.content }
  }
  const path = row ? await place.open(sha256) : null
  if (row === null || path === null) throw gone()
  await checks.check(path, { sha256, bytes: row.bytes })
  return { path }
}

function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
