import { and, eq, lt } from 'drizzle-orm'
import type { Sql } from '../../../db/client.ts'
import { codingFetch } from '../../../db/schema/coding.ts'
import { RetryLater } from '../../../limit/retry-later.ts'

/** A page as it was fetched last: its tag (empty where it has none) and the page after it. */
export interface FetchedPage {
  readonly etag: string
  readonly next: string | null
  readonly fetchedAt: Date
}

export async function findFetched(db: Sql, url: string): Promise<FetchedPage | null> {
  const { etag, next, fetchedAt } = codingFetch
  const [found] = await db.select({ etag, next, fetchedAt }).from(codingFetch).where(eq(codingFetch.url, url))
  return found ?? null
}

/** Notes that a page was fetched; what it held must be kept before. */
export async function noteFetched(db: Sql, url: string, page: FetchedPage): Promise<void> {
  await db
    .insert(codingFetch)
    .values({ url, ...page })
    .onConflictDoUpdate({ target: codingFetch.url, set: { ...page } })
}

/** A fetch that has held its place for so long was killed: it takes no longer than ten minutes and its last request. */
const HELD_MS = 15 * 60_000
const COME_AGAIN_SECONDS = 60

/**
 * Keeps others from fetching the same meanwhile, whichever process they ask: two that walk one list would each take the other's
 * pages for known. @throws RetryLater `conflict`
 */
export async function holdFetch(db: Sql, name: string): Promise<{ end(): Promise<void> }> {
  const fetchedAt = new Date()
  const row = { url: `held: ${name}`, etag: '', next: null, fetchedAt }
  const [held] = await db
    .insert(codingFetch)
    .values(row)
    .onConflictDoUpdate({
      target: codingFetch.url,
      set: { fetchedAt },
      setWhere: lt(codingFetch.fetchedAt, new Date(fetchedAt.getTime() - HELD_MS)),
    })
    .returning({ url: codingFetch.url })
  if (!held)
    throw new RetryLater(
      'conflict',
      'The same is being fetched at this moment; its receipt will say what came of it.',
      COME_AGAIN_SECONDS,
    )
  return {
    async end() {
      await db.delete(codingFetch).where(and(eq(codingFetch.url, row.url), eq(codingFetch.fetchedAt, fetchedAt)))
    },
  }
}
