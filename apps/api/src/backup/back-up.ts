import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { finished, pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { type Pack, pack } from 'tar-stream'
import { z } from 'zod'
import type { Place } from '../db/client.ts'
import { knownMigrations, MIGRATIONS, schemaVersion } from '../db/migrate.ts'
import { openSnapshot, type Snapshot } from '../db/open-snapshot.ts'
import { listTables, readRows, type TableShape } from '../db/tables.ts'
import { openFileFolder, type FilePlace } from '../file/file-folder.ts'
import { hashStream } from '../file/hash-file.ts'
import { syncPath } from '../file/sync-path.ts'
import { VERSION } from '../version.ts'
import { listDamagedRows } from './damaged-rows.ts'
import { type BackupHead, type BackupManifest, HEAD_NAME, MANIFEST_NAME } from './manifest.ts'

/** Nobody else may read it: it holds what signs tokens, and every person's data. */
const PRIVATE = 0o600
/** A file that went between the look at its row and the look at it was deleted with its row: a second look sees neither. */
const LOOKS = 2

/**
 * Writes the whole state into one archive, whole or not at all: every table as it was at one moment, and every file that
 * a row refers to. A server may work with it meanwhile.
 * @throws Error with one clear line when there is already a file of that name, or no database
 */
export async function backUp(place: Place, path: string): Promise<BackupManifest> {
  if (existsSync(path)) throw new Error(`There is already a file ${path}.`)
  const work = `${resolve(path)}.part`
  await rm(work, { recursive: true, force: true })
  await mkdir(work, { mode: 0o700 })
  try {
    let manifest = await writeArchive(place, work)
    for (let look = 1; look < LOOKS && manifest.missing.length > 0; look++) manifest = await writeArchive(place, work)
    await syncPath(join(work, 'archive'))
    await rename(join(work, 'archive'), path)
    return manifest
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function writeArchive(place: Place, work: string): Promise<BackupManifest> {
  const archive = pack()
  const written = pipeline(archive, createGzip(), createWriteStream(join(work, 'archive'), { mode: PRIVATE }))
  const filled = fillArchive(archive, place, work).catch((error: unknown) => {
    archive.destroy(error instanceof Error ? error : new Error('The archive could not be filled.'))
    throw error
  })
  const [manifest] = await Promise.all([filled, written])
  return manifest
}

async function fillArchive(archive: Pack, place: Place, work: string): Promise<BackupManifest> {
  const snapshot = await openSnapshot(place, 'backup')
  const tables: BackupManifest['tables'] = []
  let files: StoredFile[]
  let missing: string[]
  try {
    await addJson(archive, HEAD_NAME, await headOf(snapshot))
    for (const shape of await listTables(snapshot.sql)) tables.push(await addTable(archive, snapshot, shape, work))
    files = await listFiles(snapshot)
    missing = await listDamagedRows(snapshot.sql)
  } finally {
    await snapshot.close()
  }
  const folder = await openFileFolder(place.VOUCH_HOME)
  let [count, bytes] = [0, 0]
  for (const file of files)
    if (await addFile(archive, folder, file)) {
      count++
      bytes += file.bytes
    } else missing.push(file.sha256)
  const manifest = { tables, files: { count, bytes }, missing }
  await addJson(archive, MANIFEST_NAME, manifest)
  archive.finalize()
  return manifest
}

/** @throws Error when the tables are not of a version that this program could restore */
async function headOf({ sql: database }: Snapshot): Promise<BackupHead> {
  const version = await schemaVersion(database)
  if (version === null || !knownMigrations(MIGRATIONS).some(({ when }) => when === version))
    throw new Error('The database was made by another version of Vouch than this one. Use that version or a later one.')
  return { format: 1, vouch: VERSION, made_at: new Date().toISOString(), schema_version: version }
}

async function addTable(
  archive: Pack,
  { sql: database }: Snapshot,
  shape: TableShape,
  work: string,
): Promise<BackupManifest['tables'][number]> {
  // an archive says how long an entry is before it comes
  const path = join(work, 'table')
  const out = createWriteStream(path, { mode: PRIVATE })
  let rows = 0
  for await (const lines of readRows(database, shape)) {
    rows += lines.length
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain')
  }
  out.end()
  await finished(out)
  const sha256 = await hashStream(createReadStream(path))
  await addStream(archive, `tables/${shape.name}.ndjson`, out.bytesWritten, createReadStream(path))
  return { name: shape.name, rows, bytes: out.bytesWritten, sha256 }
}

interface StoredFile {
  readonly sha256: string
  readonly bytes: number
}

const Files = z.object({ rows: z.array(z.object({ sha256: z.string(), bytes: z.coerce.number() })) })

/** The files that lie in the folder; the others are in their rows. */
async function listFiles({ sql: database }: Snapshot): Promise<StoredFile[]> {
  const found: unknown = await database.execute(
    sql`select sha256, bytes from vouch.file where content is null order by sha256 collate "C"`,
  )
  return Files.parse(found).rows
}

/** False when it is not there, or not as it was put. */
async function addFile(archive: Pack, folder: FilePlace, { sha256, bytes }: StoredFile): Promise<boolean> {
  const path = await folder.open(sha256)
  const handle = path === null ? null : await open(path).catch(() => null)
  if (!handle) return false
  try {
    // held open: should it be deleted meanwhile, its bytes stay until it is read
    const intact = (await handle.stat()).size === bytes && (await hashStream(streamOf(handle))) === sha256
    if (intact) await addStream(archive, `files/${sha256.slice(0, 2)}/${sha256}`, bytes, streamOf(handle))
    return intact
  } finally {
    await handle.close()
  }
}

function streamOf(handle: FileHandle) {
  return handle.createReadStream({ start: 0, autoClose: false })
}

async function addJson(archive: Pack, name: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`
  await new Promise<void>((resolve, reject) => {
    archive.entry({ name, mode: PRIVATE }, text, (error) => (error ? reject(error) : resolve()))
  })
}

async function addStream(archive: Pack, name: string, size: number, bytes: NodeJS.ReadableStream): Promise<void> {
  await pipeline(bytes, archive.entry({ name, size, mode: PRIVATE }))
}
