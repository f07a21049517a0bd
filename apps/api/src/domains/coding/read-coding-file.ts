import type { CodingSession, Commit, PullRequest } from '@vouch/contracts/domains/coding'
import type { TableLimits } from '@vouch/core/table/table'
import type { AskPool } from '../../worker/serve-tasks.ts'
import { type CodingItem, readItems, recognise } from './coding-items.ts'
import type { CodingRead, CodingTask, KeepAsk } from './coding-task.ts'
import { DeadLetterFile } from './dead-letter-file.ts'
import { priceModels } from './price-models.ts'
import { toSessionRows } from './session-rows.ts'
import { unpackGzip } from './unpack-gzip.ts'

/** Kept in one statement: an embedded database does nothing else meanwhile. */
const BATCH = 1000

/** Reads a file, has what it holds kept a batch at a time, and writes down what could not be taken, each as a line of JSON. */
export async function readCodingFile(
  task: CodingTask,
  { ask, limits }: { readonly ask: AskPool<KeepAsk>; readonly limits: TableLimits },
): Promise<CodingRead> {
  const path = await unpackGzip(task.path, limits)
  const file = await recognise(path)
  const letters = await DeadLetterFile.create(task.deadPath)
  const prices = priceModels()
  let batch = emptyBatch()
  let [entries, simulated, waiting] = [0, 0, 0]
  // while one batch is kept the next is read
  let kept: Promise<unknown> = Promise.resolve()
  const keep = (full: Batch) => {
    const asked = ask(toAsk(full))
    // what goes wrong is thrown where it is waited for
    asked.catch(() => undefined)
    return asked
  }
  const ofRepo = <T extends { readonly repo_slug: string | null }>(one: T): T => ({
    ...one,
    repo_slug: one.repo_slug ?? task.repo,
  })
  const take = (item: CodingItem) => {
    if (isSimulated(item)) simulated++
    if ('session' in item) batch.sessions.push(prices.price(ofRepo(item.session)))
    else if ('pullRequest' in item) batch.pullRequests.push(ofRepo(item.pullRequest))
    else if ('commit' in item) batch.commits.push(ofRepo(item.commit))
  }
  try {
    for await (const item of readItems({ ...task, path }, file, limits)) {
      entries += 'ignored' in item ? item.ignored : 1
      if ('dead' in item) await letters.add(item.dead, path)
      else take(item)
      waiting++
      if (waiting < BATCH) continue
      await kept
      kept = keep(batch)
      batch = emptyBatch()
      waiting = 0
    }
    await kept
    await ask(toAsk(batch))
  } finally {
    await letters.end()
  }
  const { count: deadLetters, first: firstDeadLetters } = letters
  return { ingested: file.kind, entries, simulated, deadLetters, firstDeadLetters, unpriced: prices.unpriced() }
}

function isSimulated(item: CodingItem): boolean {
  if ('session' in item) return item.session.source === 'simulated'
  if ('pullRequest' in item) return item.pullRequest.simulated
  return 'commit' in item && item.commit.simulated
}

interface Batch {
  readonly sessions: CodingSession[]
  readonly pullRequests: PullRequest[]
  readonly commits: Commit[]
}

function emptyBatch(): Batch {
  return { sessions: [], pullRequests: [], commits: [] }
}

function toAsk({ sessions, ...work }: Batch): KeepAsk {
  return { kind: 'keep', sessions: toSessionRows(sessions), ...work }
}
