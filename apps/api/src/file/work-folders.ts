import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { makeHome } from '../make-home.ts'

/** A folder for the files of one request, gone when the request is. */
export interface WorkFolder {
  readonly path: string
  remove(): Promise<void>
}

export interface WorkFolders {
  create(): Promise<WorkFolder>
  /** Removes what processes that were killed left behind; those of another machine count as killed after a day. */
  removeLeftovers(): Promise<void>
}

const OTHERS_MS = 86_400_000

/**
 * Work folders under `home/tmp`, one parent a process.
 * @throws Error with one clear line when the folder cannot be written to
 */
export async function openWorkFolders(home: string): Promise<WorkFolders> {
  const root = join(home, 'tmp')
  const own = join(root, ownName())
  await makeHome(home)
  await mkdir(root, { recursive: true })
  // one of this name was left by a process that had our pid before us
  await rm(own, { recursive: true, force: true })
  await removeLeftovers(root)
  await mkdir(own, { recursive: true })
  return {
    async create() {
      const path = join(own, randomUUID())
      await mkdir(path, { recursive: true })
      return { path, remove: () => rm(path, { recursive: true, force: true }) }
    },
    removeLeftovers: () => removeLeftovers(root),
  }
}

/** A process's folder is named after it, so that those of living ones stay; many machines may share one `home`. */
function ownName(): string {
  return `${hostname()}.${process.pid}`
}

async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (name === ownName()) continue
    const at = name.lastIndexOf('.')
    const pid = Number(name.slice(at + 1))
    const living = name.slice(0, at) === hostname() ? isAlive(pid) : await isYoung(join(root, name))
    if (!living) await rm(join(root, name), { recursive: true, force: true })
  }
}

async function isYoung(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && Date.now() - found.mtimeMs < OTHERS_MS
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
