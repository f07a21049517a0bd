import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether disks can be made here: that needs the rights of root, and Linux. */
export const canMount = tryToMount()

export interface SmallDisk {
  readonly path: string
  /** Leaves no more room than this. */
  fill(leaveBytes: number): Promise<void>
  /** Gives the room back. */
  clear(): Promise<void>
  remove(): void
}

/** A disk in memory that is full soon. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'vouch-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'pipe' })
  const filler = join(path, 'filler')
  return {
    path,
    async fill(leaveBytes) {
      await rm(filler, { force: true })
      const { bavail, bsize } = await statfs(path)
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)))
    },
    clear: () => rm(filler, { force: true }),
    remove() {
      execFileSync('umount', ['-l', path], { stdio: 'pipe' })
      rmSync(path, { recursive: true, force: true })
    },
  }
}

function tryToMount(): boolean {
  try {
    mountSmallDisk(1).remove()
    return true
  } catch {
    return false
  }
}
