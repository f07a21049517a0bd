import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../db/client.ts'
import { listTables, sumTable, tableName } from '../db/tables.ts'
import { listDamagedRows } from './damaged-rows.ts'
import type { BackupManifest } from './manifest.ts'
import { readLines } from './read-lines.ts'

/** The one table that has its row from the beginning: where the chain of the audit ends. */
const HEAD = 'audit_head'

const Known = z.object({ rows: z.array(z.object({ known: z.boolean() })) })
const Hashes = z.object({ rows: z.array(z.object({ sha256: z.string() })) })

/** Whether there are tables with anything in them. */
export async function holdsRows(tx: Pick<Sql, 'execute'>): Promise<boolean> {
  if (!(await ask(tx, sql`to_regclass('vouch.audit_head') is not null`))) return false
  for (const { name } of await listTables(tx)) {
    const rows =
      name === HEAD ? sql`select 1 from vouch.audit_head where number > 0` : sql`select 1 from ${tableName(name)}`
    if (await ask(tx, sql`exists (${rows})`)) return true
  }
  return false
}

/**
 * Fills empty tables, reads them again, and compares; within the transaction that keeps or loses all of it.
 * @param files hashes of the files that were laid out
 * @throws Error when the tables are not empty, or not what the backup says afterwards
 */
export async function fillTables(
  tx: Sql,
  manifest: BackupManifest,
  { tablesFolder, files }: { readonly tablesFolder: string; readonly files: readonly string[] },
): Promise<void> {
  if (await holdsRows(tx))
    throw new Error('A backup is restored into an empty place only, and somebody has begun to fill it.')
  const shapes = new Map((await listTables(tx)).map((shape) => [shape.name, shape]))
  for (const { name, rows, sha256 } of manifest.tables) {
    const shape = shapes.get(name)
    if (!shape) throw new Error(`The backup has a table ${name}, which Vouch did not have then.`)
    await fillTable(tx, name, join(tablesFolder, name))
    const sum = await sumTable(tx, shape)
    if (sum.rows !== rows || sum.sha256 !== sha256)
      throw new Error(`The table ${name} came out otherwise than it was: ${sum.rows} of ${rows} rows.`)
  }
  await compareFiles(tx, [...files, ...manifest.missing])
}

/** Fills an empty table with the rows of a file, a line of JSON each. */
export async function fillTable(tx: Sql, name: string, path: string): Promise<void> {
  const table = tableName(name)
  const over =
    name === HEAD
      ? sql`on conflict (id) do update set number = excluded.number, hash = excluded.hash,
          pruned_number = excluded.pruned_number, pruned_hash = excluded.pruned_hash`
      : sql``
  for await (const lines of readLines(path))
    await tx.execute(sql`
      insert into ${table} select * from jsonb_populate_recordset(null::${table}, ${`[${lines.join(',')}]`}::jsonb) ${over}`)
}

/** Every row of a file has its bytes, in the row or among the files, but for those whose loss is known. */
async function compareFiles(tx: Sql, files: readonly string[]): Promise<void> {
  const laid = new Set(files)
  const found: unknown = await tx.execute(sql`select sha256 from vouch.file where content is null`)
  const lost = Hashes.parse(found).rows.filter(({ sha256 }) => !laid.has(sha256))
  if (lost.length > 0) throw new Error(`The backup lacks ${lost.length} of its files: ${lost[0]?.sha256} and others.`)
  if ((await listDamagedRows(tx)).some((sha256) => !laid.has(sha256)))
    throw new Error('The backup has a file whose bytes are not those of its hash.')
}

async function ask(tx: Pick<Sql, 'execute'>, condition: ReturnType<typeof sql>): Promise<boolean> {
  const found: unknown = await tx.execute(sql`select ${condition} as known`)
  return Known.parse(found).rows[0]?.known === true
}
