import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { makeHome } from '../make-home.ts'

const Holder = z.object({ pid: z.int(), host: z.string(), born: z.string().nullable() })
type Holder = z.infer<typeof Holder>

export interface HomeLock {
  release(): Promise<void>
}

/** Another process has the folder. */
export class HomeTakenError extends Error {}

/** Folders that this process has: its own pid in a lock says nothing, pids are given out again. */
const held = new Set<string>()
/** Between two looks at a lock that another is just taking over. */
const LOOK_MS = 20

/**
 * Takes the folder for this process: two processes on one embedded database would both accept writes and lose them. A
 * lock whose process is gone is taken over.
 * @throws HomeTakenError naming the process that has the folder
 */
export async function lockHome(home: string): Promise<HomeLock> {
  const path = join(home, 'lock')
  const own = join(home, `lock.${hostname()}.${process.pid}`)
  if (held.has(path)) throw taken(home, { pid: process.pid, host: hostname(), born: null })
  held.add(path)
  try {
    await writeOwn(home, own)
    await take(home, path, own)
  } catch (error) {
    held.delete(path)
    throw error
  } finally {
    await rm(own, { force: true }).catch(() => undefined)
  }
  return {
    async release() {
      await rm(path, { force: true })
      held.delete(path)
    },
  }
}

async function writeOwn(home: string, own: string): Promise<void> {
  const holder: Holder = { pid: process.pid, host: hostname(), born: bornAt(process.pid) }
  await makeHome(home)
  await writeFile(own, JSON.stringify(holder))
}

async function take(home: string, path: string, own: string): Promise<void> {
  while (!(await linked(own, path))) {
    const text = await readFile(path, 'utf8').catch(() => null)
    if (text === null) continue
    const other = parseHolder(text)
    if (other && isAlive(other)) throw taken(home, other)
    await removeStale(path, own, text)
  }
}

function taken(home: string, { pid, host }: Holder): HomeTakenError {
  const elsewhere = host === hostname() ? '' : ` of the machine ${host}`
  const gone = elsewhere === '' ? '' : ` If that machine is gone, delete ${join(home, 'lock')}.`
  return new HomeTakenError(
    `VOUCH_HOME is ${home}, which process ${pid}${elsewhere} is using. One folder serves one process; with DATABASE_URL many can share a database.${gone}`,
  )
}

/** Removes a dead process's lock, one process at a time, so that nobody removes the lock of who was quicker. */
async function removeStale(path: string, own: string, seen: string): Promise<void> {
  const turn = `${path}.turn`
  if (!(await linked(own, turn))) {
    const text = await readFile(turn, 'utf8').catch(() => null)
    const other = text === null ? null : parseHolder(text)
    // who had the turn died with it
    if (text !== null && !(other && isAlive(other))) await rm(turn, { force: true })
    await sleep(LOOK_MS)
    return
  }
  try {
    if ((await readFile(path, 'utf8').catch(() => null)) === seen) await rm(path, { force: true })
  } finally {
    await rm(turn, { force: true })
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function parseHolder(text: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** A process of another machine cannot be asked: its lock counts. A pid that was given out again is another's. */
function isAlive({ pid, host, born }: Holder): boolean {
  if (host !== hostname()) return true
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return born === null || bornAt(pid) === null || bornAt(pid) === born
}

/** When a process began, in clock ticks since the machine did; null where /proc does not say. */
function bornAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
