import { bigint, index, integer, jsonb, text } from 'drizzle-orm/pg-core'
import { account } from './accounts.ts'
import { at, bytea, createdAt, vouch } from './columns.ts'

/** Bytes by their hash. Small ones are in the row, so that one commit keeps both; others in the folder of files. */
export const file = vouch.table('file', {
  /** hexadecimal */
  sha256: text('sha256').primaryKey(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  /** null: in the folder of files */
  content: bytea('content'),
  createdAt: createdAt(),
})

export const upload = vouch.table(
  'upload',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').references(() => account.id),
    /** the name the client gave it; never a path here */
    name: text('name').notNull(),
    kind: text('kind', { enum: ['table', 'rows', 'picture'] }).notNull(),
    sha256: text('sha256')
      .notNull()
      .references(() => file.sha256),
    createdAt: createdAt(),
  },
  (t) => [index('upload_sha256').on(t.sha256), index('upload_account').on(t.accountId)],
)

export const dataset = vouch.table(
  'dataset',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').references(() => account.id),
    /** null: an upload of somebody's, which may be of anything */
    domain: text('domain'),
    name: text('name').notNull(),
    source: text('source', { enum: ['archive', 'upload'] }).notNull(),
    format: text('format'),
    sha256: text('sha256')
      .notNull()
      .references(() => file.sha256),
    rows: integer('rows').notNull(),
    columns: jsonb('columns').$type<readonly string[]>().notNull(),
    /** what it holds, column by column; null where it was never looked at */
    profile: jsonb('profile').$type<unknown>(),
    /** when it goes; null: when its owner deletes it */
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (t) => [index('dataset_account').on(t.accountId, t.id), index('dataset_expiry').on(t.expiresAt)],
)
