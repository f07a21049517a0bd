import { createWriteStream } from 'node:fs'
import { copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { LabelChoice, NasaDatasetId } from '@vouch/contracts/dataset'
import type { DomainId } from '@vouch/contracts/domain'
import { VouchError } from '@vouch/core/error'
import { findOutage } from '../find-outage.ts'
import type { Services } from '../services.ts'
import { profileFile } from './profile-file.ts'
import { findSharedDataset, insertDataset, type SharedDataset, type StoredDataset } from './store.ts'

/** A table of an archive that can be fetched, or put into `VOUCH_HOME/catalogues` by hand as `name`.csv. */
export interface ArchiveTable {
  readonly id: NasaDatasetId
  readonly domain: DomainId
  /** of its row and its file */
  readonly name: string
  readonly title: string
  readonly description: string
  /** as the archive calls it */
  readonly table: string
  readonly licence: string
  /** what names the object a row belongs to */
  readonly groupKey: string
  readonly label: LabelChoice
  readonly note: string | null
}

/** The archive answers in seconds; its slow days are not ours to wait for. */
const FETCH_MS = 120_000

/** Where the whole table is fetched, as the archive has it now (TAP, IVOA 2019). */
export function tableUrl({ settings }: Services, { table }: ArchiveTable): string {
  return `${settings.EXOPLANET_ARCHIVE_URL}/TAP/sync?query=select+*+from+${table}&format=csv`
}

/** The newest one that is kept; a file put into the folder by hand after it is taken in first. Null when there is none. */
export async function findArchiveTable(services: Services, table: ArchiveTable): Promise<StoredDataset | null> {
  const kept = await findSharedDataset(services.database.sql, table)
  const path = join(services.settings.VOUCH_HOME, 'catalogues', `${table.name}.csv`)
  const byHand = await stat(path).catch(() => null)
  if (!byHand) return kept
  // when it was put there, even where the copy kept an older date; whole ms, as the database keeps them
  const putAt = new Date(Math.ceil(Math.max(byHand.mtimeMs, byHand.ctimeMs)))
  if (kept && kept.createdAt >= putAt) return kept
  const work = await services.files.createWorkFolder()
  try {
    const copy = join(work.path, 'catalogue.csv')
    await copyFile(path, copy)
    await keepTable(services, copy, { table, source: 'upload', notBefore: putAt })
  } finally {
    await work.remove()
  }
  return findSharedDataset(services.database.sql, table)
}

/** Downloads a table. What was there stays until the new one is whole. */
export async function fetchArchiveTable(services: Services, table: ArchiveTable): Promise<void> {
  const work = await services.files.createWorkFolder()
  try {
    const fresh = join(work.path, 'catalogue.csv')
    await download(tableUrl(services, table), fresh, services.limits.bytes)
    await keepTable(services, fresh, { table, source: 'archive', notBefore: new Date(0) })
  } finally {
    await work.remove()
  }
}

async function keepTable(
  services: Services,
  path: string,
  {
    table: { domain, name },
    source,
    notBefore,
  }: { readonly table: ArchiveTable; readonly source: SharedDataset['source']; readonly notBefore: Date },
): Promise<void> {
  const upload = { file: { path }, name: `${name}.csv`, kind: 'table' as const }
  const read = await profileFile(services, upload).catch((cause: unknown) => {
    if (source === 'upload' || (cause instanceof VouchError && cause.code === 'unavailable')) throw cause
    throw new VouchError(
      'upstream',
      'The NASA Exoplanet Archive answered with something that is not a table.',
      [],
      cause,
    )
  })
  const { rows } = read.profile
  if (rows === 0 && source === 'archive')
    throw new VouchError('upstream', 'The NASA Exoplanet Archive answered with an empty table.')
  const file = await services.files.prepareFile(path)
  const stored = { domain, name, source, ...read, rows, columns: read.profile.columns.map((column) => column.name) }
  await insertDataset({ sql: services.database.sql, files: services.files }, stored, { file, notBefore })
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
