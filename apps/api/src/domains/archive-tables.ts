import { VouchError } from '@vouch/core/error'
import type { DomainId } from '@vouch/contracts/domain'
import type { ArchiveTable } from '../dataset/archive-table.ts'
import { ARCHIVE_TABLES as EXOPLANET } from './exoplanet/archive-tables.ts'

const BY_DOMAIN = { exoplanet: EXOPLANET, heart: [], skin: [], other: [] } as const satisfies Record<
  DomainId,
  readonly ArchiveTable[]
>

/** The archives' tables of every domain. */
export const ARCHIVE_TABLES: readonly ArchiveTable[] = Object.values(BY_DOMAIN).flat()

/** Null for what is no archive's table. */
export function archiveTable(id: string): ArchiveTable | null {
  return ARCHIVE_TABLES.find((table) => table.id === id) ?? null
}

/** @throws VouchError `not_found` */
export function findArchive(id: string): ArchiveTable {
  const found = archiveTable(id)
  if (found) return found
  throw new VouchError(
    'not_found',
    `There is no such table; there are ${ARCHIVE_TABLES.map((table) => table.id).join(', ')}.`,
  )
}
