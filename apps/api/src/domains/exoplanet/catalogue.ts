import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Catalogue } from '@vouch/contracts/domains/exoplanet'
import { VouchError } from '@vouch/core/error'
import { z } from 'zod'
import { hashFile } from '../../prediction/hash-file.ts'
import { StoredFile } from '../../prediction/stored-file.ts'
import { syncPath } from '../../prediction/sync-path.ts'
import type { Services } from '../../services.ts'
import type { ContextFile } from '../../worker/read-task.ts'

const NAME = 'koi-cumulative'
/** The archive answers in seconds; its slow days are not ours to wait for. */
const FETCH_MS = 120_000
const COUNT_MS = 120_000

/** What is known of the file, kept beside it; one put there by hand gets it when it is first looked at. */
const Note = Catalogue.extend({ bytes: z.int(), modified_ms: z.number() })

/** The table of Kepler Objects of Interest, whole, as the archive gives it now. */
export function catalogueUrl(services: Services): string {
  return `${services.settings.EXOPLANET_ARCHIVE_URL}/TAP/sync?query=select+*+from+cumulative&format=csv`
}

/** The catalogue as it lies in `VOUCH_HOME/catalogues`, fetched or put there by hand. */
export async function describeCatalogue(services: Services): Promise<Catalogue> {
  const path = cataloguePath(services)
  const found = await stat(path).catch(() => null)
  if (!found)
    return { name: NAME, fetched: false, fetched_at: null, sha256: null, rows: null, source: catalogueUrl(services) }
  const note = Note.safeParse(await readJson(`${path}.json`))
  if (note.success && note.data.bytes === found.size && note.data.modified_ms === found.mtimeMs)
    return Catalogue.parse(note.data)
  const byHand = {
    name: NAME,
    fetched: true,
    fetched_at: found.mtime.toISOString(),
    sha256: await hashFile(path),
    rows: await countRows(services, path),
    source: 'put into the folder of catalogues by hand',
  }
  await writeNote(path, byHand)
  return byHand
}

/** Downloads the catalogue. What was there stays until the new one is whole. */
export async function fetchCatalogue(services: Services): Promise<Catalogue> {
  const work = await services.store.createWorkFolder()
  try {
    const fresh = join(work.path, 'catalogue.csv')
    await download(catalogueUrl(services), fresh, services.limits.bytes)
    const rows = await countRows(services, fresh).catch((cause: unknown) => {
      throw new VouchError(
        'upstream',
        'The NASA Exoplanet Archive answered with something that is not a table.',
        [],
        cause,
      )
    })
    if (rows === 0) throw new VouchError('upstream', 'The NASA Exoplanet Archive answered with an empty table.')
    const sha256 = await hashFile(fresh)
    const path = cataloguePath(services)
    await syncPath(fresh)
    await rename(fresh, path)
    await syncPath(join(services.store.home, 'catalogues'))
    const catalogue = {
      name: NAME,
      fetched: true,
      fetched_at: new Date().toISOString(),
      sha256,
      rows,
      source: catalogueUrl(services),
    }
    await writeNote(path, catalogue)
    return catalogue
  } finally {
    await work.remove()
  }
}

/** The catalogue as the context of catalogue features; null when there is none. */
export async function findContext(services: Services): Promise<ContextFile | null> {
  const { fetched, name, sha256, rows } = await describeCatalogue(services)
  return fetched ? { used: { name, sha256, rows: rows ?? 0 }, path: cataloguePath(services) } : null
}

/** A copy of the catalogue, to be submitted like an upload. @throws VouchError `not_found` when there is none */
export async function withCatalogueFile<T>(services: Services, work: (file: StoredFile) => Promise<T>): Promise<T> {
  const { fetched, sha256 } = await describeCatalogue(services)
  if (!fetched || sha256 === null) throw new VouchError('not_found', 'The catalogue is not here yet; fetch it first.')
  const folder = await services.store.createWorkFolder()
  try {
    const path = join(folder.path, 'upload')
    await copyFile(cataloguePath(services), path)
    const { size } = await stat(path)
    return await work(new StoredFile({ path, sha256, bytes: size, name: `${NAME}.csv` }))
  } finally {
    await folder.remove()
  }
}

function cataloguePath({ store }: Services): string {
  return join(store.home, 'catalogues', `${NAME}.csv`)
}

async function countRows(services: Services, path: string): Promise<number> {
  const upload = { path, name: `${NAME}.csv`, kind: 'table' as const }
  const rows = await services.clerks.run({ kind: 'count', domain: 'exoplanet', upload }, { deadlineMs: COUNT_MS })
  if (typeof rows !== 'number') throw new Error('A reader gave no count.')
  return rows
}

async function download(url: string, path: string, limit: number): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS), headers: { accept: 'text/csv' } })
    if (!response.ok || !response.body)
      throw new VouchError('upstream', `The NASA Exoplanet Archive answered with status ${response.status}.`)
    await pipeline(response.body, bounded(limit), createWriteStream(path))
  } catch (cause) {
    if (cause instanceof VouchError) throw cause
    const late = cause instanceof Error && cause.name === 'TimeoutError'
    const why = late ? `did not answer within ${FETCH_MS / 1000} seconds` : 'cannot be reached from here'
    throw new VouchError('upstream', `The NASA Exoplanet Archive ${why}. Is there a network?`, [], cause)
  }
}

function bounded(limit: number): (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* (source) {
    let bytes = 0
    for await (const piece of source) {
      bytes += piece.length
      if (bytes > limit)
        throw new VouchError('upstream', 'The NASA Exoplanet Archive sends more than MAX_UPLOAD_MB allows.')
      yield piece
    }
  }
}

async function writeNote(path: string, catalogue: Catalogue): Promise<void> {
  const { size, mtimeMs } = await stat(path)
  const temporary = `${path}.json.${process.pid}`
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(temporary, JSON.stringify({ ...catalogue, bytes: size, modified_ms: mtimeMs }))
  await rename(temporary, `${path}.json`)
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
}
