import { createWriteStream } from 'node:fs'
import { copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Catalogue } from '@vouch/contracts/domains/exoplanet'
import { VouchError } from '@vouch/core/error'
import { findSharedDataset, insertDataset, type SharedDataset, type StoredDataset } from '../../dataset/store.ts'
import { findOutage } from '../../find-outage.ts'
import { StoredFile } from '../../file/stored-file.ts'
import type { Services } from '../../services.ts'
import { type ContextFile, isTableCount, type TableCount } from '../../worker/read-task.ts'

const NAME = 'koi-cumulative'
const TABLE = { domain: 'exoplanet', name: NAME } as const
/** The archive answers in seconds; its slow days are not ours to wait for. */
const FETCH_MS = 120_000
const COUNT_MS = 120_000

/** The table of Kepler Objects of Interest, whole, as the archive gives it now. */
export function catalogueUrl(services: Services): string {
  return `${services.settings.EXOPLANET_ARCHIVE_URL}/TAP/sync?query=select+*+from+cumulative&format=csv`
}

/** The catalogue as it is kept: fetched, or put into `VOUCH_HOME/catalogues` by hand and taken from there. */
export async function describeCatalogue(services: Services): Promise<Catalogue> {
  const kept = await findCatalogue(services)
  const source = catalogueUrl(services)
  if (!kept) return { name: NAME, fetched: false, fetched_at: null, sha256: null, rows: null, source }
  return {
    name: NAME,
    fetched: true,
    fetched_at: kept.createdAt.toISOString(),
    sha256: kept.sha256,
    rows: kept.rows,
    source: kept.source === 'archive' ? source : 'put into the folder of catalogues by hand',
  }
}

/** Downloads the catalogue. What was there stays until the new one is whole. */
export async function fetchCatalogue(services: Services): Promise<Catalogue> {
  const work = await services.files.createWorkFolder()
  try {
    const fresh = join(work.path, 'catalogue.csv')
    await download(catalogueUrl(services), fresh, services.limits.bytes)
    const count = await countRows(services, fresh).catch((cause: unknown) => {
      throw new VouchError(
        'upstream',
        'The NASA Exoplanet Archive answered with something that is not a table.',
        [],
        cause,
      )
    })
    if (count.rows === 0) throw new VouchError('upstream', 'The NASA Exoplanet Archive answered with an empty table.')
    await keepTable(services, fresh, { ...TABLE, source: 'archive', ...count, notBefore: new Date(0) })
  } finally {
    await work.remove()
  }
  return describeCatalogue(services)
}

/** The catalogue as the context of catalogue features; null when there is none. */
export async function findContext(services: Services): Promise<ContextFile | null> {
  const kept = await findCatalogue(services)
  if (!kept) return null
  const used = { name: NAME, sha256: kept.sha256, rows: kept.rows }
  return { used, file: await services.files.open(kept.sha256) }
}

/** The catalogue, to be submitted like an upload. @throws VouchError `not_found` when there is none */
export async function withCatalogueFile<T>(services: Services, work: (file: StoredFile) => Promise<T>): Promise<T> {
  const kept = await findCatalogue(services)
  if (!kept) throw new VouchError('not_found', 'The catalogue is not here yet; fetch it first.')
  const folder = await services.files.createWorkFolder()
  try {
    const path = join(folder.path, 'upload')
    await services.files.writeOut(kept.sha256, path)
    const { size } = await stat(path)
    return await work(new StoredFile({ path, sha256: kept.sha256, bytes: size, name: `${NAME}.csv` }))
  } finally {
    await folder.remove()
  }
}

/** The newest one; a file put into the folder by hand after it is taken in first. */
async function findCatalogue(services: Services): Promise<StoredDataset | null> {
  const kept = await findSharedDataset(services.database.sql, TABLE)
  const path = join(services.settings.VOUCH_HOME, 'catalogues', `${NAME}.csv`)
  const byHand = await stat(path).catch(() => null)
  if (!byHand) return kept
  // when it was put there, even where the copy kept an older date; whole ms, as the database keeps them
  const putAt = new Date(Math.ceil(Math.max(byHand.mtimeMs, byHand.ctimeMs)))
  if (kept && kept.createdAt >= putAt) return kept
  const work = await services.files.createWorkFolder()
  try {
    const copy = join(work.path, 'catalogue.csv')
    await copyFile(path, copy)
    await keepTable(services, copy, {
      ...TABLE,
      source: 'upload',
      ...(await countRows(services, copy)),
      notBefore: putAt,
    })
  } finally {
    await work.remove()
  }
  return findSharedDataset(services.database.sql, TABLE)
}

async function keepTable(
  { database, files }: Services,
  path: string,
  { notBefore, ...table }: SharedDataset & { readonly notBefore: Date },
): Promise<void> {
  const file = await files.prepareFile(path)
  await insertDataset({ sql: database.sql, files }, table, { file, notBefore })
}

async function countRows(services: Services, path: string): Promise<TableCount> {
  const upload = { file: { path }, name: `${NAME}.csv`, kind: 'table' as const }
  const count = await services.clerks.run({ kind: 'count', domain: 'exoplanet', upload }, { deadlineMs: COUNT_MS })
  if (!isTableCount(count)) throw new Error('A reader gave no count.')
  return count
}

async function download(url: string, path: string, limit: number): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS), headers: { accept: 'text/csv' } })
    if (!response.ok || !response.body)
      throw new VouchError('upstream', `The NASA Exoplanet Archive answered with status ${response.status}.`)
    await pipeline(response.body, bounded(limit), createWriteStream(path))
  } catch (cause) {
    if (cause instanceof VouchError || findOutage(cause)?.code === 'no_space') throw cause
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
