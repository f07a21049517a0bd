import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { noteRestore } from '../audit/note-backup.ts'
import { type AuditVerdict, verifyAudit } from '../audit/verify-audit.ts'
import { openDatabase, type Place } from '../db/client.ts'
import { dataFolder } from '../db/data-folder.ts'
import { knownMigrations, MIGRATIONS, writeMigrationsUpTo } from '../db/migrate.ts'
import { openSnapshot } from '../db/open-snapshot.ts'
import { builtTemplate } from '../db/template.ts'
import { openFileFolder } from '../file/file-folder.ts'
import { makeHome } from '../make-home.ts'
import { fillTables, holdsRows } from './fill-tables.ts'
import { type UnpackedBackup, unpackBackup } from './unpack-backup.ts'

export interface RestoreReport {
  readonly backup: UnpackedBackup
  readonly audit: AuditVerdict
}

/**
 * Fills an empty place with what a backup holds. Everything in the backup is checked first; then the files are laid out,
 * and all rows come in one transaction, are read again and compared. Tables of an earlier version are brought up to date.
 * @param template an empty embedded database of this version, where there is one
 * @throws Error with one clear line when the place is not empty, or the backup is not whole; then nothing has changed
 */
export async function restore(
  place: Place,
  path: string,
  template: string | null = builtTemplate(),
): Promise<RestoreReport> {
  const home = place.VOUCH_HOME
  const [hadHome, hadDatabase] = [existsSync(home), existsSync(dataFolder(home))]
  await refuseFilled(place)
  await makeHome(home)
  const work = await mkdtemp(join(home, 'restore-'))
  try {
    const backup = await unpackBackup(path, work)
    await fill(place, backup, { work, template })
    return { backup, audit: await bringUpToDate(place, backup) }
  } catch (error) {
    // what was laid down before it failed; all of it was empty or not there
    await rm(join(home, 'files'), { recursive: true, force: true })
    if (!hadDatabase) await rm(dataFolder(home), { recursive: true, force: true })
    if (!hadHome) await rm(home, { recursive: true, force: true })
    throw error
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Looks before anything is made or brought up to date. */
async function refuseFilled(place: Place): Promise<void> {
  const { VOUCH_HOME, DATABASE_URL } = place
  const files = join(VOUCH_HOME, 'files')
  for (const folder of await readdir(files).catch(() => []))
    if ((await readdir(join(files, folder))).length > 0) throw notEmpty('files', VOUCH_HOME)
  if (DATABASE_URL === undefined && !existsSync(dataFolder(VOUCH_HOME))) return
  const snapshot = await openSnapshot(place, 'verify')
  try {
    if (await holdsRows(snapshot.sql)) throw notEmpty('rows', DATABASE_URL === undefined ? VOUCH_HOME : 'that database')
  } finally {
    await snapshot.close()
  }
}

function notEmpty(what: string, where: string): Error {
  return new Error(`A backup is restored into an empty place only, and there are ${what} in ${where}.`)
}

/** Makes the tables as they were when the backup was made, and fills them. */
async function fill(
  place: Place,
  { head, manifest, files, tablesFolder, filesFolder }: UnpackedBackup,
  { work, template }: { readonly work: string; readonly template: string | null },
): Promise<void> {
  const migrations = join(work, 'migrations')
  await writeMigrationsUpTo(head.schema_version, migrations)
  const isNewest = knownMigrations(MIGRATIONS).at(-1)?.when === head.schema_version
  const database = await openDatabase(place, {
    onError: () => undefined,
    template: isNewest ? template : null,
    migrations,
  })
  try {
    const folder = await openFileFolder(place.VOUCH_HOME)
    for (const sha256 of files) await folder.put(join(filesFolder, sha256), sha256)
    await database.sql.transaction((tx) => fillTables(tx, manifest, { tablesFolder, files }))
  } finally {
    await database.close()
  }
}

async function bringUpToDate(place: Place, { head }: UnpackedBackup): Promise<AuditVerdict> {
  const database = await openDatabase(place, { onError: () => undefined, template: null })
  try {
    const verdict = await verifyAudit(database.sql)
    await noteRestore(database.sql, head.made_at)
    return verdict
  } finally {
    await database.close()
  }
}
