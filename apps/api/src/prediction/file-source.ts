import { closeSync, openSync, readSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { ByteSource } from '@vouch/core/table/table'

/** Bytes read from a file at once: big enough that the thread rarely waits, small beside any table. */
const READ_BYTES = 1 << 18

/** A file's bytes, streamed or cut. It is streamed without a journey to another thread: for threads that may wait. */
export async function openFileSource(path: string): Promise<ByteSource> {
  const { size } = await stat(path)
  return {
    size,
    slice: (start, end) => ({ arrayBuffer: () => readPart(path, start, Math.min(end, size)) }),
    stream: () => streamFile(path),
  }
}

// oxlint-disable-next-line require-await -- a stream is read like any other, whether or not it waits
async function* streamFile(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield* readPieces(path, () => Buffer.allocUnsafeSlow(READ_BYTES))
}

let scanned: Buffer | null = null

/** A file's bytes in memory that the next piece overwrites: for who looks at them and keeps none. */
export function* scanFile(path: string): Generator<Buffer, void, undefined> {
  const memory = (scanned ??= Buffer.allocUnsafeSlow(READ_BYTES))
  yield* readPieces(path, () => memory)
}

function* readPieces(path: string, memory: () => Buffer): Generator<Buffer, void, undefined> {
  const file = openSync(path, 'r')
  try {
    for (;;) {
      const bytes = memory()
      const read = readSync(file, bytes)
      if (read === 0) break
      yield bytes.subarray(0, read)
    }
  } finally {
    closeSync(file)
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
