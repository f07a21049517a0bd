import { type IngestOptions, type IngestPage, IngestReceipt, type IngestsQuery } from '@vouch/contracts/domains/coding'
import { desc, eq, lt } from 'drizzle-orm'
import { dirname, join } from 'node:path'
import { VouchError } from '@vouch/core/error'
import { type Acting, auditAct } from '../../account/audit-act.ts'
import { appendAudit } from '../../audit/audit.ts'
import type { Sql } from '../../db/client.ts'
import { codingIngest } from '../../db/schema/coding.ts'
import { asStoredFile } from '../../file/as-stored-file.ts'
import type { FileBytes, PreparedFile } from '../../file/file-store.ts'
import type { Context } from '../../trpc.ts'
import { beginBatch } from './batch-store.ts'
import { isCodingRead, type KeepAsk } from './coding-task.ts'
import type { SessionRows } from './session-rows.ts'
import { insertSessions } from './session-store.ts'
import { mustSeeAll } from './visibility.ts'
import { insertCommits, upsertPullRequests } from './work-store.ts'

/** A file of the largest size, into an embedded database on a slow machine. */
const INGEST_MS = 20 * 60_000

type Counts = Pick<IngestReceipt, 'sessions' | 'pull_requests' | 'commits'>

/** Takes a file in. The same one sent again adds nothing; what breaks off half-way is gone on with when it is sent again. */
export async function ingestFile(ctx: Context, file: File, options: IngestOptions): Promise<IngestReceipt> {
  await mustSeeAll(ctx)
  const { services } = ctx
  const id = ctx.newId('ing')
  return asStoredFile(services, file, async ({ path, name, sha256 }) => {
    const counts = noCounts()
    const deadPath = join(dirname(path), 'dead-letters.ndjson')
    const { repo_slug: repo = null, started_at: startedAt = null } = options
    const read = await services.readers.run(
      { kind: 'coding', path, name, repo, startedAt, deadPath },
      {
        deadlineMs: INGEST_MS,
        async answer(question) {
          if (question.kind !== 'keep') throw new Error('A reader of sessions asked for calls.')
          await keep(services.database.sql, question, { id, counts })
          services.codingFeed.nudge()
          return { value: null }
        },
      },
    )
    if (!isCodingRead(read)) throw new Error('A reader took nothing in.')
    const dead = read.deadLetters === 0 ? null : await services.files.prepareFile(deadPath)
    const receipt: IngestReceipt = {
      ingest_id: id,
      kind: read.ingested,
      name,
      sha256,
      entries: read.entries,
      ...counts,
      simulated: read.simulated,
      dead_letters: read.deadLetters,
      first_dead_letters: [...read.firstDeadLetters],
      unpriced_models: read.unpriced,
      created_at: new Date().toISOString(),
    }
    await noteIngest(ctx, receipt, dead)
    return receipt
  })
}

/** Writes down what was taken in, and keeps the dead letters. */
export async function noteIngest(ctx: Context, receipt: IngestReceipt, dead: PreparedFile | null): Promise<void> {
  const { database, files } = ctx.services
  const { ingest_id: id, entries } = receipt
  await database.sql.transaction(async (tx) => {
    if (dead) await files.note(tx, [dead])
    await tx
      .insert(codingIngest)
      .values({ id, accountId: ctx.caller.accountId, receipt, deadSha256: dead?.sha256 ?? null })
    await appendAudit(tx, auditAct(ctx, { action: 'coding.ingest', subject: id, detail: { entries } }))
  })
}

/** Nothing yet. */
export function noCounts(): Counts {
  return {
    sessions: { added: 0, decided: 0, repeated: 0 },
    pull_requests: { added: 0, changed: 0, repeated: 0 },
    commits: { added: 0, repeated: 0 },
  }
}

/** Keeps a batch, and counts what of it was new. */
export async function keep(
  db: Sql,
  { sessions, pullRequests, commits }: Omit<KeepAsk, 'kind'>,
  { id, counts }: { readonly id: string; readonly counts: Counts },
): Promise<void> {
  const { added, told } = await addInTurn(db, sessions, id)
  counts.sessions.added += added
  counts.sessions.decided += told
  counts.sessions.repeated += sessions.count - added - told
  const pulls = await upsertPullRequests(db, pullRequests, id)
  counts.pull_requests.added += pulls.added
  counts.pull_requests.changed += pulls.changed
  counts.pull_requests.repeated += pullRequests.length - pulls.added - pulls.changed
  const made = await insertCommits(db, commits, id)
  counts.commits.added += made
  counts.commits.repeated += commits.length - made
}

/**
 * One statement after the other, whoever sends: what two add at once neither sees of the other, and the verdict of a call that
 * another is just adding would be lost.
 */
async function addInTurn(db: Sql, sessions: SessionRows, ingestId: string): Promise<{ added: number; told: number }> {
  if (sessions.count === 0) return { added: 0, told: 0 }
  return db.transaction(async (tx) => insertSessions(tx, sessions, { ingestId, batch: await beginBatch(tx) }))
}

/** What was taken in, the newest first. */
export async function listIngests(ctx: Context, { cursor, limit }: IngestsQuery): Promise<IngestPage> {
  await mustSeeAll(ctx)
  const rows = await ctx.services.database.sql
    .select({ id: codingIngest.id, receipt: codingIngest.receipt })
    .from(codingIngest)
    .where(cursor === undefined ? undefined : lt(codingIngest.id, cursor))
    .orderBy(desc(codingIngest.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  return {
    ingests: page.map(({ receipt }) => IngestReceipt.parse(receipt)),
    next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    fetches: ctx.services.settings.LITELLM_PROXY_URL === undefined ? ['github'] : ['github', 'litellm_proxy'],
  }
}

/** The lines that could not be taken in. @throws VouchError `not_found` */
export async function openDeadLetters(ctx: Acting, id: string): Promise<FileBytes> {
  await mustSeeAll(ctx)
  const [found] = await ctx.services.database.sql
    .select({ sha256: codingIngest.deadSha256 })
    .from(codingIngest)
    .where(eq(codingIngest.id, id))
  if (!found?.sha256) throw new VouchError('not_found', `There are no dead letters of ${id}.`)
  return ctx.services.files.open(found.sha256)
}
