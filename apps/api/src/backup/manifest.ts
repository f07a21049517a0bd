import { z } from 'zod'

/** What kind of archive this is: its first entry. */
export const BackupHead = z.object({
  format: z.literal(1),
  vouch: z.string(),
  made_at: z.iso.datetime(),
  /** the last step that its tables were brought to, as `schemaVersion` says it */
  schema_version: z.int(),
})
export type BackupHead = z.infer<typeof BackupHead>

/** What must be in it: its last entry, so that one that is cut short has none. */
export const BackupManifest = z.object({
  /** in the order that they can be filled in */
  tables: z.array(
    z.object({
      name: z.string().regex(/^[a-z_]+$/),
      rows: z.int(),
      bytes: z.int(),
      sha256: z.string(),
    }),
  ),
  files: z.object({ count: z.int(), bytes: z.int() }),
  /** hashes of files that rows refer to or hold and that were not there, or not as they were put */
  missing: z.array(z.string()),
})
export type BackupManifest = z.infer<typeof BackupManifest>

export const HEAD_NAME = 'vouch-backup.json'
export const MANIFEST_NAME = 'manifest.json'
/** `tables/account.ndjson` */
export const TABLE_NAME = /^tables\/([a-z_]+)\.ndjson$/
/** `files/<first two digits>/<sha256>` */
export const FILE_NAME = /^files\/[0-9a-f]{2}\/([0-9a-f]{64})$/
