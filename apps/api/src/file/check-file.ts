import { stat } from 'node:fs/promises'
import { VouchError } from '@vouch/core/error'
import { hashFile } from './hash-file.ts'

/** What a file was when it was put. */
export interface PutFile {
  readonly sha256: string
  readonly bytes: number
}

export interface FileChecks {
  /**
   * Whether the file at a path is still what was put there; one that was found to be is believed as long as it looks the same.
   * @throws VouchError `failure` when its bytes have changed, `not_found` when it is not there
   */
  check(path: string, put: PutFile): Promise<void>
}

/** Up to this many bytes a hash takes less than a millisecond, and the way to another thread more. */
const HASHED_HERE = 1 << 20
/** Files that are known to be whole. */
const REMEMBERED = 10_000
/** A disk that loses a bit does not say so: what was whole an hour ago is looked at again. */
const BELIEVED_MS = 3_600_000

interface Known {
  readonly look: string
  readonly untilMs: number
  readonly whole: Promise<void>
}

/** How a file is hashed that is too large for the event loop. */
export type HashApart = (path: string) => Promise<string>

export function createFileChecks({
  now = () => performance.now(),
  hashApart = hashFile,
}: { readonly now?: () => number; readonly hashApart?: HashApart } = {}): FileChecks {
  const known = new Map<string, Known>()

  const compare = async (path: string, { sha256, bytes }: PutFile, size: number) => {
    if (size !== bytes) throw damaged(`${path} has ${size} bytes, and was put with ${bytes}`)
    const found = await (size <= HASHED_HERE ? hashFile(path) : hashApart(path))
    if (found !== sha256) throw damaged(`the bytes of ${path} hash to ${found}`)
  }

  return {
    async check(path, put) {
      const found = await stat(path, { bigint: true }).catch(throwGone)
      const look = [found.dev, found.ino, found.size, found.mtimeNs].join()
      const before = known.get(path)
      if (before?.look === look && before.untilMs > now()) return before.whole
      // many that ask at once wait for one look
      const entry = {
        look,
        untilMs: now() + BELIEVED_MS,
        whole: compare(path, put, Number(found.size)).catch(throwGone),
      }
      known.delete(path)
      known.set(path, entry)
      const [oldest] = known.keys()
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
      entry.whole.catch(() => known.get(path) === entry && known.delete(path))
      return entry.whole
    },
  }
}

export function damaged(what: string): VouchError {
  const cause = new Error(`A stored file is damaged: ${what}.`)
  return new VouchError('failure', 'What is stored for this has been damaged, so it is not given out.', [], cause)
}

export function gone(): VouchError {
  return new VouchError('not_found', 'These bytes are not here any more.')
}

/** A file that is not there, in words for who asked. */
export function throwGone(error: unknown): never {
  throw error instanceof Error && 'code' in error && error.code === 'ENOENT' ? gone() : error
}
