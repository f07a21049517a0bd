import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { noteBackup } from '../audit/note-backup.ts'
import { dataFolder } from './data-folder.ts'
import { SNAPSHOT_PURPOSES, type SnapshotAnswer, snapshotSocket, type SnapshotPurpose } from './snapshot-socket.ts'

export interface SnapshotServer {
  close(): Promise<void>
}

/** Folders of copies; whatever is called so when the database is opened was left by a process that was killed. */
const PREFIX = 'snapshot-'
/** Longer than this no path of a socket may be, on any system. */
const PATH_BYTES = 103

/**
 * Gives the operator's commands copies of an embedded database while this process has it, by a socket that only its own
 * user may open. A copy is its files at one moment between two statements, which is what a process that is killed
 * leaves: opening one gives every transaction that had ended. The copy goes when the one who asked for it goes.
 */
export async function serveSnapshots(
  home: string,
  pglite: PGlite,
  { onError }: { readonly onError: (error: Error) => void },
): Promise<SnapshotServer> {
  await removeLeftovers(home)
  const path = snapshotSocket(home)
  if (Buffer.byteLength(path) > PATH_BYTES) {
    onError(new Error(`${path} is too long for a socket: no backup can be made while this process runs.`))
    return { close: async () => undefined }
  }
  await rm(path, { force: true })
  const sockets = new Set<Socket>()
  let count = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    const folder = join(home, `${PREFIX}${process.pid}-${count++}`)
    socket.on('error', onError)
    socket.once('close', () => {
      sockets.delete(socket)
      rm(folder, { recursive: true, force: true }).catch(onError)
    })
    socket.once('data', (bytes) => {
      void answer(bytes.toString().trim(), pglite, home, folder).then((said) =>
        socket.write(`${JSON.stringify(said)}\n`),
      )
    })
  })
  await listenPrivately(server, path)
  server.on('error', onError).unref()
  return {
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await removeLeftovers(home)
    },
  }
}

async function answer(word: string, pglite: PGlite, home: string, folder: string): Promise<SnapshotAnswer> {
  const purpose = SNAPSHOT_PURPOSES.find((known) => known === word)
  if (!purpose) return { error: `There is no purpose ${word.slice(0, 40)}.` }
  try {
    await takeSnapshot(pglite, home, folder, purpose)
    return { folder }
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'The copy could not be made.' }
  }
}

async function takeSnapshot(pglite: PGlite, home: string, folder: string, purpose: SnapshotPurpose): Promise<void> {
  if (purpose === 'backup') await noteBackup(drizzle(pglite))
  // what is in memory goes to the files, so that the copy is opened quickly
  await pglite.exec('CHECKPOINT')
  await mkdir(folder, { mode: 0o700 })
  await pglite.runExclusive(() => cp(dataFolder(home), dataFolder(folder), { recursive: true }))
}

async function removeLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home))
    if (name.startsWith(PREFIX)) await rm(join(home, name), { recursive: true, force: true })
}

async function listenPrivately(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // the socket is made within `listen`, for nobody but this user
    const before = process.umask(0o177)
    server.listen(path, resolve)
    process.umask(before)
  })
  server.removeAllListeners('error')
}
