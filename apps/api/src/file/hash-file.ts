import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** sha256 of a file's bytes, in hexadecimal. */
export function hashFile(path: string): Promise<string> {
  return hashStream(createReadStream(path, { highWaterMark: 1 << 20 }))
}

/** sha256 of a stream's bytes, in hexadecimal. */
export async function hashStream(bytes: AsyncIterable<string | Buffer>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of bytes) hash.update(piece)
  return hash.digest('hex')
}
