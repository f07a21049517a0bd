import { doublePrecision, index, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { at, createdAt, vouch } from './columns.ts'

export const account = vouch.table(
  'account',
  {
    id: text('id').primaryKey(),
    /** in lower case; null once the account is deleted, when only its id, a pseudonym, remains */
    email: text('email'),
    name: text('name'),
    passwordHash: text('password_hash'),
    disabledAt: at('disabled_at'),
    deletedAt: at('deleted_at'),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('account_email').on(t.email)],
)

/** What an account may do in a domain; domain `*` is all of them. One that was asked for counts once it is given. */
export const grant = vouch.table(
  'grant',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    domain: text('domain').notNull(),
    role: text('role', { enum: ['admin', 'expert', 'member'] }).notNull(),
    state: text('state', { enum: ['asked', 'given'] }).notNull(),
    decidedBy: text('decided_by'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.domain, t.role] })],
)

/** One log-in and all the refresh tokens that follow from it: a family that ends as one. */
export const session = vouch.table(
  'session',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    expiresAt: at('expires_at').notNull(),
    endedAt: at('ended_at'),
    /** logout, password, disabled, reuse */
    endedWhy: text('ended_why'),
    createdAt: createdAt(),
  },
  (t) => [index('session_account').on(t.accountId)],
)

export const refreshToken = vouch.table(
  'refresh_token',
  {
    /** sha256 of the token, hexadecimal */
    hash: text('hash').primaryKey(),
    sessionId: text('session_id')
      .notNull()
      .references(() => session.id, { onDelete: 'cascade' }),
    usedAt: at('used_at'),
    createdAt: createdAt(),
  },
  (t) => [index('refresh_token_session').on(t.sessionId)],
)

export const apiKey = vouch.table(
  'api_key',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** sha256 of the key, hexadecimal */
    hash: text('hash').notNull(),
    scopes: text('scopes').array().notNull(),
    expiresAt: at('expires_at'),
    revokedAt: at('revoked_at'),
    lastUsedAt: at('last_used_at'),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('api_key_hash').on(t.hash), index('api_key_account').on(t.accountId)],
)

/** Attempts to log in that failed, for each account, each address and each pair of the two, all hashed. */
export const throttle = vouch.table(
  'throttle',
  {
    key: text('key').primaryKey(),
    /** at the time of `at`; they fade */
    failures: doublePrecision('failures').notNull(),
    at: at('at').notNull().defaultNow(),
    /** when the account last logged in from the address */
    knownAt: at('known_at'),
  },
  (t) => [index('throttle_age').on(t.at)],
)

/** What every process must share and nobody may guess: the key that signs tokens, the hash of the first admin's link. */
export const secret = vouch.table('secret', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
  createdAt: createdAt(),
})
