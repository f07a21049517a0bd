import { createHash } from 'node:crypto'
import { sql, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from './client.ts'

/** A table as the database describes it. */
export interface TableShape {
  readonly name: string
  /** the columns of its primary key, in their order, and whether they are texts */
  readonly key: readonly { readonly name: string; readonly text: boolean }[]
}

export interface TableSum {
  readonly rows: number
  /** of the rows as `readRows` gives them, each with a line feed */
  readonly sha256: string
  readonly bytes: number
}

/** Rows read at once: a row may hold a small file, so some megabytes. */
const FETCH_ROWS = 200

const Shapes = z.object({
  rows: z.array(z.object({ name: z.string(), key: z.array(z.object({ name: z.string(), text: z.boolean() })) })),
})
const Edges = z.object({ rows: z.array(z.object({ name: z.string(), needs: z.string() })) })
const Lines = z.object({ rows: z.array(z.object({ line: z.string() })) })

/** Every table of ours, those that others refer to first. */
export async function listTables(database: Pick<Sql, 'execute'>): Promise<TableShape[]> {
  const found: unknown = await database.execute(sql`
    select c.relname as name, (
      select coalesce(json_agg(json_build_object('name', a.attname, 'text', a.atttypid = 'text'::regtype)
        order by array_position(i.indkey::int2[], a.attnum)), '[]')
      from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey::int2[])
      where i.indrelid = c.oid and i.indisprimary
    ) as key
    from pg_class c where c.relnamespace = 'vouch'::regnamespace and c.relkind = 'r' order by c.relname collate "C"`)
  const edges: unknown = await database.execute(sql`
    select c.relname as name, n.relname as needs
    from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class n on n.oid = f.confrelid
    where f.contype = 'f' and c.relnamespace = 'vouch'::regnamespace and c.oid <> n.oid`)
  return inOrder(Shapes.parse(found).rows, Edges.parse(edges).rows)
}

function inOrder(
  shapes: readonly TableShape[],
  edges: readonly { readonly name: string; readonly needs: string }[],
): TableShape[] {
  const ordered: TableShape[] = []
  const placed = new Set<string>()
  while (ordered.length < shapes.length) {
    const ready = shapes.filter(
      ({ name }) => !placed.has(name) && edges.every((edge) => edge.name !== name || placed.has(edge.needs)),
    )
    if (ready.length === 0) throw new Error('Tables refer to one another in a circle.')
    for (const shape of ready) placed.add(shape.name)
    ordered.push(...ready)
  }
  return ordered
}

/**
 * Every row of a table as one line of JSON, in the order of its key. The same rows give the same lines on every database.
 * Within a transaction of its own.
 */
export async function* readRows(tx: Pick<Sql, 'execute'>, { name, key }: TableShape): AsyncGenerator<string[]> {
  const order = key.map((column) => sql`${sql.identifier(column.name)}${column.text ? sql` collate "C"` : sql``}`)
  const ordered: SQL = order.length > 0 ? sql`order by ${sql.join(order, sql`, `)}` : sql``
  // times are written as they are, wherever the database thinks it is
  await tx.execute(sql`set local timezone = 'UTC'`)
  await tx.execute(sql`
    declare table_rows no scroll cursor for
    select to_jsonb(t)::text as line from ${tableName(name)} t ${ordered}`)
  for (;;) {
    const found: unknown = await tx.execute(sql.raw(`fetch ${FETCH_ROWS} from table_rows`))
    const lines = Lines.parse(found).rows.map(({ line }) => line)
    if (lines.length === 0) break
    yield lines
  }
  await tx.execute(sql`close table_rows`)
}

/** What a table holds, as two numbers and a hash that tell whether another holds the same. */
export async function sumTable(tx: Pick<Sql, 'execute'>, shape: TableShape): Promise<TableSum> {
  const hash = createHash('sha256')
  let [rows, bytes] = [0, 0]
  for await (const lines of readRows(tx, shape)) {
    const text = `${lines.join('\n')}\n`
    hash.update(text)
    rows += lines.length
    bytes += Buffer.byteLength(text)
  }
  return { rows, bytes, sha256: hash.digest('hex') }
}

export function tableName(name: string): SQL {
  return sql`${sql.identifier('vouch')}.${sql.identifier(name)}`
}
