import { join } from 'node:path'
import type { CodingSession, Commit, IngestReceipt, PullRequest } from '@vouch/contracts/domains/coding'
import type { Reading } from '@vouch/core/domains/coding/coding-entry'
import { writeJson } from '@vouch/core/domains/coding/write-json'
import type { Context } from '../../../trpc.ts'
import { DeadLetterFile } from '../dead-letter-file.ts'
import { keep, noCounts, noteIngest } from '../ingest.ts'
import { priceModels } from '../price-models.ts'
import { toSessionRows } from '../session-rows.ts'
import { mustSeeAll } from '../visibility.ts'
import { holdFetch } from './fetch-store.ts'

/** What is being taken from where it is fetched, record by record. */
export interface Taking {
  /** The records that can be read; the others are dead letters. One of which its reader says null is none of ours. */
  read<Value>(records: readonly unknown[], reader: (record: unknown) => Reading<Value> | null): Promise<Value[]>
  keep(what: {
    readonly sessions?: readonly CodingSession[]
    readonly pullRequests?: readonly PullRequest[]
    readonly commits?: readonly Commit[]
  }): Promise<void>
}

export interface Fetched {
  readonly kind: 'github' | 'litellm_proxy'
  /** as it stands in the receipt */
  readonly name: string
  /** what nobody else fetches meanwhile */
  readonly held: string
}

/**
 * Takes what `work` fetches, for one who asks at a time. What was kept before it broke off stays, and stands in a receipt.
 * @throws RetryLater `conflict` while the same is being fetched; and what `work` throws
 */
export async function takeFetched(
  ctx: Context,
  { kind, name, held: what }: Fetched,
  work: (taking: Taking) => Promise<void>,
): Promise<IngestReceipt> {
  await mustSeeAll(ctx)
  const { database, files } = ctx.services
  const held = await holdFetch(database.sql, `${kind} ${what.toLowerCase()}`)
  try {
    const folder = await files.createWorkFolder()
    try {
      return await takeInto(ctx, { kind, name, deadPath: join(folder.path, 'dead-letters.ndjson') }, work)
    } finally {
      await folder.remove()
    }
  } finally {
    await held.end()
  }
}

async function takeInto(
  ctx: Context,
  { kind, name, deadPath }: { readonly kind: IngestReceipt['kind']; readonly name: string; readonly deadPath: string },
  work: (taking: Taking) => Promise<void>,
): Promise<IngestReceipt> {
  const { database, files, codingFeed } = ctx.services
  const id = ctx.newId('ing')
  const counts = noCounts()
  const prices = priceModels()
  const letters = await DeadLetterFile.create(deadPath)
  let entries = 0
  let failure: unknown = null
  try {
    await work({
      async read(records, reader) {
        const read = []
        for (const record of records) {
          entries++
          const reading = reader(record)
          if (reading === null) continue
          if (reading.reason === undefined) read.push(reading.value)
          else await letters.add({ line: entries, reason: reading.reason, text: writeJson(record) })
        }
        return read
      },
      async keep({ sessions = [], pullRequests = [], commits = [] }) {
        const rows = toSessionRows(sessions.map(prices.price))
        await keep(database.sql, { sessions: rows, pullRequests, commits }, { id, counts })
        if (sessions.length > 0) codingFeed.nudge()
      },
    })
  } catch (error) {
    failure = error
  } finally {
    await letters.end()
  }
  // of what was not there at all there is nothing to write down
  if (failure !== null && entries === 0) throw failure
  const receipt: IngestReceipt = {
    ingest_id: id,
    kind,
    name,
    sha256: null,
    entries,
    ...counts,
    dead_letters: letters.count,
    first_dead_letters: [...letters.first],
    simulated: 0,
    unpriced_models: prices.unpriced(),
    created_at: new Date().toISOString(),
  }
  await noteIngest(ctx, receipt, letters.count === 0 ? null : await files.prepareFile(deadPath))
  if (failure !== null) throw failure
  return receipt
}
