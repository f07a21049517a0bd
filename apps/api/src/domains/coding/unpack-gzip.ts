import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { VouchError } from '@vouch/core/error'
import { readGzip } from '@vouch/core/table/read-bytes'
import type { TableLimits } from '@vouch/core/table/table'
import { openFileSource } from '../../prediction/file-source.ts'

/**
 * A file unpacked beside itself, and where it is then; one that is not packed stays as it is. Of a file that is cut off, damaged
 * or a bomb nothing is taken. @throws VouchError `too_large`, `invalid`, `unsupported_media`
 */
export async function unpackGzip(path: string, limits: TableLimits): Promise<string> {
  if (!(await isGzip(path))) return path
  const unpacked = `${path}.unpacked`
  await pipeline(readGzip(await openFileSource(path), limits), createWriteStream(unpacked))
  if (await isGzip(unpacked))
    throw new VouchError('unsupported_media', 'The file is packed with gzip twice: send it packed once.')
  return unpacked
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}
