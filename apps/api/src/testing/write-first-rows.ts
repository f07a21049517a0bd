import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../db/client.ts'
import { knownMigrations, MIGRATIONS } from '../db/migrate.ts'
import { listTables, readRows } from '../db/tables.ts'
import { fillDatabase } from './fill-database.ts'
import { FIRST_ROWS } from './first-rows.ts'

/**
 * Writes the rows of the first version, which every later one must carry over. For as long as that version is not
 * released its tables may change, and these are written anew; never after.
 */
if (knownMigrations(MIGRATIONS).length > 1) throw new Error('The first version is out: its rows stay as they are.')
const home = await mkdtemp(join(tmpdir(), 'vouch-first-'))
const database = await openDatabase({ VOUCH_HOME: home }, { onError: () => undefined, template: null })
await fillDatabase(database, home, 6)
await rm(FIRST_ROWS, { recursive: true, force: true })
await mkdir(FIRST_ROWS, { recursive: true })
await database.sql.transaction(async (tx) => {
  for (const shape of await listTables(tx))
    for await (const lines of readRows(tx, shape))
      await writeFile(join(FIRST_ROWS, `${shape.name}.ndjson`), `${lines.join('\n')}\n`, { flag: 'a' })
})
await database.close()
await rm(home, { recursive: true })
