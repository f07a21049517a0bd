import { eq, isNull, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { liveModel, model } from '../db/schema.ts'

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
