import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { syncPath } from './sync-path.ts'

/** Where large files lie, by their hash. Another place than a folder needs these four and nothing more. */
export interface FilePlace {
  /** Takes a file that lies in a work folder; it is durable when this resolves. */
  put(path: string, sha256: string): Promise<void>
  /** A path to read it from; null when it is not there. */
  open(sha256: string): Promise<string | null>
  /** Every file that was put so long ago that whoever put it has noted it by now, or never will. */
  listSettled(): AsyncGenerator<string>
  /** Deletes a file unless it is young or `isKept`, whatever is put meanwhile. */
  delete(sha256: string, isKept: () => Promise<boolean>): Promise<void>
}

/** Between a file's arrival here and the commit of its row lie moments; this is many times that. */
const SETTLED_MS = 15 * 60_000
/** A file on its way out: whoever died while deleting it left it so. */
const GOING = '.going'
const HASH = /^[0-9a-f]{64}$/

/** Files as `home/files/<first two digits>/<sha256>`. */
export async function openFileFolder(home: string): Promise<FilePlace> {
  const root = join(home, 'files')
  await mkdir(root, { recursive: true, mode: 0o700 })
  const folderOf = (sha256: string) => join(root, sha256.slice(0, 2))
  const pathOf = (sha256: string) => join(folderOf(sha256), sha256)
  return {
    async put(path, sha256) {
      // its time says when it was put: what is young is left alone
      const now = new Date()
      await utimes(path, now, now)
      await syncPath(path)
      const folder = folderOf(sha256)
      const made = await mkdir(folder, { recursive: true })
      if (made !== undefined) await syncPath(root)
      // over one that is there: it has the same bytes, and may be about to go
      await rename(path, pathOf(sha256))
      await syncPath(folder)
    },
    open: async (sha256) => ((await exists(pathOf(sha256))) ? pathOf(sha256) : null),
    async *listSettled() {
      for (const digits of await readdir(root))
        for (const name of await readdir(join(root, digits)).catch(() => [])) {
          const sha256 = name.replace(GOING, '')
          if (HASH.test(sha256) && (await isSettled(join(root, digits, name)))) yield sha256
        }
    },
    async delete(sha256, isKept) {
      const path = pathOf(sha256)
      const going = `${path}${GOING}`
      if ((await isSettled(path)) && !(await isKept())) await rename(path, going).catch(() => undefined)
      if (!(await exists(going))) return
      // it may have been put again between the looks and the move, or whoever moved it died
      if (!(await isSettled(going)) || (await isKept())) await rename(going, path)
      else await rm(going)
    },
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}

async function isSettled(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && Date.now() - found.mtimeMs > SETTLED_MS
}
