import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileStore } from './file-store.ts'
import { StoredFile } from './stored-file.ts'

interface Files {
  readonly files: Pick<FileStore, 'createWorkFolder'>
}

/** A form's file on the disk: it is there already where it was streamed, and is written there where it came in memory. */
export async function asStoredFile<T>(services: Files, file: File, work: (file: StoredFile) => Promise<T>): Promise<T> {
  if (file instanceof StoredFile) return work(file)
  return withStored(services, { bytes: Buffer.from(await file.arrayBuffer()), name: file.name }, work)
}

/** Bytes in memory as a file of this request. */
export async function withStored<T>(
  { files }: Files,
  { bytes, name }: { readonly bytes: Buffer; readonly name: string },
  work: (file: StoredFile) => Promise<T>,
): Promise<T> {
  const folder = await files.createWorkFolder()
  try {
    const path = join(folder.path, 'upload')
    await writeFile(path, bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return await work(new StoredFile({ path, sha256, bytes: bytes.length, name }))
  } finally {
    await folder.remove()
  }
}
