import { desc, eq, isNotNull, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { liveModel, promotion } from '../db/schema/models.ts'

export interface StoredPromotion {
  readonly id: string
  readonly slot: string
  readonly kind: 'promoted' | 'refused' | 'rolled_back'
  readonly modelId: string | null
  readonly beforeId: string | null
  readonly decidedBy: string
  readonly gate: unknown
  readonly createdAt: Date
}

/** What answers under each name in the place of the model that comes with Vouch. */
export async function listLive(database: Sql): Promise<ReadonlyMap<string, string>> {
  const rows = await database
    .select({ slot: liveModel.id, modelId: liveModel.modelId })
    .from(liveModel)
    .where(isNotNull(liveModel.modelId))
  return new Map(rows.flatMap(({ slot, modelId }) => (modelId === null ? [] : [[slot, modelId] as const])))
}

/** Within a transaction: what answers under a name, held until it ends, so that of two decisions one waits for the other. */
export async function holdLive(tx: Sql, slot: string): Promise<string | null> {
  const [row] = await tx
    .select({ modelId: liveModel.modelId })
    .from(liveModel)
    .where(eq(liveModel.id, slot))
    .for('update')
  return row?.modelId ?? null
}

/** Within the transaction that holds the name: notes a decision, and has it count unless it is a refusal. */
export async function decide(tx: Sql, made: Omit<StoredPromotion, 'createdAt'>): Promise<StoredPromotion> {
  const { gate, ...rest } = made
  const [row] = await tx
    .insert(promotion)
    .values({ ...rest, gate: gate === null ? null : sql`${JSON.stringify(gate)}::jsonb` })
    .returning()
  if (!row) throw new Error('A promotion was not noted.')
  if (made.kind !== 'refused')
    await tx
      .update(liveModel)
      .set({ modelId: made.modelId, promotedBy: made.decidedBy, promotedAt: sql`now()` })
      .where(eq(liveModel.id, made.slot))
  return row
}

/** The decisions about a name, the newest first. */
export async function listPromotions(database: Sql, slot: string, limit: number): Promise<StoredPromotion[]> {
  return database.select().from(promotion).where(eq(promotion.slot, slot)).orderBy(desc(promotion.id)).limit(limit)
}
