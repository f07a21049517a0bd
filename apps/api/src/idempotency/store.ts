import { and, eq, lt, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { idempotency } from '../db/schema/jobs.ts'
import { createIdTail } from '../id.ts'

/** The key that a client gave a request, within what is his. */
export interface RequestKey {
  readonly scope: string
  readonly key: string
}

export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** null: it was too large to be kept */
  readonly body: Buffer | null
}

/** What became of an attempt to begin a request. */
export type Claim =
  /** `reserved`: the ids of what it makes, the same whenever it is begun */
  | { readonly kind: 'begun'; readonly reserved: string }
  | { readonly kind: 'under way' }
  | { readonly kind: 'another request' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }

/** How long a claim holds whose holder is silent. */
export const HELD_SECONDS = 10
/** Longer than the day that is promised, for clients whose clock is not ours. */
const KEPT = sql`interval '25 hours'`

const heldUntil = sql`now() + ${HELD_SECONDS} * interval '1 second'`

function isKey({ scope, key }: RequestKey) {
  return and(eq(idempotency.scope, scope), eq(idempotency.key, key))
}

/** Begins a request, unless one of the same key has begun. Of any number that come together, one begins. */
export async function claimRequest(database: Sql, key: RequestKey, requestSha256: string): Promise<Claim> {
  const reserved = createIdTail(Date.now())
  const [begun] = await database
    .insert(idempotency)
    .values({ ...key, requestSha256, heldUntil, reserved })
    .onConflictDoUpdate({
      target: [idempotency.scope, idempotency.key],
      set: { heldUntil, reserved: sql`coalesce(${idempotency.reserved}, ${reserved})` },
      // its holder died before it had an answer
      setWhere: sql`not ${idempotency.done} and ${idempotency.heldUntil} < now() and ${idempotency.requestSha256} = ${requestSha256}`,
    })
    .returning({ reserved: idempotency.reserved })
  if (begun) return { kind: 'begun', reserved: begun.reserved ?? reserved }
  const [known] = await database.select().from(idempotency).where(isKey(key))
  // it was given up between the two statements
  if (!known) return { kind: 'under way' }
  if (known.requestSha256 !== requestSha256) return { kind: 'another request' }
  if (!known.done || known.status === null) return { kind: 'under way' }
  return { kind: 'answered', answer: { status: known.status, headers: known.headers ?? {}, body: known.body } }
}

/** Says that a request that has begun is still worked on. */
export async function holdRequest(database: Sql, key: RequestKey): Promise<void> {
  await database.update(idempotency).set({ heldUntil }).where(isKey(key))
}

/** Lets go of every request that has begun: whoever held them was a process that is not there any more. */
export async function dropClaims(database: Sql): Promise<void> {
  await database
    .update(idempotency)
    .set({ heldUntil: sql`now()` })
    .where(eq(idempotency.done, false))
}

/** Keeps the answer to a request; durable when it resolves. */
export async function keepAnswer(database: Sql, key: RequestKey, answer: KeptAnswer): Promise<void> {
  await database
    .update(idempotency)
    .set({ ...answer, done: true })
    .where(isKey(key))
}

/** Forgets a request that had no effect, so that its key may be used again. */
export async function forgetRequest(database: Sql, key: RequestKey): Promise<void> {
  await database.delete(idempotency).where(and(isKey(key), eq(idempotency.done, false)))
}

/** Forgets the answers that are older than what was promised. */
export async function forgetOldAnswers(database: Sql): Promise<void> {
  await database.delete(idempotency).where(lt(idempotency.createdAt, sql`now() - ${KEPT}`))
}
