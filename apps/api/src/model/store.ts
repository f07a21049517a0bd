import { Manifest } from '@vouch/contracts/model'
import { and, count, desc, eq, inArray, isNull, lt, ne, sql } from 'drizzle-orm'
import type { Sql } from '../db/client.ts'
import { liveModel, model, promotion, training } from '../db/schema/models.ts'
import { deleteMeasurementsOfModels } from './measurement-store.ts'
import { keepable } from '../prediction/store.ts'

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
  readonly backgroundSha256: string | null
  /** it answers under a name, so that everybody may use it */
  readonly live: boolean
}

/** One that was trained or imported here; one whose training has expired is not there, swept or not, unless it was promoted. */
export async function findOwnModel(database: Sql, id: string): Promise<OwnModel | null> {
  const expired = sql`exists (select 1 from ${training} where ${training.modelId} = ${model.id} and ${training.expiresAt} <= now())`
  const promoted = sql`exists (select 1 from ${promotion} where ${promotion.modelId} = ${model.id} and ${promotion.kind} = 'promoted')`
  const [row] = await database
    .select({
      accountId: model.accountId,
      fileSha256: model.fileSha256,
      backgroundSha256: model.backgroundSha256,
      slot: liveModel.id,
    })
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

/** A model that another program trained, as it is kept. */
export interface NewImport {
  readonly manifest: Manifest
  readonly accountId: string
  readonly graphSha256: string
  readonly backgroundSha256: string | null
}

export async function countImports(tx: Sql, accountId: string): Promise<number> {
  const [row] = await tx.select({ n: count() }).from(model).where(isImportOf(accountId))
  return row?.n ?? 0
}

/** False for one that is there already: whoever asked for it asks again. */
export async function insertImport(tx: Sql, made: NewImport): Promise<boolean> {
  const { id, version, domain } = made.manifest
  const rows = await tx
    .insert(model)
    .values({
      id,
      version,
      domain,
      sha256: made.graphSha256,
      source: 'imported',
      accountId: made.accountId,
      manifest: sql`${keepable(JSON.stringify(made.manifest))}::jsonb`,
      fileSha256: made.graphSha256,
      backgroundSha256: made.backgroundSha256,
    })
    .onConflictDoNothing()
    .returning({ id: model.id })
  return rows.length > 0
}

/** An account's imported models, the newest first, those before `cursor`. */
export async function listImports(
  database: Sql,
  accountId: string,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Manifest[]> {
  const before = cursor === undefined ? undefined : lt(model.id, cursor)
  const rows = await database
    .select({ manifest: model.manifest })
    .from(model)
    .where(and(isImportOf(accountId), before))
    .orderBy(desc(model.id))
    .limit(limit)
  return rows.map(({ manifest }) => Manifest.parse(manifest))
}

/** Deletes an imported model; hashes of the files that it was made of, or null where there is none. */
export async function deleteImport(tx: Sql, id: string): Promise<string[] | null> {
  const [gone] = await tx
    .delete(model)
    .where(and(eq(model.id, id), eq(model.source, 'imported')))
    .returning({ graph: model.fileSha256, background: model.backgroundSha256 })
  if (gone) await deleteMeasurementsOfModels(tx, [id])
  return gone ? [gone.graph, gone.background].filter((hash) => hash !== null) : null
}

/** Deletes an account's imported models; a sweep of the files finds what they were made of. */
export async function deleteImportsOf(tx: Sql, accountId: string): Promise<void> {
  const gone = await tx.delete(model).where(isImportOf(accountId)).returning({ id: model.id })
  await deleteMeasurementsOfModels(
    tx,
    gone.map(({ id }) => id),
  )
}

const isImportOf = (accountId: string) => and(eq(model.accountId, accountId), eq(model.source, 'imported'))
