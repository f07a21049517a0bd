import { open } from 'node:fs/promises'
import { StoredFile } from './stored-file.ts'

/** Enough to tell a picture or a light curve. */
const HEAD_BYTES = 256

/** What a file begins with: by that, and not by its name, it is known. */
export async function firstBytes(file: File): Promise<Uint8Array> {
  if (!(file instanceof StoredFile)) return new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
  const opened = await open(file.path)
  try {
    const head = new Uint8Array(HEAD_BYTES)
    const { bytesRead } = await opened.read(head, 0, head.length, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await opened.close()
  }
}
