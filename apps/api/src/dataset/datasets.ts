import {
  type AuditInput,
  type DatasetAudit,
  type DatasetDeleted,
  type DatasetDetail,
  DatasetEntry,
  DatasetId,
  type DatasetList,
  type DatasetListQuery,
  type LabelChoice,
  TableProfile,
  type Takes,
  type UploadOutput,
} from '@vouch/contracts/dataset'
import { VouchError } from '@vouch/core/error'
import { weightFault } from '@vouch/core/learn/check-columns'
import { FEEDBACK } from '@vouch/core/learn/feedback-columns'
import { type Caller, isAdmin } from '../account/caller.ts'
import { appendAudit } from '../audit/audit.ts'
import { ARCHIVE_TABLES, archiveTable } from '../domains/archive-tables.ts'
import { DOMAINS, domainOfTable } from '../domains/domains.ts'
import type { Sql } from '../db/client.ts'
import type { StoredFile } from '../file/stored-file.ts'
import type { Services } from '../services.ts'
import type { Context } from '../trpc.ts'
import { type Audited, isAudited } from '../worker/read-task.ts'
import { type ArchiveTable, findArchiveTable, tableUrl } from './archive-table.ts'
import { profileFile } from './profile-file.ts'
import { deleteUploads, findProfile, findUpload, insertUpload, listUploads, type StoredDataset } from './store.ts'

const SECONDS_A_DAY = 86_400
/** Every column of the largest upload held against its label, a few columns a pass. */
const AUDIT_MS = 300_000

/** A table as a training or an audit takes it: its file, what it holds, and what is known of it. */
export interface OpenDataset {
  readonly id: string
  readonly name: string
  readonly sha256: string
  readonly profile: TableProfile
  readonly archive: ArchiveTable | null
  /** when it was sent, or fetched */
  readonly createdAt: Date
}

type Upload = Pick<StoredFile, 'path' | 'sha256' | 'size' | 'name'>

/** Keeps a table that somebody sent, and says what it holds. @param also done in the transaction that keeps it */
export async function uploadDataset(
  { services, caller, newId }: Context,
  file: Upload,
  also?: (tx: Sql, id: DatasetId) => Promise<void>,
): Promise<UploadOutput> {
  const { path, sha256, size, name } = file
  const { format, profile } = await profileFile(services, { file: { path }, name, kind: 'table' })
  if (profile.rows === 0)
    throw new VouchError('invalid', 'The table holds no rows.', [{ field: 'file', message: 'holds no rows' }])
  const { accountId } = caller
  const columns = profile.columns.map((column) => column.name)
  const keptSeconds = accountId === null ? services.settings.ANONYMOUS_RETENTION_DAYS * SECONDS_A_DAY : null
  const id = newId('dst')
  const prepared = await services.files.prepareFile(path, { sha256 })
  const kept = { sql: services.database.sql, files: services.files }
  const table = { id, accountId, name, format, rows: profile.rows, columns, profile, keptSeconds }
  await insertUpload(kept, table, { file: prepared, also: also && ((tx) => also(tx, id)) })
  return { dataset_id: id, rows: profile.rows, columns, name, sha256, bytes: size, format, profile }
}

/** The archives' tables, on the first page, then one's own uploads. */
export async function listDatasets({ services, caller }: Context, query: DatasetListQuery): Promise<DatasetList> {
  const { accountId } = caller
  const tables =
    query.cursor === undefined ? await Promise.all(ARCHIVE_TABLES.map((one) => describeTable(services, one))) : []
  if (accountId === null) return { datasets: tables, next_cursor: null }
  const rows = await listUploads(services.database.sql, accountId, { ...query, limit: query.limit + 1 })
  const shown = rows.slice(0, query.limit)
  return {
    datasets: [...tables, ...shown.map(describeUpload)],
    next_cursor: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
  }
}

/** @throws VouchError `not_found` */
export async function getDataset(services: Services, caller: Caller, id: string): Promise<DatasetDetail> {
  const table = archiveTable(id)
  const row = table ? await findArchiveTable(services, table) : await findOwn(services, caller, id)
  const entry = table ? await describeTable(services, table) : row && describeUpload(row)
  if (!entry) throw noDataset()
  return { ...entry, sha256: row?.sha256 ?? null, profile: row ? await profileOf(services, row) : null }
}

/** A data set that is here. @throws VouchError `not_found`, and `conflict` for an archive's table that is not here yet */
export async function openDataset(services: Services, caller: Caller, id: string): Promise<OpenDataset> {
  const archive = archiveTable(id)
  const row = archive ? await findArchiveTable(services, archive) : await findOwn(services, caller, id)
  if (row) {
    const { sha256, createdAt } = row
    return {
      id: archive?.id ?? row.id,
      name: archive?.title ?? row.name,
      sha256,
      profile: await profileOf(services, row),
      archive,
      createdAt,
    }
  }
  if (!archive) throw noDataset()
  throw new VouchError(
    'conflict',
    `${archive.title} is not here yet: fetch it first, or put ${archive.name}.csv into the folder of catalogues.`,
  )
}

/** Holds every column of a data set against its label. */
export async function auditOf(services: Services, caller: Caller, input: AuditInput): Promise<DatasetAudit> {
  const opened = await openDataset(services, caller, input.id)
  return (await runAudit(services, opened, { ...chooseLabel(opened, input), takes: input.takes })).audit
}

/** The audit of a data set, made in a reader. */
export async function runAudit(
  services: Services,
  { sha256, name, profile, archive }: OpenDataset,
  chosen: { readonly label: LabelChoice; readonly groupKey: string | null; readonly takes: Takes },
): Promise<Audited> {
  const domain = archive?.domain ?? domainOfTable(profile.columns.map((column) => column.name))
  const upload = { file: await services.files.open(sha256), name, kind: 'table' as const }
  const done = await services.readers.run(
    { kind: 'audit', upload, profile, domain, ...chosen },
    { deadlineMs: AUDIT_MS },
  )
  if (!isAudited(done)) throw new Error('A reader gave no audit.')
  return done
}

