import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { appendAudit } from '../audit/audit.ts'
import type { Database } from '../db/client.ts'
import { listTables, tableName } from '../db/tables.ts'
import { openFileFolder } from '../file/file-folder.ts'

const Column = z.object({
  name: z.string(),
  type: z.string(),
  nullable: z.boolean(),
  /** the table and column that it refers to */
  refers: z.array(z.string()).nullable(),
})
type Column = z.infer<typeof Column>
const Columns = z.object({ rows: z.array(Column) })

/** What is hard to keep as it is: every kind of character, and the numbers at the edges. */
const TEXTS = ['plain', 'Ünïcødé “quotes” 🪐', 'line\nfeed \u2028 tab\t', '\\ / " \'', '', ' NULL ']
const NUMBERS = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -0.5, 123456789.125]

/**
 * Fills every table that the database has, whatever its columns are, with simulated rows, and lays their files into the
 * folder: each third of them there, the others in their rows.
 */
export async function fillDatabase(database: Database, home: string, rows: number): Promise<void> {
  const filled = new Map<string, readonly Record<string, unknown>[]>()
  for (const { name } of await listTables(database.sql)) {
    if (name === 'audit' || name === 'audit_head') continue
    const columns = await columnsOf(database, name)
    const made = Array.from({ length: rows }, (_, i) =>
      name === 'file'
        ? fileRow(i)
        : Object.fromEntries(columns.map((column) => [column.name, valueOf(column, i, filled)])),
    )
    filled.set(name, made)
    const table = tableName(name)
    await database.sql.execute(
      sql`insert into ${table} select * from jsonb_populate_recordset(null::${table}, ${JSON.stringify(made)}::jsonb)
        on conflict do nothing`,
    )
  }
  await layFiles(home, rows)
  for (let i = 0; i < rows; i++)
    await database.sql.transaction((tx) =>
      appendAudit(tx, {
        actor: `acc_${i}`,
        action: 'session.create',
        subject: i % 2 === 0 ? null : textOf(i),
        outcome: 'done',
        origin: null,
        requestId: `request ${i}`,
        detail: { number: NUMBERS[i % NUMBERS.length], text: textOf(i) },
      }),
    )
}

function valueOf(column: Column, i: number, filled: ReadonlyMap<string, readonly Record<string, unknown>[]>): unknown {
  const { name, type, nullable, refers } = column
  if (nullable && i % 3 === 2) return null
  const [table = '', key = ''] = refers ?? []
  if (refers) return filled.get(table)?.[i]?.[key]
  if (type.startsWith('timestamp')) return new Date(Date.UTC(2026, 0, 1) + i * 3_600_123).toISOString()
  if (type === 'date') return new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10)
  if (/^(integer|bigint)$/.test(type)) return i
  if (type === 'double precision') return NUMBERS[i % NUMBERS.length]
  if (type === 'boolean') return i % 2 === 0
  if (type === 'jsonb') return { i, text: textOf(i), number: NUMBERS[i % NUMBERS.length], list: [null, true, {}] }
  if (type === 'uuid') return `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`
  if (type === 'text[]') return [textOf(i), textOf(i + 1)]
  if (type === 'bytea') return `\\x${Buffer.from(textOf(i)).toString('hex')}`
  return `${name} ${i} ${textOf(i)}`
}

function textOf(i: number): string {
  return TEXTS[i % TEXTS.length] ?? ''
}

function bytesOf(i: number): Buffer {
  return Buffer.from(`file ${i} `.repeat(i % 3 === 0 ? 10_000 : 10))
}

function hashOf(i: number): string {
  return createHash('sha256').update(bytesOf(i)).digest('hex')
}

function fileRow(i: number): Record<string, unknown> {
  const bytes = bytesOf(i)
  const content = i % 3 === 0 ? null : `\\x${bytes.toString('hex')}`
  return { sha256: hashOf(i), bytes: bytes.length, content, created_at: new Date(i * 1000).toISOString() }
}

async function layFiles(home: string, rows: number): Promise<void> {
  const folder = await openFileFolder(home)
  const work = join(home, 'tmp', 'filling')
  await mkdir(work, { recursive: true })
  for (let i = 0; i < rows; i += 3) {
    await writeFile(join(work, 'file'), bytesOf(i))
    await folder.put(join(work, 'file'), hashOf(i))
  }
}

async function columnsOf(database: Database, table: string): Promise<Column[]> {
  const found: unknown = await database.sql.execute(sql`
    select a.attname as name, format_type(a.atttypid, null) as type, not a.attnotnull as nullable, (
      select json_build_array(f.relname, b.attname)
      from pg_constraint k join pg_class f on f.oid = k.confrelid
        join pg_attribute b on b.attrelid = f.oid and b.attnum = k.confkey[1]
      where k.conrelid = a.attrelid and k.contype = 'f' and k.conkey = array[a.attnum]
    ) as refers
    from pg_attribute a
    where a.attrelid = ${`vouch.${table}`}::regclass and a.attnum > 0 and not a.attisdropped
    order by a.attnum`)
  return Columns.parse(found).rows
}
