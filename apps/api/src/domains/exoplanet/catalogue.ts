import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalogue } from '@vouch/contracts/domains/exoplanet'
import { VouchError } from '@vouch/core/error'
import { fetchArchiveTable, findArchiveTable, tableUrl } from '../../dataset/archive-table.ts'
import { StoredFile } from '../../file/stored-file.ts'
import type { Services } from '../../services.ts'
import type { ContextFile } from '../../worker/read-task.ts'
import { KOI_TABLE } from './archive-tables.ts'

const { name: NAME } = KOI_TABLE

/** The catalogue as it is kept: fetched, or put into `VOUCH_HOME/catalogues` by hand and taken from there. */
export async function describeCatalogue(services: Services): Promise<Catalogue> {
  const kept = await findArchiveTable(services, KOI_TABLE)
  const source = tableUrl(services, KOI_TABLE)
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
  await fetchArchiveTable(services, KOI_TABLE)
  return describeCatalogue(services)
}

/** The catalogue as the context of catalogue features; null when there is none. */
export async function findContext(services: Services): Promise<ContextFile | null> {
  const kept = await findArchiveTable(services, KOI_TABLE)
  if (!kept) return null
  const used = { name: NAME, sha256: kept.sha256, rows: kept.rows }
  return { used, file: await services.files.open(kept.sha256) }
}

/** The catalogue, to be submitted like an upload. @throws VouchError `not_found` when there is none */
export async function withCatalogueFile<T>(services: Services, work: (file: StoredFile) => Promise<T>): Promise<T> {
  const kept = await findArchiveTable(services, KOI_TABLE)
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
