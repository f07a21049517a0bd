import { customType, pgSchema, timestamp } from 'drizzle-orm/pg-core'

/**
 * Every table, in a schema of its own so that the queue's tables (schema `bullmq`) and anybody else's stay apart. Ids are
 * unguessable and sort by time. Who a row belongs to is `account_id`; null there is nobody's: an anonymous caller's.
 */
export const vouch = pgSchema('vouch')

/** `Uint8Array` from PGlite and `Buffer` from a server: one kind of value here. */
export const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) =>
    Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength),
})

export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })

export const createdAt = () => at('created_at').notNull().defaultNow()
