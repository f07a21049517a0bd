import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '../db/client.ts'

const Counts = z.object({
  rows: z.array(z.object({ files: z.int(), uploads: z.int(), predictions: z.int(), datasets: z.int(), jobs: z.int() })),
})

/** All that is kept of submissions: rows by table, and every file in the folder of files and in those of requests. */
export async function countKept(database: Database, home: string) {
  const found: unknown = await database.sql.execute(sql`
    select (select count(*)::int from vouch.file) as files, (select count(*)::int from vouch.upload) as uploads,
      (select count(*)::int from vouch.prediction) as predictions, (select count(*)::int from vouch.dataset) as datasets,
      (select count(*)::int from vouch.job) as jobs`)
  return { ...Counts.parse(found).rows[0], folder: await listFiles(join(home, 'files')), work: await workOf(home) }
}

/** What lies in the folders of requests, of every process. */
export async function workOf(home: string): Promise<string[]> {
  const processes = await readdir(join(home, 'tmp'))
  return (await Promise.all(processes.map((name) => readdir(join(home, 'tmp', name))))).flat()
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort()
}

/** What ties rows and files together and must always hold: the faults, none when all is well. */
export async function findTorn(database: Database, home: string): Promise<string[]> {
  const Rows = z.object({ rows: z.array(z.object({ sha256: z.string() })) })
  const large: unknown = await database.sql.execute(sql`select sha256 from vouch.file where content is null`)
  const folder = new Set(await listFiles(join(home, 'files')))
  const missing = Rows.parse(large).rows.filter(({ sha256 }) => !folder.has(sha256))
  const lone: unknown = await database.sql.execute(sql`
    select upload.id as sha256 from vouch.upload left join vouch.prediction on prediction.upload_id = upload.id
    where prediction.id is null`)
  return [
    ...missing.map(({ sha256 }) => `file ${sha256} is not in the folder`),
    ...Rows.parse(lone).rows.map(({ sha256 }) => `upload ${sha256} has no prediction`),
  ]
}
