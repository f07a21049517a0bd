import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { ByteSource } from '@vouch/core/table/table'

/** Bytes read from a file at once: big enough that the thread rarely waits, small beside any table. */
const READ_BYTES = 1 << 18

/** A file's bytes, streamed or cut. */
export async function openFileSource(path: string): Promise<ByteSource> {
  const { size } = await stat(path)
  return {
    size,
    slice: (start, end) => ({ arrayBuffer: () => readPart(path, start, Math.min(end, size)) }),
    stream: () => createReadStream(path, { highWaterMark: READ_BYTES }),
  }
}

async function readPart(path: string, start: number, end: number): Promise<ArrayBuffer> {
  const file = await open(path)
  try {
    const bytes = new Uint8Array(Math.max(0, end - start))
    let at = 0
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return bytes.buffer.slice(0, at)
  } finally {
    await file.close()
  }
}
