import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { openDatabase } from './client.ts'

/** Makes an empty embedded database with its tables and writes it to `path`, whole or not at all. */
export async function makeTemplate(path: string): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'vouch-template-'))
  try {
    const database = await openDatabase({ VOUCH_HOME: home }, { onError: () => undefined, template: null })
    await database.close()
    const pglite = await PGlite.create(join(home, 'database'))
    const dump = await pglite.dumpDataDir('gzip')
    await pglite.close()
    const part = `${path}.${process.pid}`
    await writeFile(part, Buffer.from(await dump.arrayBuffer()))
    await rename(part, path)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}
