import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { liveModel, model, promotion, training } from '../db/schema.ts'

export interface ModelVersion {
  readonly id: string
  readonly version: string
  readonly domain: string
  /** of its graph */
  readonly sha256: string
}

/**
 * Notes a version of a model that comes with Vouch, and that it is live unless somebody promoted another. False, and
 * nothing is noted, when this database knows the same version with another graph.
 */
export async function noteVersion(database: Sql, { id, version, domain, sha256 }: ModelVersion): Promise<boolean> {
  return database.transaction(async (tx) => {
    await tx.insert(model).values({ id, version, domain, sha256, source: 'built-in' }).onConflictDoNothing()
    const known = await tx.select({ version: model.version, sha256: model.sha256 }).from(model).where(eq(model.id, id))
    if (known.find((row) => row.version === version)?.sha256 !== sha256) return false
    await tx
      .insert(liveModel)
      .values({ id, version })
      .onConflictDoUpdate({
        target: liveModel.id,
        set: { version, promotedAt: sql`now()` },
        setWhere: sql`${isNull(liveModel.promotedBy)} and ${liveModel.version} <> ${version}`,
      })
    return true
  })
}

export interface OwnModel {
  readonly accountId: string | null
  readonly fileSha256: string | null
  /** it answers under a name, so that everybody may use it */
  readonly live: boolean
}

/** One that was trained or imported here; one whose training has expired is not there, swept or not, unless it was promoted. */
export async function findOwnModel(database: Sql, id: string): Promise<OwnModel | null> {
  const expired = sql`exists (select 1 from ${training} where ${training.modelId} = ${model.id} and ${training.expiresAt} <= now())`
  const promoted = sql`exists (select 1 from ${promotion} where ${promotion.modelId} = ${model.id} and ${promotion.kind} = 'promoted')`
  const [row] = await database
    .select({ accountId: model.accountId, fileSha256: model.fileSha256, slot: liveModel.id })
    .from(model)
    .leftJoin(liveModel, eq(liveModel.modelId, model.id))
    .where(and(eq(model.id, id), ne(model.source, 'built-in'), sql`(${promoted} or not ${expired})`))
  if (!row) return null
  const { slot, ...found } = row
  return { ...found, live: slot !== null }
}

/** Its manifest, which never changes. */
export async function findOwnManifest(database: Sql, id: string): Promise<unknown> {
  const [row] = await database.select({ manifest: model.manifest }).from(model).where(eq(model.id, id))
  return row?.manifest ?? null
}

/** Those of some ids that are models. */
export async function listModelIds(database: Sql, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await database
    .select({ id: model.id })
    .from(model)
    .where(inArray(model.id, [...ids]))
  return new Set(rows.map(({ id }) => id))
}
