import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openDatabase } from './client.ts'
import { dataFolder } from './data-folder.ts'
import { builtTemplate, unpackTemplate } from './template.ts'

const Rows = z.object({ rows: z.array(z.record(z.string(), z.unknown())) })
/** Every column of ours and of the queue. */
const TABLES = sql`
  select table_schema, table_name, column_name, data_type, is_nullable, column_default
  from information_schema.columns where table_schema in ('vouch', 'bullmq')
  order by table_schema, table_name, column_name`

describe('an empty database that the build left', () => {
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'vouch-template-'))
  })
  afterEach(() => rm(home, { recursive: true }))

  const open = (template: string | null, at: string) =>
    openDatabase({ VOUCH_HOME: at }, { onError: () => undefined, template })

  it('is the one that is made anew, and for nobody else of the machine', async () => {
    const template = builtTemplate()
    expect(template).not.toBeNull()
    const found = []
    for (const [name, from] of [
      ['unpacked', template],
      ['anew', null],
    ] as const) {
      const at = join(home, name)
      const database = await open(from, at)
      found.push(Rows.parse(await database.sql.execute(TABLES)).rows)
      await database.close()
      if (process.platform !== 'win32') expect((await stat(at)).mode & 0o077).toBe(0)
    }
    expect(found[0]?.length).toBeGreaterThan(100)
    expect(found[0]).toEqual(found[1])
  })

  it('is unpacked whole or not at all, also over what a killed process left of it', async () => {
    const template = builtTemplate() ?? ''
    const folder = dataFolder(home)
    await mkdir(`${folder}.part/base`, { recursive: true })
    await writeFile(`${folder}.part/PG_VERSION`, 'half')
    const database = await open(template, home)
    await database.ping()
    await database.close()
    const half = join(home, 'half.tar.gz')
    await writeFile(half, 'nothing that can be unpacked')
    const elsewhere = join(home, 'elsewhere')
    await expect(unpackTemplate(half, elsewhere)).rejects.toThrow()
    expect(existsSync(elsewhere)).toBe(false)
    expect((await readdir(home)).filter((name) => name.startsWith('database'))).toEqual(['database'])
  })
})
