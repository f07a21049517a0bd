import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Manifest } from '@vouch/contracts/model'
import { z } from 'zod'
import { hashFile } from '../file/hash-file.ts'
import { createAnswerBuilder } from '../prediction/answer.ts'
import type { ScoredRows } from '../prediction/call-rows.ts'
import { createCallsWriter } from '../prediction/calls-file.ts'
import { openSubmitted } from '../prediction/open-submitted.ts'
import { callRules, makeReceipt } from '../prediction/receipt.ts'
import type { TableDomain } from '../prediction/table-domain.ts'
import { gatherContext } from './gather-context.ts'
import type { CutTask, JoinTask, PredictResult, ScoreAsk, ReaderData, ShardTask } from './read-task.ts'
import { CHUNK_ROWS, type PreparedRows, prepareRows, scoreInOrder } from './score-in-order.ts'
import type { AskPool } from './serve-tasks.ts'

/** Rows of a shard: a fraction of a second's work, and few enough files for a table of millions. */
const SHARD_CHUNKS = 16

/** What the one reading of a table found out, for those who score its shards and whoever joins them. */
export const TableCut = z.object({
  rows: z.int(),
  shards: z.int(),
  variant: z.string(),
  simulated: z.boolean(),
  /** JSON */
  mapping: z.string(),
  context: z.object({ name: z.string(), sha256: z.string().nullable(), rows: z.int() }).nullable(),
})
export type TableCut = z.infer<typeof TableCut>

const cutPath = (folder: string) => join(folder, 'cut.json')
const shardPath = (folder: string, shard: number) => join(folder, `${shard}.rows`)
const scoredPath = (folder: string, shard: number) => join(folder, `${shard}.scored`)

/** Reads a table once and lays its rows into files, each for one worker. One that was cut before is not read again. */
export async function cutTable(
  task: CutTask,
  { domain, manifest, data }: { domain: TableDomain; manifest: Manifest; data: ReaderData },
): Promise<TableCut> {
  const before = await readFile(cutPath(task.folder), 'utf8').catch(() => null)
  if (before !== null) return TableCut.parse(JSON.parse(before))
  const table = await openSubmitted(domain, task.upload, data.limits)
  const context = await gatherContext(task, manifest, { domain, limits: data.limits })
  let [rows, shards] = [0, 0]
  let held: PreparedRows[] = []
  const flush = async () => {
    if (held.length === 0) return
    await writeWhole(shardPath(task.folder, shards), serialize(held))
    shards++
    held = []
  }
  for await (const prepared of prepareRows(table, table.chunks(CHUNK_ROWS), { domain, manifest, context })) {
    rows += prepared.ids.length
    held.push(prepared)
    if (held.length === SHARD_CHUNKS) await flush()
  }
  await flush()
  const { variant, simulated } = table.plan
  const mapping = table.plan.report(table.read(rows), manifest, task.submission.measured)
  const cut: TableCut = { rows, shards, variant, simulated, mapping, context: context?.used ?? null }
  await writeWhole(cutPath(task.folder), JSON.stringify(cut))
  return cut
}

/** Scores one shard. Done twice, it leaves the same file. */
export async function scoreShard(task: ShardTask, ask: AskPool<ScoreAsk>): Promise<number> {
  // our own file, written by `cutTable` of the same version
  const prepared = deserialize(await readFile(shardPath(task.folder, task.shard))) as PreparedRows[]
  const scored: ScoredRows[] = []
  for await (const rows of scoreInOrder(prepared.map(ownMemory), task.how, { ask, lanes: task.lanes }))
    scored.push(rows)
  await writeWhole(scoredPath(task.folder, task.shard), serialize(scored))
  return scored.reduce((sum, { ids }) => sum + ids.length, 0)
}

/** What was read from one file shares its memory, and a chunk's is handed over to a scorer. */
function ownMemory({ columns, catalogue, ...rest }: PreparedRows): PreparedRows {
  const values = Object.fromEntries(Object.entries(columns.values).map(([name, column]) => [name, column.slice()]))
  return { ...rest, columns: { ...columns, values }, catalogue: catalogue?.slice() ?? null }
}

/** Writes the calls of all shards in the table's order: to the byte what one worker would have written. */
export async function joinShards(
  task: JoinTask,
  { domain, manifest }: { domain: TableDomain; manifest: Manifest },
): Promise<PredictResult> {
  const rules = callRules(domain, manifest, task.submission.threshold)
  const answer = createAnswerBuilder(rules, { lists: false })
  const file = createCallsWriter(task.callsPath, rules)
  for (let shard = 0; shard < task.cut.shards; shard++) {
    // our own file, written by `scoreShard` of the same version
    const scored = deserialize(await readFile(scoredPath(task.folder, shard))) as ScoredRows[]
    for (const rows of scored) {
      answer.add(rows)
      file.add(rows)
    }
  }
  answer.refuseWhenEmpty()
  file.finish()
  const { submission, cut } = task
  const receipt = makeReceipt({ submission, manifest, domain, count: answer.count, ...cut })
  return { answer: answer.finish(receipt.json), receipt, callsSha256: await hashFile(task.callsPath) }
}

/** There at once and whole, or not there: another may read it, and whoever writes it may be killed. */
async function writeWhole(path: string, content: Buffer | string): Promise<void> {
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, content)
  await rename(temporary, path)
}
