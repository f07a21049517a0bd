import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'

/**
 * A `File` whose bytes lie on disk: procedures take it like any other, and whoever works with the file itself uses its
 * path, so that an upload is never copied into memory.
 */
export class StoredFile extends File {
  readonly path: string
  readonly sha256: string
  declare readonly size: number

  constructor(stored: { path: string; sha256: string; bytes: number; name: string }) {
    super([], stored.name)
    this.path = stored.path
    this.sha256 = stored.sha256
    Object.defineProperty(this, 'size', { value: stored.bytes })
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await readFile(this.path)
    return new Uint8Array(bytes).buffer
  }

  override async text(): Promise<string> {
    return readFile(this.path, 'utf8')
  }

  override stream(): ReturnType<File['stream']> {
    const pieces = createReadStream(this.path)[Symbol.asyncIterator]()
    return new ReadableStream({
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(new Uint8Array(value))
      },
      async cancel() {
        await pieces.return?.()
      },
    })
  }

  /** A part of it, in memory. */
  override slice(): never {
    throw new Error('A stored file is read by its path, not in slices.')
  }
}
