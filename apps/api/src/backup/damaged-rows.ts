import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Sql } from '../db/client.ts'

const Hashes = z.object({ rows: z.array(z.object({ sha256: z.string() })) })

/** Hashes of the files that lie in their rows and have other bytes than were put. */
export async function listDamagedRows(database: Pick<Sql, 'execute'>): Promise<string[]> {
  const found: unknown = await database.execute(sql`
    select sha256 from vouch.file
    where content is not null and encode(sha256(content), 'hex') <> sha256
    order by sha256 collate "C"`)
  return Hashes.parse(found).rows.map(({ sha256 }) => sha256)
}