/** What is the answer and what the group of a data set's rows; of an archive's table it is known. */
export function chooseLabel(
  { profile, archive }: Pick<OpenDataset, 'profile' | 'archive'>,
  input: Omit<AuditInput, 'id' | 'takes'>,
): { readonly label: LabelChoice; readonly groupKey: string | null } {
  const column = input.label ?? archive?.label.column
  if (column === undefined) throw fault('label', 'is needed: the column that holds the answer')
  const known = archive?.label.column === column ? archive.label : null
  const has = (name: string) => profile.columns.some((one) => one.name === name)
  const usual = known?.only && has(known.only.column) ? known.only : null
  const only = input.only === undefined ? usual : input.only
  const positive = input.positive_labels ?? known?.positive
  if (positive === undefined) throw fault('positive_labels', `is needed: which of “${column}” is positive`)
  const groupKey = input.group_key === undefined ? (archive?.groupKey ?? null) : input.group_key
  const found = profile.columns.find(({ name }) => name === column)
  if (!found) throw fault('label', `there is no column “${column}”`)
  if (groupKey !== null && !has(groupKey)) throw fault('group_key', `there is no column “${groupKey}”`)
  const left = found.frequent.map(({ value }) => value).filter((value) => !positive.includes(value))
  const negative = input.negative_labels ?? (input.positive_labels === undefined ? known?.negative : undefined) ?? left
  if (negative.length === 0)
    throw fault('positive_labels', 'every class is positive: nothing is left to tell them from')
  if (only && !has(only.column)) throw fault('only.column', `there is no column “${only.column}”`)
  const { weight } = input
  const unfit = weight
    ? weightFault(
        weight,
        profile.columns.find(({ name }) => name === weight),
      )
    : null
  if (unfit !== null) throw fault('weight', unfit)
  return { label: { column, positive, negative, ...(only ? { only } : {}), ...(weight ? { weight } : {}) }, groupKey }
}

/** @throws VouchError `forbidden` for one that is nobody's: whoever knows its id may use it only */
export async function deleteDataset(ctx: Context, id: string): Promise<DatasetDeleted> {
  const { services, caller, requestId } = ctx
  const found = await findOwn(services, caller, id)
  if (!found) throw noDataset()
  if (found.accountId !== caller.accountId && !isAdmin(caller))
    throw new VouchError('forbidden', 'This data set is nobody’s: it goes by itself, or an admin deletes it.')
  const act = {
    ...services.audit.by(caller, requestId),
    action: 'dataset.delete',
    subject: found.id,
    outcome: 'done',
  } as const
  const hashes = await services.database.sql.transaction(async (tx) => {
    const freed = await deleteUploads(tx, [found.id])
    await appendAudit(tx, act)
    return freed
  })
  await services.files.release(hashes)
  return { dataset_id: found.id, deleted: true }
}

/** An upload that the caller may use: nobody's by its id alone, an account's by that account and by admins. */
async function findOwn({ database }: Services, caller: Caller, id: string): Promise<StoredDataset | null> {
  const found = DatasetId.safeParse(id).success ? await findUpload(database.sql, id) : null
  const visible = found && (found.accountId === null || found.accountId === caller.accountId || isAdmin(caller))
  return visible ? found : null
}

/** The profile that was kept; of a table from before there were any, it is made now. */
async function profileOf(services: Services, row: StoredDataset): Promise<TableProfile> {
  const kept = TableProfile.safeParse(await findProfile(services.database.sql, row.id))
  if (kept.success) return kept.data
  const upload = { file: await services.files.open(row.sha256), name: row.name, kind: 'table' as const }
  return (await profileFile(services, upload)).profile
}

async function describeTable(services: Services, table: ArchiveTable): Promise<DatasetEntry> {
  const row = await findArchiveTable(services, table)
  return DatasetEntry.parse({
    id: table.id,
    source: 'nasa',
    domain: table.domain,
    name: table.title,
    description: table.description,
    address: tableUrl(services, table),
    table: table.table,
    licence: table.licence,
    rows: row?.rows ?? null,
    columns: row?.columns ?? [],
    group_key: table.groupKey,
    label: table.label,
    note: table.note,
    created_at: row?.createdAt.toISOString() ?? null,
  })
}

function describeUpload(row: StoredDataset): DatasetEntry {
  const made = ofFeedback(row.columns)
  return DatasetEntry.parse({
    id: row.id,
    source: 'upload',
    domain: null,
    name: row.name,
    description: '',
    address: null,
    table: null,
    licence: null,
    rows: row.rows,
    columns: row.columns,
    group_key: made && FEEDBACK.group,
    label: made,
    note: null,
    created_at: row.createdAt.toISOString(),
  })
}

/** What is the answer of a table that was made of judged calls, and how much its rows count; null of any other. */
function ofFeedback(columns: readonly string[]): LabelChoice | null {
  if (!Object.values(FEEDBACK).every((name) => columns.includes(name))) return null
  const { label, ownColumns } = DOMAINS[domainOfTable(columns)]
  if (ownColumns([]).length === 0) return null
  return { column: FEEDBACK.label, positive: [label(true)], negative: [label(false)], weight: FEEDBACK.weight }
}

function noDataset(): VouchError {
  return new VouchError('not_found', 'There is no such data set.')
}

function fault(field: string, message: string): VouchError {
  return new VouchError('invalid', `${field}: ${message}`, [{ field, message }])
}
